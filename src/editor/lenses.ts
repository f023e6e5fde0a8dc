/** A CodeLens above each async function, and at the top of a file that awaits at its top level. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { FunctionInfo } from '../trace/event.ts';
import { functionStatistics, type FunctionStatistics } from '../trace/statistics.ts';
import type { Trace } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import type { Need } from '../instrument/index.ts';
import type { Outline, Outlines } from './outlines.ts';
import { recordedFunction } from './recorded.ts';
import type { Found } from './run.ts';
import type { Runs } from './runs.ts';
import { describeGrant } from './permissions.ts';
import { readSettings } from './settings.ts';

/** Above the first line: what a run will probably ask for and does not have yet. */
function permissionLens(asked: readonly string[], needs: readonly Need[]): vscode.CodeLens {
  const reasons = needs.filter(({ grant }) => asked.includes(grant)).map(({ because }) => because);
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
    title: `$(shield) ${vscode.l10n.t('Will probably ask to {0}', asked.map(describeGrant).join('; '))}`,
    tooltip: vscode.l10n.t('From the text: {0}. Runs are refused this until it is allowed.', reasons.join(', ')),
    command: ids.managePermissions,
  });
}

export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #runs: Runs;
  readonly #outlines: Outlines;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: readonly vscode.Disposable[];
  /** Of runs that have ended: lenses are asked for at every keystroke. */
  readonly #statistics = new WeakMap<Trace, Map<number, FunctionStatistics>>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(runs: Runs, outlines: Outlines) {
    this.#runs = runs;
    this.#outlines = outlines;
    this.#listeners = [
      runs.onDidChange(() => {
        this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${ids.settings}.codeLens`)) this.#changed.fire();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!readSettings(document.uri).codeLens) return [];
    const outline = await this.#outlines.of(document);
    const found = this.#runs.find(document);
    const lenses = outline.functions
      .filter((info) => info.kind !== 'generator')
      .map((info) => {
        const line = info.kind === 'module' ? 0 : info.line - 1;
        const details = found?.run.trace.ended === true ? this.#details(found, info, outline) : '';
        return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: `$(pulse) ${vscode.l10n.t('Visualize Async')}${details}`,
          command: ids.visualize,
          arguments: [document.uri],
        });
      });
    const asked = this.#runs.notGranted(
      document.uri,
      outline.needs.map(({ grant }) => grant),
    );
    if (asked.length > 0) lenses.push(permissionLens(asked, outline.needs));
    return lenses;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  #details({ run, path, age }: Found, info: FunctionInfo, outline: Outline): string {
    const recorded = recordedFunction(run.trace, path, info, outline, age !== 'current');
    const sums = recorded === undefined ? undefined : this.#statisticsOf(run.trace).get(recorded.id);
    if (sums === undefined) return '';
    const { calls, running, waiting, ready } = sums;
    const text = vscode.l10n.t('{0}×, {1} running, {2} waiting', calls, formatMs(running), formatMs(waiting + ready));
    const note = { current: '', edited: vscode.l10n.t('before the last edit'), saved: vscode.l10n.t('saved trace') }[
      age
    ];
    return ` · ${text}${note === '' ? '' : ` (${note})`}`;
  }

  #statisticsOf(trace: Trace): Map<number, FunctionStatistics> {
    const known = this.#statistics.get(trace) ?? functionStatistics(trace);
    this.#statistics.set(trace, known);
    return known;
  }
}
