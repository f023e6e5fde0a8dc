/** Hovers on awaits: before a run what this one will do, after a run what it did. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { SiteInfo } from '../trace/event.ts';
import { SiteCount, type SiteStatistics, type Spread, type Tally } from '../trace/statistics.ts';
import type { Trace } from '../trace/tables.ts';
import { formatMs, type SiteId } from '../trace/units.ts';
import { foretell } from './foretell.ts';
import { rangeOf, siteAt, type Outline, type Outlines } from './outlines.ts';
import { recordedSite } from './recorded.ts';
import { uriOf, type Found, type Run } from './run.ts';
import type { Runs } from './runs.ts';
import { inMarkdown } from './plain-text.ts';

/** Labels shown of a tally; the rest is counted. */
const MOST = 4;
/** Segments looked at before a hover answers, and at once while a whole long run is counted: some milliseconds. */
const MOST_SEGMENTS = 10_000;
/** The keyword and the first token after it; beyond, the language's own hover is wanted. */
const HEAD = /^(?:for\s+await|await\s+using|await|yield(?:\s*\*)?)(?:[ \t]*[\w$#]+)?/;

interface WholeCount {
  readonly count: SiteCount;
  isDone: boolean;
}

export class Hovers implements vscode.HoverProvider {
  readonly #runs: Runs;
  readonly #outlines: Outlines;
  readonly #shown: () => void;
  /** Of long runs that are over. */
  readonly #wholes = new WeakMap<Trace, Map<SiteId, WholeCount>>();

  /** @param shown is called as a hover is shown */
  constructor(runs: Runs, outlines: Outlines, shown: () => void) {
    this.#runs = runs;
    this.#outlines = outlines;
    this.#shown = shown;
  }

  /** What the site did in the run, or in its latest part when that is long. */
  #count(
    { run: { trace }, path, age }: Found,
    site: SiteInfo,
    outline: Outline,
  ): { readonly statistics: SiteStatistics | null; readonly isPart: boolean } | null {
    const recorded = recordedSite(trace, path, site, outline, age !== 'current');
    if (recorded === undefined) return null;
    const from = Math.max(0, trace.segments.count - MOST_SEGMENTS);
    const whole = from > 0 && trace.ended ? this.#countWhole(trace, recorded.id) : null;
    if (whole !== null) return { statistics: whole.result, isPart: false };
    const count = new SiteCount(trace, recorded.id, from, vscode.l10n.t);
    count.advance(Infinity);
    return { statistics: count.result, isPart: from > 0 };
  }

  /** @returns null until it is done, in slices in the background */
  #countWhole(trace: Trace, site: SiteId): SiteCount | null {
    let counts = this.#wholes.get(trace);
    if (counts === undefined) this.#wholes.set(trace, (counts = new Map<SiteId, WholeCount>()));
    const known = counts.get(site);
    if (known !== undefined) return known.isDone ? known.count : null;
    const own = { count: new SiteCount(trace, site, 0, vscode.l10n.t), isDone: false };
    counts.set(site, own);
    const goOn = (): void => {
      own.isDone = own.count.advance(MOST_SEGMENTS);
      if (!own.isDone) setTimeout(goOn);
    };
    setTimeout(goOn);
    return null;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const outline = await this.#outlines.of(document);
    const site = siteAt(outline.sites, position);
    const range = site === null ? null : headOf(document, site);
    if (site === null || range?.contains(position) !== true) return null;
    this.#shown();
    const found = this.#runs.find(document);
    const counted = found === null ? null : this.#count(found, site, outline);
    const statistics = counted?.statistics ?? undefined;
    const text = new vscode.MarkdownString('', true);
    text.isTrusted = { enabledCommands: [ids.visualize] };
    if (found !== null && statistics !== undefined) {
      if (found.age === 'edited') text.appendMarkdown(`*${vscode.l10n.t('From a run before the last edit.')}*\n\n`);
      if (found.age === 'saved') text.appendMarkdown(`*${vscode.l10n.t('From a saved trace.')}*\n\n`);
      if (counted?.isPart === true) text.appendMarkdown(`*${partly(found)}*\n\n`);
      text.appendMarkdown(table(site, statistics, found.run));
    } else {
      text.appendMarkdown(foretell(site, outline));
      if (found !== null) text.appendMarkdown(`\n\n${counted?.isPart === true ? partly(found) : unseen(found)}`);
    }
    const link = encodeURIComponent(JSON.stringify([document.uri]));
    const offer = statistics === undefined ? vscode.l10n.t('Visualize Async') : vscode.l10n.t('Run Again');
    text.appendMarkdown(`\n\n[$(pulse) ${offer}](command:${ids.visualize}?${link})`);
    return new vscode.Hover(text, range);
  }
}

function partly({ run }: Found): string {
  const most = MOST_SEGMENTS.toLocaleString('en-US');
  return run.trace.ended
    ? vscode.l10n.t('Of the last {0} segments only: the whole run is being counted. Hover again in a moment.', most)
    : vscode.l10n.t('Of the latest {0} segments only, as long as the program runs.', most);
}

function headOf(document: vscode.TextDocument, site: SiteInfo): vscode.Range {
  const { start, end } = rangeOf(site);
  const head = HEAD.exec(document.getText(new vscode.Range(start, end)))?.[0] ?? '';
  return new vscode.Range(start, document.positionAt(document.offsetAt(start) + head.length));
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
