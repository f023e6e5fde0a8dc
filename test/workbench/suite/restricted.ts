import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ids } from '../../../src/panel/ids.ts';
import { api, hoverText, open, runSuite } from './harness.ts';

function define(): void {
  describe('in an untrusted workspace', () => {
    it('the window is restricted', () => {
      assert.equal(vscode.workspace.isTrusted, false);
    });
    it('Visualize Async refuses, and runs nothing', async () => {
      await open('src/work.ts');
      assert.equal(await vscode.commands.executeCommand(ids.visualize), 'refused');
      assert.equal((await api()).lastTrace(), null);
    });
    it('hovers still say what an await will do', async () => {
      const { document } = await open('src/work.ts');
      assert.match(await hoverText(document, 'await sleep'), /suspends (?:this function|`one`) until/i);
    });
  });
}

export const run = (): Promise<void> => runSuite(define);
