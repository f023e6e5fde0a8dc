/** What happened at a site or in a function, over the whole run. */
import { segmentEnd, segmentsOf, settledBy, taskName, waitingFor } from './queries.ts';
import { Outcome, State, type Trace } from './tables.ts';
import type { Milliseconds, SiteId } from './units.ts';
import { cameText, yieldedText } from './values.ts';
import { inEnglish, type Say } from './wording.ts';

export interface Spread {
  readonly count: number;
  readonly min: Milliseconds;
  readonly median: Milliseconds;
  readonly max: Milliseconds;
  readonly total: Milliseconds;
}
export interface Tally {
  readonly label: string;
  readonly count: number;
  readonly file?: string;
  readonly line?: number;
}
export interface SiteStatistics {
  readonly site: SiteId;
  /** Suspensions that ended, or are under way: `pending` of them. */
  readonly waited: Spread;
  readonly ready: Spread;
  readonly fulfilled: number;
  readonly rejected: number;
  readonly pending: number;
  readonly waitedFor: readonly Tally[];
  readonly wokenBy: readonly Tally[];
  /** Previews, where they were kept: what suspensions brought, reasons of rejections, what was yielded. */
  readonly values: readonly Tally[];
  readonly reasons: readonly Tally[];
  readonly yielded: readonly Tally[];
}
export interface FunctionStatistics {
  readonly calls: number;
  readonly pending: number;
  readonly rejected: number;
  readonly total: Milliseconds;
  readonly running: Milliseconds;
  readonly waiting: Milliseconds;
  readonly ready: Milliseconds;
}

/** The value that would stand at `index` if they were sorted. Puts them in another order. */
function nth(values: Float64Array, index: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i++;
      while ((values[j] ?? 0) > pivot) j--;
      if (i > j) break;
      const kept = values[i] ?? 0;
      values[i++] = values[j] ?? 0;
      values[j--] = kept;
    }
    if (index <= j) high = j;
    else if (index >= i) low = i;
    else break;
  }
  return values[index] ?? 0;
}

/** @returns zeros for no values */
export function spread(values: readonly number[]): Spread {
  const { length } = values;
  if (length === 0) return { count: 0, min: 0, median: 0, max: 0, total: 0 };
  let min = Infinity;
  let max = -Infinity;
  let total = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    total += value;
  }
  const mixed = Float64Array.from(values);
  const upper = nth(mixed, length >> 1);
  const median = length % 2 === 1 ? upper : (nth(mixed, length / 2 - 1) + upper) / 2;
  return { count: length, min, median, max, total };
}

function tally(into: Map<string, Tally>, label: string, at: { file?: string; line?: number }): void {
  const key = `${label}\0${at.file ?? ''}\0${at.line ?? 0}`;
  const known = into.get(key);
  into.set(key, { label, count: (known?.count ?? 0) + 1, ...at });
}

function byCount(tallies: Map<string, Tally>): Tally[] {
  return [...tallies.values()].sort((a, b) => b.count - a.count);
}

interface Draft {
  waited: number[];
  ready: number[];
  fulfilled: number;
  rejected: number;
  pending: number;
  waitedFor: Map<string, Tally>;
  wokenBy: Map<string, Tally>;
  values: Map<string, Tally>;
  reasons: Map<string, Tally>;
  yielded: Map<string, Tally>;
}

function emptyDraft(): Draft {
  const counts = { waited: [], ready: [], fulfilled: 0, rejected: 0, pending: 0 };
  const maps = { waitedFor: new Map(), wokenBy: new Map(), values: new Map(), reasons: new Map(), yielded: new Map() };
  return { ...counts, ...maps };
}

/** Adds a suspended or ready segment of the draft's site. */
function addRow(draft: Draft, trace: Trace, row: number, say: Say): void {
  const { segments } = trace;
  const ms = segmentEnd(trace, row) - segments.start.get(row);
  if (segments.state.get(row) === State.Ready) {
    draft.ready.push(ms);
    return;
  }
  draft.waited.push(ms);
  const outcome = segments.outcome.get(row);
  if (outcome === Outcome.Fulfilled) draft.fulfilled++;
  else if (outcome === Outcome.Rejected) draft.rejected++;
  else if (segments.next.get(row) < 0 && segments.promise.get(row) !== 0) draft.pending++;
  const wait = waitingFor(trace, row, taskName, say);
  if (wait !== null) tally(draft.waitedFor, wait.label, pick(wait));
  const by = settledBy(trace, row);
  if (by !== null)
    tally(draft.wokenBy, by.task === undefined ? say('the event loop') : taskName(trace, by.task), pick(by));
  if (trace.values.came.size + trace.values.yielded.size === 0) return;
  const came = cameText(trace, row);
  if (came !== null) tally(outcome === Outcome.Rejected ? draft.reasons : draft.values, came, {});
  const yielded = yieldedText(trace, row);
  if (yielded !== null) tally(draft.yielded, yielded, {});
}

