import path from 'node:path';
import type * as vscode from 'vscode';

const EXTENSIONS: Readonly<Record<string, string>> = {
  javascript: '.mjs',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};
export const LANGUAGES = Object.keys(EXTENSIONS);

export const selector: vscode.DocumentSelector = LANGUAGES.flatMap((language) => [
  { language, scheme: 'file' },
  { language, scheme: 'untitled' },
]);

export function isSupported(document: vscode.TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}

/** The file name by which a document is read as what it is; an untitled one has none of its own. */
export function nameOf(document: vscode.TextDocument): string {
  const name = path.basename(document.fileName);
  return document.uri.scheme === 'untitled' ? `${name}${EXTENSIONS[document.languageId] ?? '.mjs'}` : name;
}
