/** The command: checks, runs, and says in one sentence what went wrong. */
import path from 'node:path';
import * as vscode from 'vscode';
import { findings } from '../analysis/index.ts';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { RunError } from '../trace/event.ts';
import { formatMs } from '../trace/units.ts';
import type { Problems } from './problems.ts';
import type { Runs } from './runs.ts';
import { findTarget, type Target } from './target.ts';

/** What the command came to; tests read it. */
export type Result = 'ran' | 'refused' | 'failed';

export class Visualize {
  readonly #runs: Runs;
  readonly #timeline: TimelineView;
  readonly #problems: Problems;

  constructor(runs: Runs, timeline: TimelineView, problems: Problems) {
    this.#runs = runs;
    this.#timeline = timeline;
    this.#problems = problems;
  }

  /** @param resource the file; the active editor's when left out */
  async run(resource?: vscode.Uri): Promise<Result> {
    if (!vscode.workspace.isTrusted) {
      const manage = vscode.l10n.t('Manage Workspace Trust');
      void vscode.window
        .showWarningMessage(
          vscode.l10n.t(
            'Visualize Async runs the code of this folder, so it needs a workspace that you trust. Nothing was run.',
          ),
          manage,
        )
        .then((choice) => (choice === manage ? vscode.commands.executeCommand('workbench.trust.manage') : undefined));
      return 'refused';
    }
    const document = await this.#document(resource);
    if (document === null)
      return this.#refuse(vscode.l10n.t('Open a JavaScript or TypeScript file first, then run Visualize Async.'));
    const target = findTarget(document);
    if (typeof target === 'string') return this.#refuse(target);
    this.#problems.clear();
    this.#timeline.show();
    try {
      const { run, end } = await this.#runs.run(document.uri, target);
      this.#problems.addFindings(target.workspace, findings(run.trace));
      if (end.error !== undefined) this.#report(target, end.error);
      else if (run.trace.tasks.count === 0 && end.outcome === 'completed') {
        this.#timeline.setState(
          'ended',
          vscode.l10n.t('Nothing here suspends: no async function, generator or top-level await ran.'),
        );
      } else this.#timeline.setState('ended', target.inWorkspace ? undefined : this.#outside(target, run.trace.now));
      return 'ran';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#timeline.setState('ended', message);
      void vscode.window.showErrorMessage(message);
      return 'failed';
    }
  }

  async runAgain(): Promise<Result> {
    const { last } = this.#runs;
    return this.run(last?.uri);
  }

  #outside(target: Target, ms: number): string {
    return vscode.l10n.t(
      'Ran outside of a workspace folder, with {0} as its folder, for {1}.',
      target.workspace,
      formatMs(ms),
    );
  }

  async #document(resource: vscode.Uri | undefined): Promise<vscode.TextDocument | null> {
    if (resource instanceof vscode.Uri) return vscode.workspace.openTextDocument(resource);
    return vscode.window.activeTextEditor?.document ?? null;
  }

  #refuse(message: string): Result {
    void vscode.window.showWarningMessage(message);
    return 'refused';
  }

  /** The program's error: a mark in the editor, and a message with a way to it. */
  #report(target: Target, error: RunError): void {
    const text = `${error.name}: ${error.message}`;
    this.#timeline.setState('ended', text);
    if (error.file === undefined) {
      void vscode.window.showErrorMessage(text);
      return;
    }
    const uri = vscode.Uri.file(path.join(target.workspace, error.file));
    const position = new vscode.Position((error.line ?? 1) - 1, (error.column ?? 1) - 1);
    this.#problems.add(uri, position, text);
    const go = vscode.l10n.t('Go to Line');
    void vscode.window.showErrorMessage(`${error.file}:${error.line ?? 1}: ${text}`, go).then(async (choice) => {
      if (choice === go) await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
    });
  }
}

export function registerVisualize(visualize: Visualize, runs: Runs): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand(ids.visualize, (resource?: vscode.Uri) => visualize.run(resource)),
    vscode.commands.registerCommand(ids.runAgain, () => visualize.runAgain()),
    vscode.commands.registerCommand(ids.stop, () => {
      runs.stop();
    }),
  ];
}