function finish(site: SiteId, draft: Draft): SiteStatistics {
  const { fulfilled, rejected, pending } = draft;
  return {
    site,
    waited: spread(draft.waited),
    ready: spread(draft.ready),
    fulfilled,
    rejected,
    pending,
    waitedFor: byCount(draft.waitedFor),
    wokenBy: byCount(draft.wokenBy),
    values: byCount(draft.values),
    reasons: byCount(draft.reasons),
    yielded: byCount(draft.yielded),
  };
}

/** Statistics of each site that suspended, by site id, in one pass. */
export function siteStatistics(trace: Trace): Map<SiteId, SiteStatistics> {
  const drafts = new Map<SiteId, Draft>();
  const { segments } = trace;
  for (let row = 0; row < segments.count; row++) {
    const site = segments.site.get(row);
    if (site === 0 || segments.state.get(row) === State.Running) continue;
    let draft = drafts.get(site);
    if (draft === undefined) drafts.set(site, (draft = emptyDraft()));
    addRow(draft, trace, row, inEnglish);
  }
  return new Map(Array.from(drafts, ([site, draft]) => [site, finish(site, draft)]));
}

/** Statistics of one site, counted bit by bit: a run of millions of segments must not hold up who asks. */
export class SiteCount {
  readonly #trace: Trace;
  readonly #site: SiteId;
  readonly #say: Say;
  readonly #draft = emptyDraft();
  #row: number;
  #result: SiteStatistics | null | undefined;

  /** @param from the first segment that counts */
  constructor(trace: Trace, site: SiteId, from = 0, say: Say = inEnglish) {
    this.#say = say;
    this.#trace = trace;
    this.#site = site;
    this.#row = from;
  }

  /** Looks at so many segments more. @returns true once it has come to the end */
  advance(rows: number): boolean {
    const { segments } = this.#trace;
    const end = Math.min(segments.count, this.#row + rows);
    for (; this.#row < end; this.#row++) {
      if (segments.site.get(this.#row) !== this.#site || segments.state.get(this.#row) === State.Running) continue;
      addRow(this.#draft, this.#trace, this.#row, this.#say);
    }
    return this.#row >= segments.count;
  }

  /** What was counted; null when the site did not suspend. To be asked for once all is counted. */
  get result(): SiteStatistics | null {
    const { ready, waited } = this.#draft;
    return (this.#result ??= waited.length + ready.length === 0 ? null : finish(this.#site, this.#draft));
  }
}

function pick(at: { readonly file?: string; readonly line?: number }): { file?: string; line?: number } {
  return { ...(at.file === undefined ? {} : { file: at.file }), ...(at.line === undefined ? {} : { line: at.line }) };
}

/** Statistics of each function that was called, by function id. */
export function functionStatistics(trace: Trace): Map<number, FunctionStatistics> {
  const result = new Map<number, { -readonly [K in keyof FunctionStatistics]: number }>();
  for (let task = 0; task < trace.tasks.count; task++) {
    const id = trace.tasks.function.get(task);
    let sums = result.get(id);
    if (sums === undefined) {
      sums = { calls: 0, pending: 0, rejected: 0, total: 0, running: 0, waiting: 0, ready: 0 };
      result.set(id, sums);
    }
    sums.calls++;
    const outcome = trace.tasks.outcome.get(task);
    if (outcome === Outcome.Pending) sums.pending++;
    if (outcome === Outcome.Rejected) sums.rejected++;
    for (const row of segmentsOf(trace, task)) {
      const ms = segmentEnd(trace, row) - trace.segments.start.get(row);
      const state = trace.segments.state.get(row);
      sums.total += ms;
      if (state === State.Running) sums.running += ms;
      else if (state === State.Suspended) sums.waiting += ms;
      else sums.ready += ms;
    }
  }
  return result;
}
