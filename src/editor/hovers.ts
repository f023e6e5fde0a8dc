/** Hovers on awaits: before a run what this one will do, after a run what it did. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { SiteInfo } from '../trace/event.ts';
import { siteStatistics, type SiteStatistics, type Spread, type Tally } from '../trace/statistics.ts';
import { formatMs } from '../trace/units.ts';
import { foretell } from './foretell.ts';
import { rangeOf, siteAt, type Outline, type Outlines } from './outlines.ts';
import { recordedSite } from './recorded.ts';
import { uriOf, type Found, type Run, type Runs } from './runs.ts';
import { inMarkdown } from './plain-text.ts';

/** Labels shown of a tally; the rest is counted. */
const MOST = 4;
/** The keyword and the first token after it; beyond, the language's own hover is wanted. */
const HEAD = /^(?:for\s+await|await\s+using|await|yield(?:\s*\*)?)(?:[ \t]*[\w$#]+)?/;

export class Hovers implements vscode.HoverProvider {
  readonly #runs: Runs;
  readonly #outlines: Outlines;

  constructor(runs: Runs, outlines: Outlines) {
    this.#runs = runs;
    this.#outlines = outlines;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const outline = this.#outlines.of(document);
    const site = siteAt(outline.sites, position);
    const range = site === null ? null : headOf(document, site);
    if (site === null || range?.contains(position) !== true) return null;
    const found = this.#runs.find(document);
    const statistics = found === null ? undefined : statisticsOf(found, site, outline);
    const text = new vscode.MarkdownString('', true);
    text.isTrusted = { enabledCommands: [ids.visualize] };
    if (found !== null && statistics !== undefined) {
      if (found.age === 'edited') text.appendMarkdown(`*${vscode.l10n.t('From a run before the last edit.')}*\n\n`);
      if (found.age === 'saved') text.appendMarkdown(`*${vscode.l10n.t('From a saved trace.')}*\n\n`);
      text.appendMarkdown(table(site, statistics, found.run));
    } else {
      text.appendMarkdown(foretell(site, outline));
      if (found !== null) text.appendMarkdown(`\n\n${unseen(found)}`);
    }
    const link = encodeURIComponent(JSON.stringify([document.uri]));
    const offer = statistics === undefined ? vscode.l10n.t('Visualize Async') : vscode.l10n.t('Run Again');
    text.appendMarkdown(`\n\n[$(pulse) ${offer}](command:${ids.visualize}?${link})`);
    return new vscode.Hover(text, range);
  }
}

function headOf(document: vscode.TextDocument, site: SiteInfo): vscode.Range {
  const { start, end } = rangeOf(site);
  const head = HEAD.exec(document.getText(new vscode.Range(start, end)))?.[0] ?? '';
  return new vscode.Range(start, document.positionAt(document.offsetAt(start) + head.length));
}

function statisticsOf({ run, path, age }: Found, site: SiteInfo, outline: Outline): SiteStatistics | undefined {
  const recorded = recordedSite(run.trace, path, site, outline, age !== 'current');
  return recorded === undefined ? undefined : siteStatistics(run.trace, recorded.id).get(recorded.id);
}

function unseen({ run, age }: Found): string {
  if (age !== 'current') return vscode.l10n.t('The last run knows nothing of it: the text was changed since.');
  return run.trace.ended
    ? vscode.l10n.t('The last run did not come here.')
    : vscode.l10n.t('The run has not come here yet.');
}

function tallies(list: readonly Tally[], run: Run): string {
  const shown = list.slice(0, MOST).map(({ label, count, file, line }) => {
    const times = count > 1 ? ` ×${count}` : '';
    if (file === undefined || line === undefined) return `${inMarkdown(label)}${times}`;
    const uri = uriOf(run, file).with({ fragment: `L${line}` });
    return `${inMarkdown(label)}${times} ([${inMarkdown(file)}:${line}](${uri.toString()}))`;
  });
  return shown.join(', ') + (list.length > MOST ? vscode.l10n.t(' and {0} more', list.length - MOST) : '');
}

function waits({ count, min, median, max, total }: Spread): string {
  if (count === 1) return formatMs(total);
  return vscode.l10n.t(
    'min {0} · median {1} · max {2} · total {3}',
    formatMs(min),
    formatMs(median),
    formatMs(max),
    formatMs(total),
  );
}

function outcomes({ fulfilled, rejected, pending }: SiteStatistics): string {
  return [
    fulfilled > 0 ? vscode.l10n.t('{0} fulfilled', fulfilled) : '',
    rejected > 0 ? vscode.l10n.t('{0} rejected', rejected) : '',
    pending > 0 ? vscode.l10n.t('{0} never settled', pending) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function previews(list: readonly Tally[]): string {
  const shown = list.slice(0, MOST).map(({ label, count }) => `${inMarkdown(label)}${count > 1 ? ` ×${count}` : ''}`);
  return shown.join(', ') + (list.length > MOST ? vscode.l10n.t(' and {0} more', list.length - MOST) : '');
}

function table(site: SiteInfo, statistics: SiteStatistics, run: Run): string {
  const { waited, ready, waitedFor, wokenBy } = statistics;
  const times = waited.count === 1 ? vscode.l10n.t('once') : vscode.l10n.t('{0} times', waited.count);
  const readyText = vscode.l10n.t('{0} in all, at most {1} at once', formatMs(ready.total), formatMs(ready.max));
  const rows: readonly [string, string][] = [
    [vscode.l10n.t('Suspended'), times],
    [vscode.l10n.t('Waited'), waits(waited)],
    [vscode.l10n.t('Ready, but the thread was busy'), ready.count === 0 ? '' : readyText],
    [vscode.l10n.t('Waited for'), tallies(waitedFor, run)],
    [vscode.l10n.t('Woken by'), tallies(wokenBy, run)],
    [vscode.l10n.t('Yielded'), previews(statistics.yielded)],
    [vscode.l10n.t('Values'), previews(statistics.values)],
    [vscode.l10n.t('Reasons'), previews(statistics.reasons)],
    // A yield ends when its caller asks again; nothing settles.
    [vscode.l10n.t('Outcomes'), site.kind.startsWith('yield') ? '' : outcomes(statistics)],
  ];
  const body = rows.filter(([, value]) => value !== '').map(([name, value]) => `| **${name}** | ${value} |`);
  return `| | |\n|---|---|\n${body.join('\n')}`;
}
