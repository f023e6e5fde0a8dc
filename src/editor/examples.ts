/** The programs that ship with the extension, to have something to look at. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';

const PROGRAM = /^(\d+)-([\w-]+)\.(?:ts|mjs|cjs)$/;

/** Asks which, and opens it. A run of it needs one more click, so that nothing runs unasked. */
async function openExample(extensionUri: vscode.Uri): Promise<vscode.TextEditor | undefined> {
  const folder = vscode.Uri.joinPath(extensionUri, 'examples');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const items = entries.flatMap(([name]) => {
    const [, number, title] = PROGRAM.exec(name) ?? [];
    return title === undefined
      ? []
      : [{ label: title.replaceAll('-', ' '), description: `${number ?? ''}${path.extname(name)}`, name }];
  });
  items.sort((a, b) => a.name.localeCompare(b.name));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Open an example, then run Visualize Async on it'),
  });
  return picked === undefined ? undefined : vscode.window.showTextDocument(vscode.Uri.joinPath(folder, picked.name));
}

export function registerExamples(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(ids.openExample, () => openExample(extensionUri));
}
