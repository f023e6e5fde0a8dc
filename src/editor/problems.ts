import path from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../analysis/index.ts';

/** Findings shown, so that a wild run does not flood the Problems view. */
const MOST = 200;
const SEVERITY = {
  info: vscode.DiagnosticSeverity.Information,
  warning: vscode.DiagnosticSeverity.Warning,
  error: vscode.DiagnosticSeverity.Error,
};

/** The error that ended the last run, marked at its original line until the next run or an edit of that file. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('awaitscope');
  readonly #edits: vscode.Disposable;

  constructor() {
    this.#edits = vscode.workspace.onDidChangeTextDocument((change) => {
      this.#collection.delete(change.document.uri);
    });
  }

  add(uri: vscode.Uri, position: vscode.Position, message: string): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const range = document?.getWordRangeAtPosition(position) ?? new vscode.Range(position, position.translate(0, 1));
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Awaitscope';
    this.#collection.set(uri, [diagnostic, ...(this.#collection.get(uri) ?? [])]);
  }

  /** Adds what the analysis found to the files of the last run. */
  addFindings(workspace: string, findings: readonly Finding[]): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const finding of findings.slice(0, MOST)) {
      const position = new vscode.Position(Math.max(0, finding.line - 1), Math.max(0, finding.column - 1));
      const diagnostic = new vscode.Diagnostic(
        new vscode.Range(position, position.translate(0, 5)),
        finding.message,
        SEVERITY[finding.severity],
      );
      diagnostic.source = 'Awaitscope';
      diagnostic.code = finding.rule;
      const list = byFile.get(finding.file) ?? [];
      list.push(diagnostic);
      byFile.set(finding.file, list);
    }
    for (const [file, diagnostics] of byFile) {
      const uri = vscode.Uri.file(path.join(workspace, file));
      this.#collection.set(uri, [...(this.#collection.get(uri) ?? []), ...diagnostics]);
    }
  }

  clear(): void {
    this.#collection.clear();
  }

  dispose(): void {
    this.#edits.dispose();
    this.#collection.dispose();
  }
}
