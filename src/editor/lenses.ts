/** A CodeLens above each async function, and at the top of a file that awaits at its top level. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import { functionStatistics } from '../trace/statistics.ts';
import { formatMs } from '../trace/units.ts';
import type { Outlines } from './outlines.ts';
import type { Runs } from './runs.ts';
import { readSettings } from './settings.ts';

export class Lenses implements vscode.CodeLensProvider {
  readonly #runs: Runs;
  readonly #outlines: Outlines;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(runs: Runs, outlines: Outlines) {
    this.#runs = runs;
    this.#outlines = outlines;
    this.onDidChangeCodeLenses = runs.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!readSettings(document.uri).codeLens) return [];
    const found = this.#runs.find(document);
    const file = found?.run.trace.files.find((known) => known.path === found.path);
    const statistics = found === null ? null : functionStatistics(found.run.trace);
    return this.#outlines
      .of(document)
      .functions.filter((info) => info.kind !== 'generator')
      .map((info) => {
        const line = info.kind === 'module' ? 0 : info.line - 1;
        const recorded = found?.run.trace.functions.find(
          (known) => known.file === file?.id && known.name === info.name && known.line === info.line,
        );
        const sums = recorded === undefined ? undefined : statistics?.get(recorded.id);
        const title = vscode.l10n.t('Visualize Async');
        const details =
          sums === undefined
            ? ''
            : ` · ${vscode.l10n.t('{0}×, {1} running, {2} waiting', sums.calls, formatMs(sums.running), formatMs(sums.waiting + sums.ready))}${found?.stale === true ? ` (${vscode.l10n.t('before the last edit')})` : ''}`;
        return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: `$(pulse) ${title}${details}`,
          command: ids.visualize,
          arguments: [document.uri],
        });
      });
  }
}
