/** Runs mocha inside the extension host and leaves the results in a file; and what tests do in an editor. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { Api } from '../../../src/editor/index.ts';
import { ids } from '../../../src/panel/ids.ts';

export function runSuite(define: () => void): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, ui: 'bdd', forbidOnly: true, forbidPending: true });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  define();
  const results: { title: string; error?: string }[] = [];
  return new Promise((resolve, reject) => {
    mocha
      .run((failures) => {
        writeFileSync(process.env['AWAITSCOPE_TEST_RESULTS'] ?? '', JSON.stringify(results));
        if (failures > 0) reject(new Error(`${failures} failed`));
        else resolve();
      })
      .on('pass', (test) => results.push({ title: test.fullTitle() }))
      .on('fail', (test, error: Error) =>
        results.push({ title: test.fullTitle(), error: error.stack ?? error.message }),
      );
  });
}

export const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

export async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('awaitscope.awaitscope');
  if (extension === undefined) throw new Error('the extension is not there');
  return extension.activate();
}

export const visualize = (uri?: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand(ids.visualize, uri);

export async function outputOf(): Promise<string> {
  return (
    (await api())
      .lastTrace()
      ?.output.map((chunk) => chunk.text)
      .join('') ?? ''
  );
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(path.join(root(), name)));
}

export async function untitled(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document);
  // One that has just been closed may give its name, and for a moment its text, to the next.
  await until('the text', async () => {
    if (document.getText() === content) return true;
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await editor.edit((edit) => {
      edit.replace(whole, content);
    });
    return false;
  });
  return document;
}

/** Gives up the active editor's changes, and closes it when it is untitled or stands alone. */
export async function revert(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) return;
  const isOfFolder = document.uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
  if (!isOfFolder) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return;
  }
  // The command acts on the list that has the focus, if one has it.
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await until(`${document.fileName} as it was`, () => !document.isDirty);
}

export async function until<T>(
  what: string,
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  ms = 30_000,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const got = await ask();
    if (got !== undefined && got !== null && got !== false) return got;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The first problem that the extension shows in a document. */
export function problem(uri: vscode.Uri): Promise<vscode.Diagnostic> {
  return until('a problem', () => vscode.languages.getDiagnostics(uri).find(({ source }) => source === 'Awaitscope'));
}

/** What hovers say one character into the first occurrence of `needle`. */
export async function hoverText(document: vscode.TextDocument, needle: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(needle) + 1),
  );
  return hovers
    .flatMap((hover) =>
      hover.contents.map((content) =>
        content instanceof vscode.MarkdownString ? content.value : JSON.stringify(content),
      ),
    )
    .join('\n');
}

/** Titles of the extension's lenses by 1-based line, in order. */
export async function lensesOf(document: vscode.TextDocument): Promise<Map<number, string>> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return new Map(
    lenses
      .filter((lens) => lens.command?.command === ids.visualize)
      .map((lens): [number, string] => [lens.range.start.line + 1, lens.command?.title ?? ''])
      .sort(([a], [b]) => a - b),
  );
}
