import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../../../src/panel/ids.ts';
import { api, hoverText, open, root, runSuite, until } from './harness.ts';

const visualize = (uri?: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand(ids.visualize, uri);

function define(): void {
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

  describe('Visualize Async', () => {
    it('says before a run what an await will do, and offers to run', async () => {
      const { document } = await open('src/work.ts');
      const text = await hoverText(document, 'await sleep');
      assert.match(text, /suspends (?:this function|`one`) until the promise/i);
      assert.match(text, /command:awaitscope\.visualize/);
    });
    it('has a lens above each async function and at the top of a module that awaits', async () => {
      const { document } = await open('src/work.ts');
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      const own = lenses.filter((lens) => lens.command?.command === ids.visualize);
      assert.deepEqual(
        own.map((lens) => lens.range.start.line + 1).sort((a, b) => a - b),
        [1, 3, 8],
      );
    });
    it('runs the open file and records its tasks', async () => {
      await open('src/work.ts');
      assert.equal(await visualize(), 'ran');
      const trace = (await api()).lastTrace();
      assert.ok(trace);
      assert.equal(trace.outcome, 'completed');
      assert.equal(trace.tasks.count, 4);
      assert.deepEqual(trace.output.map((chunk) => chunk.text).join(''), 'worked 3\n');
      assert.ok(
        trace.files.some((file) => file.path === 'src/helper.ts'),
        'the imported file is instrumented, too',
      );
    });
    it('says after the run how often and how long an await waited, and what for', async () => {
      const { document } = await open('src/work.ts');
      const text = await hoverText(document, 'await sleep');
      assert.match(text, /2 times/);
      assert.match(text, /min [\d.]+ (?:ms|µs) · median [\d.]+ ms · max [\d.]+ ms/);
      assert.match(text, /setTimeout 20 ms/);
      assert.match(text, /2 fulfilled/);
    });
    it('runs the editor’s unsaved text', async () => {
      const editor = await open('src/work.ts');
      const at = editor.document.positionAt(editor.document.getText().indexOf("'worked'"));
      await editor.edit((edit) => {
        edit.replace(new vscode.Range(at, at.translate(0, 8)), "'unsaved'");
      });
      assert.equal(editor.document.isDirty, true);
      assert.equal(await visualize(), 'ran');
      assert.equal(
        (await api())
          .lastTrace()
          ?.output.map((chunk) => chunk.text)
          .join(''),
        'unsaved 3\n',
      );
      assert.match(await hoverText(editor.document, 'await sleep'), /2 times/);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });
    it('runs an untitled document', async () => {
      const document = await vscode.workspace.openTextDocument({
        language: 'typescript',
        content: "const n: number = await Promise.resolve(7);\nconsole.log('untitled', n);\n",
      });
      await vscode.window.showTextDocument(document);
      assert.equal(await visualize(), 'ran');
      const trace = (await api()).lastTrace();
      assert.equal(trace?.output.map((chunk) => chunk.text).join(''), 'untitled 7\n', JSON.stringify(trace?.error));
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
    it('stops an endless loop at once, and shows what came before', async () => {
      await open('src/endless.mjs');
      const running = visualize();
      const host = await api();
      await until(
        'the first output',
        () =>
          host.isRunning() &&
          host.lastTrace()?.entry === 'src/endless.mjs' &&
          (host.lastTrace()?.output.length ?? 0) > 0,
      );
      const asked = Date.now();
      await vscode.commands.executeCommand(ids.stop);
      await running;
      assert.ok(Date.now() - asked < 10_000);
      const trace = host.lastTrace();
      assert.equal(trace?.outcome, 'stopped');
      assert.equal(trace.output[0]?.text, 'before the loop\n');
      assert.ok(trace.blocking.length > 0, 'the loop is marked as blocking');
    });
    it('marks a syntax error where it is, and runs nothing', async () => {
      const { document } = await open('src/syntax-error.ts');
      await visualize();
      const [problem] = await until('a diagnostic', () => {
        const found = vscode.languages.getDiagnostics(document.uri).filter((one) => one.source === 'Awaitscope');
        return found.length > 0 && found;
      });
      assert.equal(problem?.range.start.line, 2);
      assert.match(problem.message, /SyntaxError/);
      assert.equal((await api()).lastTrace()?.output.length, 0);
    });
    it('shows the original line of an error that the program throws', async () => {
      const { document } = await open('src/throws.ts');
      await visualize();
      const [problem] = await until('a diagnostic', () => {
        const found = vscode.languages.getDiagnostics(document.uri).filter((one) => one.source === 'Awaitscope');
        return found.length > 0 && found;
      });
      assert.equal(problem?.range.start.line, 6);
      assert.match(problem.message, /no luck/);
      assert.equal((await api()).lastTrace()?.outcome, 'threw');
    });
    it('says so when a module is missing', async () => {
      await open('src/missing-module.mjs');
      await visualize();
      const trace = (await api()).lastTrace();
      assert.equal(trace?.outcome, 'threw');
      assert.match(trace.error?.message ?? '', /Cannot find/);
    });
    it('runs a file in which nothing suspends', async () => {
      await open('src/nothing.cjs');
      assert.equal(await visualize(), 'ran');
      const trace = (await api()).lastTrace();
      assert.equal(trace?.outcome, 'completed');
      assert.equal(trace.tasks.count, 0);
      assert.equal(trace.output[0]?.text, 'nothing suspends\n');
    });
    it('refuses what is no program, in words', async () => {
      await open('notes.md');
      assert.equal(await visualize(), 'refused');
    });
    it('leaves the settings of the README and of the manifest the same', () => {
      const extension = vscode.extensions.getExtension('awaitscope.awaitscope');
      const manifest = extension?.packageJSON as {
        contributes: { configuration: { properties: Record<string, unknown> } };
      };
      const readme = readFileSync(path.join(extension?.extensionPath ?? '', 'README.md'), 'utf8');
      const named = new Set([...readme.matchAll(/`(awaitscope\.[\w.]+)`/g)].map((match) => match[1]));
      for (const name of Object.keys(manifest.contributes.configuration.properties))
        assert.ok(named.has(name), `${name} is not in the README`);
      assert.ok(root().length > 0);
    });
  });
}

export const run = (): Promise<void> => runSuite(define);
