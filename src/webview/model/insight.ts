/** What stands behind a wait: its kin over the whole run, who called, and what it really waited for. */
import { segmentEnd, taskName, waitingFor } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import { siteOf, siteText, taskPlace, type Place } from './places.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}
export interface Spread {
  readonly count: number;
  /** Percentile and its value, ms. */
  readonly percentiles: readonly (readonly [name: string, ms: number])[];
  readonly bins: readonly Bin[];
  /** Rows of segments, the longest first. */
  readonly longest: readonly { readonly segment: number; readonly ms: number }[];
}
export interface Link {
  readonly text: string;
  readonly place: Place | null;
  readonly target: Target | null;
}

const BINS = 24;
const LONGEST = 5;
/** Chains are followed so far; waits may go round in a circle. */
const MAX_LINKS = 16;

/** How long all waits at a site took. One pass over the run: the caller keeps the result. */
export function spreadOfSite(trace: Trace, site: number): Spread {
  const { segments } = trace;
  const rows: number[] = [];
  for (let row = 0; row < segments.count; row++) {
    if (segments.site.data[row] === site && segments.state.data[row] === State.Suspended) rows.push(row);
  }
  const length = (row: number): number => segmentEnd(trace, row) - segments.start.get(row);
  rows.sort((a, b) => length(b) - length(a) || a - b);
  const at = (share: number): number => {
    const row = rows[Math.min(rows.length - 1, Math.floor((1 - share) * rows.length))];
    return row === undefined ? 0 : length(row);
  };
  return {
    count: rows.length,
    percentiles: [
      ['50%', at(0.5)],
      ['90%', at(0.9)],
      ['99%', at(0.99)],
      ['longest', at(1)],
    ],
    bins: binsOf(rows.map(length)),
    longest: rows.slice(0, LONGEST).map((segment) => ({ segment, ms: length(segment) })),
  };
}

/** Bins of equal width; by their logarithms where the longest is far above the shortest. */
export function binsOf(values: readonly number[]): Bin[] {
  const max = values.reduce((most, value) => Math.max(most, value), 0);
  if (values.length === 0 || max <= 0) return [];
  const least = values.reduce((min, value) => (value > 0 ? Math.min(min, value) : min), max);
  const logarithmic = max / least > 50;
  const low = logarithmic ? Math.log(least) : 0;
  const high = logarithmic ? Math.log(max) : max;
  const step = (high - low) / BINS || 1;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const place = logarithmic ? Math.log(Math.max(value, least)) : value;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((place - low) / step)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (i: number): number => (logarithmic ? Math.exp(low + i * step) : low + i * step);
  return counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count }));
}

/** Callers of a task, the nearest first. */
export function callersOf(trace: Trace, task: number): Link[] {
  const links: Link[] = [];
  for (let at = trace.tasks.parent.get(task); at >= 0 && links.length < MAX_LINKS; at = trace.tasks.parent.get(at)) {
    links.push({ text: taskName(trace, at), place: taskPlace(trace, at), target: { kind: 'task', task: at } });
  }
  return links;
}

/** What a wait waited for, what that waited for in turn, down to the world outside. */
export function waitingChain(trace: Trace, index: SegmentIndex, segment: number): Link[] {
  const links: Link[] = [];
  const end = segmentEnd(trace, segment);
  const seen = new Set<number>([trace.segments.task.get(segment)]);
  for (let at = segment; at >= 0 && links.length < MAX_LINKS;) {
    const wait = waitingFor(trace, at);
    if (wait === null) break;
    const place =
      wait.file === undefined || wait.line === undefined ? null : { file: wait.file, line: wait.line, column: 1 };
    if (wait.task === undefined) {
      links.push({ text: wait.label, place, target: null });
      break;
    }
    const next = lastWait(trace, index, wait.task, end);
    const site = next < 0 ? undefined : siteOf(trace, next);
    const text = site === undefined ? wait.label : `${wait.label}, at ${siteText(site)}`;
    const target: Target = next < 0 ? { kind: 'task', task: wait.task } : { kind: 'segment', segment: next };
    links.push({ text: seen.has(wait.task) ? `${text} (a circle)` : text, place, target });
    if (seen.has(wait.task)) break;
    seen.add(wait.task);
    at = next;
  }
  return links;
}

/** The last suspension of a task that began before a time, or -1. */
function lastWait(trace: Trace, index: SegmentIndex, task: number, before: number): number {
  for (let k = index.count(task) === 0 ? -1 : index.find(task, before); k >= 0; k--) {
    const row = index.row(task, k);
    if (trace.segments.state.get(row) === State.Suspended && index.start(task, k) < before) return row;
  }
  return -1;
}
