/** A document → the file that will run, the folder it may read, and the unsaved text of all editors. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { isSupported } from './languages.ts';

export interface Target {
  /** Absolute path; of an untitled document, where it would lie. */
  readonly entry: string;
  readonly workspace: string;
  /** False when the file lies outside of every workspace folder. */
  readonly inWorkspace: boolean;
  readonly overlays: readonly { readonly path: string; readonly text: string }[];
}

function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** @returns the target, or one sentence on why the document cannot run */
export function findTarget(document: vscode.TextDocument): Target | string {
  if (!isSupported(document))
    return vscode.l10n.t('Visualize Async runs JavaScript and TypeScript files; this is {0}.', document.languageId);
  if (document.uri.scheme !== 'file' && document.uri.scheme !== 'untitled') {
    return vscode.l10n.t(
      'This file is not on a disk that Node can read ({0}). Save it to a folder first.',
      document.uri.scheme,
    );
  }
  if (document.getText().includes('\0'))
    return vscode.l10n.t('{0} is a binary file, not source text.', path.basename(document.fileName));
  const folder =
    document.uri.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]
      : vscode.workspace.getWorkspaceFolder(document.uri);
  if (document.uri.scheme === 'untitled' && folder === undefined) {
    return vscode.l10n.t('An untitled file needs an open folder to run in. Open a folder, or save the file.');
  }
  const workspace = real(folder?.uri.fsPath ?? path.dirname(document.fileName));
  const entry =
    document.uri.scheme === 'untitled'
      ? path.join(
          workspace,
          `${path.basename(document.fileName)}${document.languageId.startsWith('typescript') ? '.ts' : '.mjs'}`,
        )
      : real(document.fileName);
  const overlays = vscode.workspace.textDocuments
    .filter((open) => open.isDirty && open.uri.scheme === 'file' && isSupported(open) && open !== document)
    .map((open) => ({ path: real(open.fileName), text: open.getText() }));
  if (document.isDirty || document.uri.scheme === 'untitled') overlays.push({ path: entry, text: document.getText() });
  return { entry, workspace, inWorkspace: folder !== undefined, overlays };
}
