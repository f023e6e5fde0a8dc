import type * as vscode from 'vscode';

export const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

export const selector: vscode.DocumentSelector = LANGUAGES.flatMap((language) => [
  { language, scheme: 'file' },
  { language, scheme: 'untitled' },
]);

export function isSupported(document: vscode.TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}
