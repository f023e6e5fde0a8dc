/** What stands behind a wait: its kin over the whole run, who called, and what it really waited for. */
import { segmentEnd, taskTitle, waitingFor } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import { placeOf, siteOf, siteText, taskPlace, type Place } from './places.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';
import { said, t } from '../l10n.ts';

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
  const lengths = new Float64Array(segments.count);
  const longest: { segment: number; ms: number }[] = [];
  let count = 0;
  for (let segment = 0; segment < segments.count; segment++) {
    if (segments.site.data[segment] !== site || segments.state.data[segment] !== State.Suspended) continue;
    const ms = segmentEnd(trace, segment) - segments.start.get(segment);
    lengths[count++] = ms;
    if (longest.length === LONGEST && ms <= (longest.at(-1)?.ms ?? 0)) continue;
    longest.push({ segment, ms });
    longest.sort((a, b) => b.ms - a.ms || a.segment - b.segment);
    longest.length = Math.min(longest.length, LONGEST);
  }
  // Typed arrays sort by value, without a function: a million in a tenth of a second.
  const sorted = lengths.subarray(0, count).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  return {
    count,
    percentiles: [
      ['50%', at(0.5)],
      ['90%', at(0.9)],
      ['99%', at(0.99)],
      [t('longest'), at(1)],
    ],
    bins: binsOf(sorted),
    longest,
  };
}

/** Bins of equal width, by their logarithms where the longest is far above the shortest. @param sorted the least first */
export function binsOf(sorted: ArrayLike<number>): Bin[] {
  const max = sorted[sorted.length - 1] ?? 0;
  if (max <= 0) return [];
  let first = 0;
  while ((sorted[first] ?? max) <= 0) first++;
  const least = sorted[first] ?? max;
  const logarithmic = max / least > 50;
  const low = logarithmic ? Math.log(least) : 0;
  const high = logarithmic ? Math.log(max) : max;
  const step = (high - low) / BINS || 1;
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] ?? 0;
    const place = logarithmic ? Math.log(Math.max(value, least)) : value;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((place - low) / step)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (i: number): number => (logarithmic ? Math.exp(low + i * step) : low + i * step);
  return counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count }));
}

/** Callers of a task, the nearest first, each with where it stood at a time: an asynchronous stack. */
export function callersOf(trace: Trace, index: SegmentIndex, task: number, time: number): Link[] {
  const links: Link[] = [];
  for (let at = trace.tasks.parent.get(task); at >= 0 && links.length < MAX_LINKS; at = trace.tasks.parent.get(at)) {
    links.push(standing(trace, index, at, time));
  }
  return links;
}

function standing(trace: Trace, index: SegmentIndex, task: number, time: number): Link {
  const title = taskTitle(trace, task);
  const target: Target = { kind: 'task', task };
  if (trace.tasks.end.get(task) < time) {
    return { text: t('{0}, which had ended', title), place: taskPlace(trace, task), target };
  }
  const segment = index.count(task) === 0 ? -1 : index.row(task, index.find(task, time));
  const site =
    segment < 0 || trace.segments.state.get(segment) !== State.Suspended ? undefined : siteOf(trace, segment);
  if (site === undefined) return { text: title, place: taskPlace(trace, task), target };
  const waits: Target = { kind: 'segment', segment };
  return { text: t('{0}, at {1}', title, siteText(site)), place: placeOf(trace, waits), target: waits };
}

/** What a wait waited for, what that waited for in turn, down to the world outside. */
export function waitingChain(trace: Trace, index: SegmentIndex, segment: number): Link[] {
  const links: Link[] = [];
  const end = segmentEnd(trace, segment);
  const seen = new Set<number>([trace.segments.task.get(segment)]);
  for (let at = segment; at >= 0 && links.length < MAX_LINKS;) {
    const wait = waitingFor(trace, at, taskTitle, said);
    if (wait === null) break;
    const place =
      wait.file === undefined || wait.line === undefined ? null : { file: wait.file, line: wait.line, column: 1 };
    if (wait.task === undefined) {
      links.push({ text: wait.label, place, target: null });
      break;
    }
    const next = lastWait(trace, index, wait.task, end);
    const site = next < 0 ? undefined : siteOf(trace, next);
    const text = site === undefined ? wait.label : t('{0}, at {1}', wait.label, siteText(site));
    const target: Target = next < 0 ? { kind: 'task', task: wait.task } : { kind: 'segment', segment: next };
    links.push({ text: seen.has(wait.task) ? t('{0} (a circle)', text) : text, place, target });
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
