/** What the editor says beside the code: hovers and lenses, before a run, after it, and after an edit. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ids } from '../../../src/panel/ids.ts';
import { hoverText, lensesOf, open, revert, untitled, visualize } from './harness.ts';

export function defineReading(): void {
  describe('the extension', () => {
    it('registers every command of the manifest, and no other', async () => {
      const extension = vscode.extensions.getExtension('awaitscope.awaitscope');
      await extension?.activate();
      const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
      const registered = (await vscode.commands.getCommands(true)).filter(
        (name) =>
          name.startsWith('awaitscope.') &&
          !/\.(?:focus|open|removeView|resetViewLocation|toggleVisibility)$/.test(name),
      );
      assert.deepEqual(registered.sort(), manifest.contributes.commands.map((command) => command.command).sort());
    });
  });

  describe('before a run', () => {
    it('a hover says what an await will do, and offers to run', async () => {
      const { document } = await open('src/work.ts');
      const text = await hoverText(document, 'await sleep');
      assert.match(text, /Calls `sleep` first, then suspends `one` until the promise/);
      assert.match(text, /command:awaitscope\.visualize/);
    });
    it('a hover is there on the keyword and the token after it, not beyond', async () => {
      const { document } = await open('src/work.ts');
      assert.notEqual(await hoverText(document, 'sleep(20)'), '');
      assert.doesNotMatch(await hoverText(document, '20)'), /suspends/);
      assert.doesNotMatch(await hoverText(document, 'return n'), /suspends/);
    });
    it('a hover tells by the operand', async () => {
      const document = await untitled(
        'javascript',
        [
          'async function own() { await 1; }',
          'async function other() {',
          '  await own();',
          "  await ['a'].map(own)[0];",
          '  await Promise.race([own()]);',
          '  await new Promise((resolve) => setTimeout(resolve));',
          '  for await (const x of []) console.log(x);',
          '}',
        ].join('\n'),
      );
      assert.match(await hoverText(document, 'await 1'), /no promise, but `own` suspends/);
      assert.match(await hoverText(document, 'await own()'), /Calls `own`, which runs at once up to its own first/);
      assert.doesNotMatch(await hoverText(document, "await ['a']"), /no promise/);
      assert.match(await hoverText(document, 'await Promise.race'), /until the first promise is settled/);
      assert.match(await hoverText(document, 'await new Promise'), /until `resolve` or `reject` is called/);
      assert.match(await hoverText(document, 'for await'), /before each round/);
      await revert();
    });
    it('a lens is above each async function and at the top of a module that awaits', async () => {
      const { document } = await open('src/work.ts');
      const lenses = await lensesOf(document);
      assert.deepEqual([...lenses.keys()], [1, 3, 8]);
      for (const title of lenses.values()) assert.match(title, /Visualize Async$/);
    });
    it('no lens is there when they are switched off', async () => {
      const { document } = await open('src/work.ts');
      const settings = vscode.workspace.getConfiguration(ids.settings);
      await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Workspace);
      assert.equal((await lensesOf(document)).size, 0);
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Workspace);
      assert.equal((await lensesOf(document)).size, 3);
    });
  });

  describe('after a run', () => {
    before(async () => {
      await open('src/work.ts');
      assert.equal(await visualize(), 'ran');
    });
    it('a hover says how often and how long an await waited, and for what, with its line', async () => {
      const { document } = await open('src/work.ts');
      const text = await hoverText(document, 'await sleep');
      assert.match(text, /2 times/);
      assert.match(text, /min [\d.]+ (?:ms|µs) · median [\d.]+ ms · max [\d.]+ ms/);
      assert.match(text, /setTimeout 20 ms ×2 \(\[src\/helper\.ts:1\]\(file:.*helper\.ts#L1\)\)/);
      assert.match(text, /2 fulfilled/);
      assert.doesNotMatch(text, /before the last edit|saved trace/);
    });
    it('a lens sums up its function', async () => {
      const { document } = await open('src/work.ts');
      const lenses = await lensesOf(document);
      assert.match(lenses.get(3) ?? '', /· 2×, [\d.]+ (?:ms|µs) running, [\d.]+ ms waiting$/);
      assert.match(lenses.get(8) ?? '', /· 1×, /);
    });
    it('both follow their lines through an edit, and say that the run was before it', async () => {
      const editor = await open('src/work.ts');
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), '// a line before all others\n');
      });
      const text = await hoverText(editor.document, 'await sleep');
      assert.match(text, /before the last edit/);
      assert.match(text, /2 times/);
      assert.match((await lensesOf(editor.document)).get(4) ?? '', /· 2×, .*\(before the last edit\)/);
      await revert();
      assert.doesNotMatch(await hoverText(editor.document, 'await sleep'), /before the last edit/);
    });
    it('a hover on an await that came later claims nothing of it', async () => {
      const editor = await open('src/work.ts');
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(4, 0), '  await null;\n');
      });
      assert.match(await hoverText(editor.document, 'await null'), /knows nothing of it/);
      await revert();
    });
  });
}
