/** The command: checks, runs, and says in one sentence what went wrong. */
import * as vscode from 'vscode';
import { findings } from '../analysis/index.ts';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { RunError } from '../trace/event.ts';
import { Permissions, registerPermissions } from './permissions.ts';
import type { Problems } from './problems.ts';
import { uriOf, type Run } from './run.ts';
import type { Runs } from './runs.ts';
import { findTarget } from './target.ts';
import { inMessage } from './plain-text.ts';

/** What the command came to; tests read it. `replaced`: another run was asked for before this one ended. */
export type Result = 'ran' | 'refused' | 'failed' | 'replaced';

export class Visualize {
  readonly #runs: Runs;
  readonly #timeline: TimelineView;
  readonly #problems: Problems;

  readonly #permissions: Permissions;

  constructor(runs: Runs, timeline: TimelineView, problems: Problems) {
    this.#runs = runs;
    this.#timeline = timeline;
    this.#problems = problems;
    this.#permissions = new Permissions(runs.grants, (uri, once) => this.run(uri, once));
  }

  /**
   * @param resource the file; the active editor's when left out
   * @param once permissions of this run only
   */
  async run(resource?: vscode.Uri, once: readonly string[] = []): Promise<Result> {
    if (!vscode.workspace.isTrusted) return this.#refuseUntrusted();
    const document = await findDocument(resource);
    if (typeof document === 'string') return this.#refuse(document);
    const target = findTarget(document);
    if (typeof target === 'string') return this.#refuse(target);
    this.#problems.clear();
    this.#timeline.show();
    try {
      const done = await this.#runs.run(document.uri, target, once);
      if (done === null) return 'replaced';
      const { run, end } = done;
      if (run !== this.#runs.latest) {
        this.#runs.finish(run, undefined);
        return 'replaced';
      }
      let note: string | undefined;
      if (end.error !== undefined) note = this.#report(run, end.error);
      else if (!target.inWorkspace) {
        note = vscode.l10n.t('This file is in no workspace folder: the run could read {0}.', target.workspace);
      }
      this.#runs.finish(run, note);
      this.#problems.addFindings(run, findings(run.trace, vscode.l10n.t));
      this.#permissions.offer(run);
      return 'ran';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // Unless a later run is under way.
      if (!this.#runs.isRunning) this.#timeline.setState('ended', message);
      void vscode.window.showErrorMessage(inMessage(message));
      return 'failed';
    }
  }

  get permissions(): Permissions {
    return this.#permissions;
  }

  async runAgain(): Promise<Result> {
    return this.run(this.#runs.shown?.uri);
  }

  #refuse(message: string): Result {
    void vscode.window.showWarningMessage(inMessage(message));
    return 'refused';
  }

  #refuseUntrusted(): Result {
    const message = vscode.l10n.t(
      'Visualize Async runs the code of this folder, so it needs a workspace that you trust. Nothing was run.',
    );
    const manage = vscode.l10n.t('Manage Workspace Trust');
    void vscode.window.showWarningMessage(message, manage).then(async (choice) => {
      if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    });
    return 'refused';
  }

  /** The program's error: a mark in the editor, and a message with a way to it. @returns the error in one line */
  #report(run: Run, error: RunError): string {
    const text = `${error.name}: ${error.message}`;
    const { file } = error;
    if (file === undefined) {
      void vscode.window.showErrorMessage(inMessage(text));
      return text;
    }
    const uri = uriOf(run, file);
    const line = Math.max(1, error.line ?? 1);
    const position = new vscode.Position(line - 1, Math.max(0, (error.column ?? 1) - 1));
    this.#problems.addError(uri, position, text);
    const go = vscode.l10n.t('Go to Line');
    void vscode.window.showErrorMessage(inMessage(`${file}:${line}: ${text}`), go).then(async (choice) => {
      if (choice === go) await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
    });
    return text;
  }
}

/** @returns the document, or one sentence on why there is none */
async function findDocument(resource: vscode.Uri | undefined): Promise<vscode.TextDocument | string> {
  if (resource === undefined) {
    return (
      vscode.window.activeTextEditor?.document ??
      vscode.l10n.t('Open a JavaScript or TypeScript file first, then run Visualize Async.')
    );
  }
  try {
    return await vscode.workspace.openTextDocument(resource);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function registerVisualize(visualize: Visualize, runs: Runs): vscode.Disposable[] {
  return [
    ...registerPermissions(visualize.permissions, runs.grants),
    vscode.commands.registerCommand(ids.visualize, (resource?: unknown) =>
      visualize.run(resource instanceof vscode.Uri ? resource : undefined),
    ),
    vscode.commands.registerCommand(ids.runAgain, () => visualize.runAgain()),
    vscode.commands.registerCommand(ids.stop, () => {
      runs.stop();
    }),
  ];
}
