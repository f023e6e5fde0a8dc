/** Trace → a summary for terminals. */
import { findings } from '../analysis/index.ts';
import type { Refusal } from '../trace/event.ts';
import { functionStatistics, siteStatistics, type SiteStatistics, type Tally } from '../trace/statistics.ts';
import type { Trace } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import { turnLines } from './text-turns.ts';

const MOST = 12;
/** Values of a site. */
const MOST_VALUES = 3;
/** Characters of a name. */
const WIDEST = 120;

function table(rows: string[][]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map(
    (row) =>
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
  );
}

export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** One line on how the run went. */
export function headline(trace: Trace): string {
  const outcome = {
    completed: 'completed',
    threw: 'threw',
    exited: 'exited',
    timedOut: 'timed out',
    stopped: 'was stopped',
    outOfMemory: 'ran out of memory',
    crashed: 'crashed',
  };
  const how = trace.outcome === null ? 'is running' : `${outcome[trace.outcome]} (exit code ${trace.exitCode})`;
  return `${trace.entry} ${how} after ${formatMs(trace.now)}: ${plural(trace.tasks.count, 'task')}, ${plural(trace.segments.count, 'segment')}, ${plural(trace.turns.count, 'turn')}`;
}

/** What a reader must know about what is not in the trace, and what was refused. */
export function notices(trace: Trace): string[] {
  const lines: string[] = [];
  if (trace.ended && trace.tasks.count === 0 && trace.error === undefined)
    lines.push('Nothing here suspends: no async function, generator or top-level await ran.');
  if (trace.lost > 0)
    lines.push(`${plural(trace.lost, 'record')} lost: the trace has ${plural(trace.gaps.length, 'gap')}.`);
  lines.push(...trace.notes);
  if (trace.estimated > 0)
    lines.push(
      `${plural(trace.estimated, 'time')} estimated within ${formatMs(trace.estimatedWithinMs)}; the order is exact.`,
    );
  for (const { path, reason } of trace.notInstrumented) lines.push(`Not instrumented: ${path} (${reason}).`);
  lines.push(...refusals(trace));
  return lines;
}

/** One line for each thing that was refused, with the place where it was tried first. */
function refusals({ refused }: Trace): string[] {
  const byText = new Map<string, [Refusal, ...Refusal[]]>();
  for (const refusal of refused) {
    const same = byText.get(refusal.what);
    if (same === undefined) byText.set(refusal.what, [refusal]);
    else same.push(refusal);
  }
  return [...byText].map(([what, all]) => {
    const [{ allow }] = all;
    const { file, line } = all.find((each) => each.line !== undefined) ?? {};
    const where = [
      ...(all.length > 1 ? [`${all.length} times`] : []),
      ...(file === undefined ? [] : [`${all.length > 1 ? 'first ' : ''}at ${file}:${line}`]),
    ].join(', ');
    const how = allow === '' ? ', which the sandbox never allows' : `; allow it with --allow ${allow}`;
    return `Refused: ${what}${where === '' ? '' : ` (${where})`}${how}.`;
  });
}

function lastIteration(trace: Trace): number {
  return trace.turns.count === 0 ? 0 : trace.turns.iteration.get(trace.turns.count - 1);
}

export function toText(trace: Trace): string {
  const lines = [headline(trace), ...notices(trace)];
  if (trace.loopSeen)
    lines.push(
      `The event loop rested for ${formatMs(trace.idle)}, in ${plural(lastIteration(trace) + 1, 'iteration')}.`,
    );
  const functions = [...functionStatistics(trace)].sort((a, b) => b[1].total - a[1].total).slice(0, MOST);
  if (functions.length > 0) {
    const rows = functions.map(([id, sums]) => {
      const info = trace.functions[id - 1];
      const where = `${trace.files[(info?.file ?? 0) - 1]?.path ?? '?'}:${info?.line ?? 0}`;
      return [
        clip(plain(`${info?.name ?? '?'} (${where})`)),
        String(sums.calls),
        formatMs(sums.total),
        formatMs(sums.running),
        formatMs(sums.waiting),
        formatMs(sums.ready),
      ];
    });
    lines.push('', ...table([['Functions', 'calls', 'total', 'running', 'suspended', 'ready'], ...rows]));
  }
  const sites = [...siteStatistics(trace).values()].sort((a, b) => b.waited.total - a.waited.total).slice(0, MOST);
  if (sites.length > 0) {
    const rows = sites.map((site) => {
      const info = trace.sites[site.site - 1];
      const { waited } = site;
      return [
        clip(plain(`${placeOf(trace, site.site)} ${info?.kind ?? ''} ${info?.text.slice(0, 40) ?? ''}`)),
        String(waited.count),
        formatMs(waited.min),
        formatMs(waited.median),
        formatMs(waited.max),
        formatMs(site.ready.total),
      ];
    });
    lines.push('', ...table([['Suspensions', 'count', 'min', 'median', 'max', 'ready'], ...rows]));
  }
  lines.push(...values(trace, sites), ...turnLines(trace));
  const found = findings(trace);
  if (found.length > 0) {
    lines.push('', '  Findings');
    for (const finding of found.slice(0, 50))
      lines.push(`  ${finding.file}:${finding.line}:${finding.column} ${finding.rule}: ${finding.message}`);
    if (found.length > 50) lines.push(`  … and ${found.length - 50} more`);
  }
  return `${lines.map(plain).join('\n')}\n`;
}

/** Of the sites that are listed: a few values of each, the most frequent first. */
function values(trace: Trace, sites: readonly SiteStatistics[]): string[] {
  const rows = sites.flatMap((site) => {
    const told: readonly (readonly [string, readonly Tally[]])[] = [
      ['brought', site.values],
      ['rejected with', site.reasons],
      ['yielded', site.yielded],
    ];
    return told
      .filter(([, tallies]) => tallies.length > 0)
      .map(([how, tallies]) => `  ${placeOf(trace, site.site)} ${how} ${few(tallies)}`);
  });
  return rows.length === 0 ? [] : ['', '  Values that were kept', ...rows];
}

function few(tallies: readonly Tally[]): string {
  const shown = tallies.slice(0, MOST_VALUES).map(({ label, count }) => (count > 1 ? `${label} ×${count}` : label));
  return shown.join(' · ') + (tallies.length > MOST_VALUES ? ` and ${tallies.length - MOST_VALUES} more` : '');
}

function placeOf(trace: Trace, site: number): string {
  const info = trace.sites[site - 1];
  const file = trace.files[(trace.functions[(info?.function ?? 0) - 1]?.file ?? 0) - 1];
  return `${file?.path ?? '?'}:${info?.line ?? 0}`;
}

// eslint-disable-next-line no-control-regex -- that is what is looked for
const OBEYED = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** Names come from programs: what a terminal would obey, or what would turn the text around, is shown as its code. */
export function plain(line: string): string {
  return line.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A cell is no wider than a terminal can show. */
function clip(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text;
}
