/** The command on programs of every kind. */
import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../../../src/panel/ids.ts';
import { api, hoverText, open, outputOf, problem, revert, until, untitled, visualize } from './harness.ts';

export function defineRunning(): void {
  describe('Visualize Async', () => {
    it('runs the open file and records its tasks', async () => {
      await open('src/work.ts');
      assert.equal(await visualize(), 'ran');
      const trace = (await api()).lastTrace();
      assert.equal(trace?.outcome, 'completed');
      assert.equal(trace.tasks.count, 4);
      assert.equal(await outputOf(), 'worked 3\n');
      assert.ok(
        trace.files.some((file) => file.path === 'src/helper.ts'),
        'the imported file is instrumented, too',
      );
    });
    it('runs the editor’s unsaved text', async () => {
      const editor = await open('src/work.ts');
      const at = editor.document.positionAt(editor.document.getText().indexOf("'worked'"));
      await editor.edit((edit) => {
        edit.replace(new vscode.Range(at, at.translate(0, 8)), "'unsaved'");
      });
      assert.equal(editor.document.isDirty, true);
      assert.equal(await visualize(), 'ran');
      assert.equal(await outputOf(), 'unsaved 3\n');
      assert.match(await hoverText(editor.document, 'await sleep'), /2 times/);
      await revert();
    });
    it('runs the unsaved text of the files that it imports', async () => {
      const helper = await open('src/helper.ts');
      await helper.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), "console.log('unsaved helper');\n");
      });
      await open('src/work.ts');
      assert.equal(await visualize(), 'ran');
      assert.equal(await outputOf(), 'unsaved helper\nworked 3\n');
      await open('src/helper.ts');
      await revert();
    });
    it('runs an untitled document', async () => {
      await untitled('typescript', "const n: number = await Promise.resolve(7);\nconsole.log('untitled', n);\n");
      assert.equal(await visualize(), 'ran');
      assert.equal(await outputOf(), 'untitled 7\n');
      await revert();
    });
    it('marks an untitled document’s own error in it', async () => {
      const document = await untitled('javascript', "await null;\nthrow new Error('here');\n");
      assert.equal(await visualize(), 'ran');
      assert.equal((await problem(document.uri)).range.start.line, 1);
      await revert();
    });
    it('runs a file outside of the workspace, in its own folder', async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-outside-'));
      const file = path.join(folder, 'alone.mjs');
      writeFileSync(file, "await null;\nconsole.log('alone');\n");
      const { document } = await vscode.window.showTextDocument(vscode.Uri.file(file));
      assert.equal(await visualize(), 'ran');
      assert.equal(await outputOf(), 'alone\n');
      assert.match(await hoverText(document, 'await null'), /once/);
      await revert();
      rmSync(folder, { recursive: true });
    });
    it('stops an endless loop at once, and shows what came before', async () => {
      await open('src/endless.mjs');
      const running = visualize();
      const host = await api();
      await until(
        'the first output',
        () => host.isRunning() && host.lastTrace()?.entry === 'src/endless.mjs' && host.lastTrace()?.output[0],
      );
      // Long enough in the loop to count as blocking.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const asked = Date.now();
      await vscode.commands.executeCommand(ids.stop);
      await running;
      assert.ok(Date.now() - asked < 10_000);
      const trace = host.lastTrace();
      assert.equal(trace?.outcome, 'stopped');
      assert.equal(trace.output[0]?.text, 'before the loop\n');
      assert.ok(trace.blocking.length > 0, 'the loop is marked as blocking');
    });
    it('stops the run under way for the next one, and of three at once the last one wins', async () => {
      const later = [await open('src/nothing.cjs'), await open('src/work.ts')];
      await open('src/endless.mjs');
      const first = visualize();
      const host = await api();
      await until('the endless run', () => host.isRunning() && host.lastTrace()?.entry === 'src/endless.mjs');
      const results = later.map(({ document }) => visualize(document.uri));
      assert.deepEqual(await Promise.all(results), ['replaced', 'ran']);
      await first;
      assert.equal(await outputOf(), 'worked 3\n');
      assert.equal(host.isRunning(), false);
    });
    it('has the next supervisor started once a program has ended, and takes it for the next run', async () => {
      const started: (number | undefined)[] = [];
      const { spawn } = childProcess;
      childProcess.spawn = ((...all: Parameters<typeof spawn>) => {
        const child = spawn(...all);
        if (all[1].some((argument) => argument.endsWith('supervisor.cjs'))) started.push(child.pid);
        return child;
      }) as typeof spawn;
      try {
        await untitled('javascript', 'await null;\nconsole.log(process.pid);\n');
        assert.equal(await visualize(), 'ran');
        const ahead = await until('a supervisor', () => started.at(-1));
        assert.notEqual(await outputOf(), `${ahead}\n`);
        assert.equal(await visualize(), 'ran');
        assert.equal(await outputOf(), `${ahead}\n`);
      } finally {
        childProcess.spawn = spawn;
      }
      await revert();
    });
    it('marks a syntax error where it is, and runs nothing', async () => {
      const { document } = await open('src/syntax-error.ts');
      await visualize();
      const { message, range } = await problem(document.uri);
      assert.equal(range.start.line, 2);
      assert.match(message, /^SyntaxError: [^\n]+$/);
      assert.equal(await outputOf(), '');
    });
    it('shows the original line of an error that the program throws, until the text is edited', async () => {
      const editor = await open('src/throws.ts');
      await visualize();
      const { message, range } = await problem(editor.document.uri);
      assert.equal(range.start.line, 6);
      assert.match(message, /no luck/);
      assert.equal((await api()).lastTrace()?.outcome, 'threw');
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), '\n');
      });
      assert.deepEqual(vscode.languages.getDiagnostics(editor.document.uri).filter(own), []);
      await revert();
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
      assert.equal(await outputOf(), 'nothing suspends\n');
    });
  });
}

const own = (diagnostic: vscode.Diagnostic): boolean => diagnostic.source === 'Awaitscope';
