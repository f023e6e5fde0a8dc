import * as vscode from 'vscode';

/** The error that ended the last run, marked at its original line until the next run or an edit of that file. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('awaitscope');
  readonly #edits: vscode.Disposable;

  constructor() {
    this.#edits = vscode.workspace.onDidChangeTextDocument((change) => {
      this.#collection.delete(change.document.uri);
    });
  }

  set(uri: vscode.Uri, position: vscode.Position, message: string): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const range = document?.getWordRangeAtPosition(position) ?? new vscode.Range(position, position.translate(0, 1));
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Awaitscope';
    this.#collection.set(uri, [diagnostic]);
  }

  clear(): void {
    this.#collection.clear();
  }

  dispose(): void {
    this.#edits.dispose();
    this.#collection.dispose();
  }
}
