/** Runs mocha inside the extension host and leaves the results in a file. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { Api } from '../../../src/editor/index.ts';

export function runSuite(define: () => void): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, ui: 'bdd' });
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

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(path.join(root(), name)));
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

export async function hoverText(document: vscode.TextDocument, needle: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(needle) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap((hover) =>
      hover.contents.map((content) =>
        content instanceof vscode.MarkdownString ? content.value : JSON.stringify(content),
      ),
    )
    .join('\n');
}
