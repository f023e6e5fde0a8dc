/** A document → the file that will run, the folder it may read, and the unsaved text of all editors. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { isSupported, nameOf } from './languages.ts';

export interface Target {
  /** Absolute path; of an untitled document, where it would lie. */
  readonly entry: string;
  /** Absolute path that the run may read; symbolic links resolved. */
  readonly workspace: string;
  /** The same folder as the editor names it. */
  readonly folder: vscode.Uri;
  /** False when the file lies outside of every workspace folder. */
  readonly inWorkspace: boolean;
  readonly overlays: readonly { readonly path: string; readonly text: string }[];
  /** What every open document said, by URI. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The path that a run sees: symbolic links resolved, as far as the file exists. */
export function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** @returns the target, or one sentence on why the document cannot run */
export function findTarget(document: vscode.TextDocument): Target | string {
  const { uri } = document;
  const name = path.basename(document.fileName);
  const untitled = uri.scheme === 'untitled';
  if (!isSupported(document))
    return vscode.l10n.t('Visualize Async runs JavaScript and TypeScript files; this is {0}.', document.languageId);
  if (uri.scheme !== 'file' && !untitled) {
    return vscode.l10n.t('This file is not on a disk that Node can read ({0}). Save it to a folder first.', uri.scheme);
  }
  const text = document.getText();
  if (text.includes('\0')) return vscode.l10n.t('{0} is a binary file, not source text.', name);
  if (text.trim() === '') return vscode.l10n.t('{0} is empty: there is nothing to run.', name);
  const open = untitled ? vscode.workspace.workspaceFolders?.[0] : vscode.workspace.getWorkspaceFolder(uri);
  if (untitled && open?.uri.scheme !== 'file') {
    return vscode.l10n.t('An untitled file needs an open folder to run in. Open a folder, or save the file.');
  }
  const folder = open?.uri ?? vscode.Uri.joinPath(uri, '..');
  const workspace = real(folder.fsPath);
  const entry = untitled ? path.join(workspace, nameOf(document)) : real(uri.fsPath);
  const documents = vscode.workspace.textDocuments.filter(isSupported);
  const overlays = documents
    .filter((other) => other.isDirty && other.uri.scheme === 'file' && other !== document)
    .map((other) => ({ path: real(other.uri.fsPath), text: other.getText() }));
  if (document.isDirty || untitled) overlays.push({ path: entry, text });
  const texts = new Map(documents.map((other) => [other.uri.toString(), other.getText()]));
  return { entry, workspace, folder, inWorkspace: open !== undefined, overlays, texts };
}
