/** What the command does not run, and leaves as it was. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, open, revert, untitled, visualize } from './harness.ts';

export function defineRefusing(): void {
  describe('Visualize Async refuses', () => {
    it('what is no program', async () => {
      await open('notes.md');
      assert.equal(await visualize(), 'refused');
    });
    it('an empty file', async () => {
      await untitled('typescript', '\n\n');
      assert.equal(await visualize(), 'refused');
      await revert();
    });
    it('a binary file', async () => {
      await untitled('javascript', 'a\0b');
      assert.equal(await visualize(), 'refused');
      await revert();
    });
    it('a file that is not there', async () => {
      assert.equal(await visualize(vscode.Uri.file('/nowhere/at-all.mjs')), 'refused');
    });
    it('to run nothing at all', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      assert.equal(await visualize(), 'refused');
    });
    it('and the last run stays', async () => {
      assert.notEqual((await api()).lastTrace(), null);
    });
  });
}
