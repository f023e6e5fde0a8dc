/** Hovers on awaits: before a run what this one will do, after a run what it did. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { SiteInfo } from '../trace/event.ts';
import { siteStatistics, type SiteStatistics, type Tally } from '../trace/statistics.ts';
import { formatMs } from '../trace/units.ts';
import { rangeOf, siteAt, type Outlines } from './outlines.ts';
import type { Runs } from './runs.ts';

export class Hovers implements vscode.HoverProvider {
  readonly #runs: Runs;
  readonly #outlines: Outlines;

  constructor(runs: Runs, outlines: Outlines) {
    this.#runs = runs;
    this.#outlines = outlines;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const site = siteAt(this.#outlines.of(document).sites, position);
    if (site === null || !onKeyword(document, site, position)) return null;
    const found = this.#runs.find(document);
    const recorded = found === null ? undefined : recordedSite(found, site);
    const statistics =
      found === null || recorded === undefined
        ? undefined
        : siteStatistics(found.run.trace, recorded.id).get(recorded.id);
    const text = new vscode.MarkdownString('', true);
    text.isTrusted = { enabledCommands: [ids.visualize] };
    if (statistics !== undefined) {
      if (found?.stale === true) text.appendMarkdown(`*${vscode.l10n.t('From a run before the last edit.')}*\n\n`);
      text.appendMarkdown(recordedText(site, statistics));
    } else {
      text.appendMarkdown(staticText(site));
      if (found !== null) text.appendMarkdown(`\n\n${vscode.l10n.t('The last run did not come here.')}`);
    }
    const link = encodeURIComponent(JSON.stringify([document.uri]));
    const offer = statistics === undefined ? vscode.l10n.t('Visualize Async') : vscode.l10n.t('Run Again');
    text.appendMarkdown(`\n\n[$(pulse) ${offer}](command:${ids.visualize}?${link})`);
    return new vscode.Hover(text, rangeOf(site));
  }
}

/** The keyword and the first token of the operand: elsewhere the language's own hover is wanted. */
function onKeyword(document: vscode.TextDocument, site: SiteInfo, position: vscode.Position): boolean {
  const range = rangeOf(site);
  const start = document.offsetAt(range.start);
  const head = /^(?:for\s+await|await\s+using|await|yield\s*\*?)/.exec(document.getText(range))?.[0] ?? '';
  return document.offsetAt(position) <= start + head.length;
}

export function recordedSite(
  found: {
    run: {
      trace: {
        files: readonly { id: number; path: string }[];
        functions: readonly { file: number }[];
        sites: readonly SiteInfo[];
      };
    };
    path: string;
  },
  site: SiteInfo,
): SiteInfo | undefined {
  const { trace } = found.run;
  const file = trace.files.find((known) => known.path === found.path)?.id;
  return trace.sites.find(
    (known) =>
      trace.functions[known.function - 1]?.file === file &&
      known.kind === site.kind &&
      known.text === site.text &&
      known.line === site.line &&
      known.column === site.column,
  );
}

function tallies(list: readonly Tally[]): string {
  const escape = (value: string): string => value.replace(/[\\`*_{}[\]()#+!<>|]/g, '\\$&');
  const shown = list.slice(0, 4).map((tally) => {
    const where = tally.line === undefined ? '' : ` (${escape(tally.file ?? '')}:${tally.line})`;
    return `${escape(tally.label)}${where}${tally.count > 1 ? ` ×${tally.count}` : ''}`;
  });
  return shown.join(', ') + (list.length > 4 ? vscode.l10n.t(' and {0} more', list.length - 4) : '');
}

function recordedText(site: SiteInfo, statistics: SiteStatistics): string {
  const { waited, ready } = statistics;
  const rows: [string, string][] = [
    [vscode.l10n.t('Suspended'), vscode.l10n.t('{0} times', waited.count)],
    [
      vscode.l10n.t('Waited'),
      waited.count === 1
        ? formatMs(waited.total)
        : vscode.l10n.t(
            'min {0} · median {1} · max {2} · total {3}',
            formatMs(waited.min),
            formatMs(waited.median),
            formatMs(waited.max),
            formatMs(waited.total),
          ),
    ],
  ];
  if (ready.count > 0) {
    rows.push([
      vscode.l10n.t('Ready, but the thread was busy'),
      vscode.l10n.t('{0} in all, at most {1} at once', formatMs(ready.total), formatMs(ready.max)),
    ]);
  }
  if (statistics.waitedFor.length > 0) rows.push([vscode.l10n.t('Waited for'), tallies(statistics.waitedFor)]);
  if (statistics.wokenBy.length > 0) rows.push([vscode.l10n.t('Woken by'), tallies(statistics.wokenBy)]);
  if (!site.kind.startsWith('yield')) {
    const outcomes = [
      statistics.fulfilled > 0 ? vscode.l10n.t('{0} fulfilled', statistics.fulfilled) : '',
      statistics.rejected > 0 ? vscode.l10n.t('{0} rejected', statistics.rejected) : '',
      statistics.pending > 0 ? vscode.l10n.t('{0} never settled', statistics.pending) : '',
    ].filter((text) => text !== '');
    if (outcomes.length > 0) rows.push([vscode.l10n.t('Outcomes'), outcomes.join(', ')]);
  }
  return `| | |\n|---|---|\n${rows.map(([name, value]) => `| **${name}** | ${value} |`).join('\n')}`;
}

/** What can be said without running. */
export function staticText(site: SiteInfo): string {
  const { text } = site;
  switch (site.kind) {
    case 'for-await':
      return vscode.l10n.t('Suspends before each round until the next value is there, and once more at the end.');
    case 'await-using':
      return vscode.l10n.t(
        'Does not suspend here, but where the block is left: until the resource has been disposed of.',
      );
    case 'yield':
      return vscode.l10n.t(
        'Hands a value to whoever called next(), and suspends until it is called again. The thread is not waited for: the caller goes on at once.',
      );
    case 'yield-star':
      return vscode.l10n.t('Hands over to another iterator until it is done; this generator is suspended meanwhile.');
    case 'await':
      if (/^(?:[\d'"`]|true\b|false\b|null\b|undefined\b)/.test(text)) {
        return vscode.l10n.t(
          'This operand is no promise. The function suspends all the same, for one trip through the microtask queue.',
        );
      }
      if (/^(?:Promise\.(?:all|allSettled|any|race))\b/.test(text)) {
        return vscode.l10n.t(
          'Suspends until the promises given to it have settled as it asks; they go on at the same time.',
        );
      }
      if (/^(?:async\b|[\w$.#]+\()/.test(text)) {
        return vscode.l10n.t(
          'Calls first, then suspends this function until the promise that came back has settled. The thread is free meanwhile. Even a settled promise costs a trip through the microtask queue.',
        );
      }
      return vscode.l10n.t('Suspends this function until the promise has settled. The thread is free meanwhile.');
  }
}
