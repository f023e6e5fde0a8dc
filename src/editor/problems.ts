import * as vscode from 'vscode';
import type { Finding } from '../analysis/index.ts';
import { uriOf, type Run } from './run.ts';

/** Findings shown, so that a wild run does not flood the Problems view. */
const MOST = 200;
const SEVERITY = {
  info: vscode.DiagnosticSeverity.Information,
  warning: vscode.DiagnosticSeverity.Warning,
  error: vscode.DiagnosticSeverity.Error,
};

/** What the last run showed, marked at its lines until the next run, or an edit of that file. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('awaitscope');
  readonly #edits: vscode.Disposable;

  constructor() {
    this.#edits = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.contentChanges.length > 0) this.#collection.delete(change.document.uri);
    });
  }

  addError(uri: vscode.Uri, position: vscode.Position, message: string): void {
    this.#add(uri, position, message, vscode.DiagnosticSeverity.Error);
  }

  addFindings(run: Run, findings: readonly Finding[]): void {
    for (const finding of findings.slice(0, MOST)) {
      const position = new vscode.Position(Math.max(0, finding.line - 1), Math.max(0, finding.column - 1));
      this.#add(uriOf(run, finding.file), position, finding.message, SEVERITY[finding.severity], finding.rule);
    }
  }

  clear(): void {
    this.#collection.clear();
  }

  dispose(): void {
    this.#edits.dispose();
    this.#collection.dispose();
  }

  #add(
    uri: vscode.Uri,
    position: vscode.Position,
    message: string,
    severity: vscode.DiagnosticSeverity,
    rule?: string,
  ): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const range = document?.getWordRangeAtPosition(position) ?? new vscode.Range(position, position.translate(0, 1));
    const diagnostic = new vscode.Diagnostic(range, message, severity);
    diagnostic.source = 'Awaitscope';
    if (rule !== undefined) diagnostic.code = rule;
    this.#collection.set(uri, [...(this.#collection.get(uri) ?? []), diagnostic]);
  }
}
