/** Permissions: refused, given once, kept for the workspace, taken back; never from the repository's settings. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../../../src/panel/ids.ts';
import { api, outputOf, revert, root, until, untitled, visualize } from './harness.ts';

const SERVES = `import net from 'node:net';
try { net.createServer().listen(0, '127.0.0.1', function () { console.log('listening'); this.close(); }); }
catch (error) { console.log(error.code); }
`;
const GRANT = 'net:127.0.0.1:0';

export function defineGranting(): void {
  describe('permissions', () => {
    let uri: vscode.Uri;
    const grant = (extent: string): Thenable<unknown> =>
      vscode.commands.executeCommand(ids.grant, uri, [GRANT], extent);
    before(async () => {
      uri = (await untitled('javascript', SERVES)).uri;
    });
    after(async () => {
      await vscode.commands.executeCommand(ids.revokeGrants);
      await revert();
    });

    it('are refused with the line that asked, and what would allow it', async () => {
      await visualize(uri);
      assert.equal(await outputOf(), 'ERR_ACCESS_DENIED\n');
      const refused = (await api()).lastTrace()?.refused ?? [];
      assert.deepEqual(
        refused.map(({ allow, line }) => [allow, line]),
        [[GRANT, 2]],
      );
    });
    it('are given for one run', async () => {
      assert.equal(await grant('once'), 'ran');
      assert.equal(await outputOf(), 'listening\n');
      await visualize(uri);
      assert.equal(await outputOf(), 'ERR_ACCESS_DENIED\n');
    });
    it('are given for the workspace, shown before the run, and taken back', async () => {
      assert.ok((await lenses()).some((title) => /will probably ask to use the network/i.test(title)));
      assert.equal(await grant('always'), 'ran');
      assert.equal(await outputOf(), 'listening\n');
      await visualize(uri);
      assert.equal(await outputOf(), 'listening\n');
      await vscode.commands.executeCommand(ids.revokeGrants);
      await visualize(uri);
      assert.equal(await outputOf(), 'ERR_ACCESS_DENIED\n');
    });
    it('do not come from the settings of the repository', async () => {
      const folder = path.join(root(), '.vscode');
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, 'settings.json'),
        JSON.stringify({ 'awaitscope.allow': ['net'], 'awaitscope.timeoutSeconds': 33 }),
      );
      try {
        // The window has read the file when another of its settings holds.
        await until('the settings', () => vscode.workspace.getConfiguration('awaitscope').get('timeoutSeconds') === 33);
        await visualize(uri);
        assert.equal(await outputOf(), 'ERR_ACCESS_DENIED\n');
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
    async function lenses(): Promise<string[]> {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 9);
      return found.map(({ command }) => command?.title ?? '');
    }
  });
}
