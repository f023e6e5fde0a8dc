/** What happened at a site or in a function, over the whole run. */
import { segmentEnd, segmentsOf, settledBy, taskName, waitingFor } from './queries.ts';
import { Outcome, State, type Trace } from './tables.ts';
import type { Milliseconds, SiteId } from './units.ts';
import { cameText, yieldedText } from './values.ts';

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

/** @returns zeros for no values */
export function spread(values: number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const { length } = sorted;
  const at = (index: number): number => sorted[index] ?? 0;
  const median = length % 2 === 1 ? at((length - 1) / 2) : (at(length / 2 - 1) + at(length / 2)) / 2;
  return {
    count: length,
    min: at(0),
    median,
    max: at(length - 1),
    total: values.reduce((sum, value) => sum + value, 0),
  };
}

function tally(into: Map<string, Tally>, label: string, at: { file?: string; line?: number }): void {
  const key = `${label}\0${at.file ?? ''}\0${at.line ?? 0}`;
  const known = into.get(key);
  into.set(key, { label, count: (known?.count ?? 0) + 1, ...at });
}

function byCount(tallies: Map<string, Tally>): Tally[] {
  return [...tallies.values()].sort((a, b) => b.count - a.count);
}

/** Statistics of each site that suspended, by site id, in one pass. */
export function siteStatistics(trace: Trace, wanted?: SiteId): Map<SiteId, SiteStatistics> {
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
  const drafts = new Map<SiteId, Draft>();
  const { segments } = trace;
  const previews = trace.values.came.size + trace.values.yielded.size > 0;
  for (let row = 0; row < segments.count; row++) {
    const site = segments.site.get(row);
    const state = segments.state.get(row);
    if (site === 0 || state === State.Running || (wanted !== undefined && site !== wanted)) continue;
    let draft = drafts.get(site);
    if (draft === undefined) {
      draft = {
        waited: [],
        ready: [],
        fulfilled: 0,
        rejected: 0,
        pending: 0,
        waitedFor: new Map(),
        wokenBy: new Map(),
        values: new Map(),
        reasons: new Map(),
        yielded: new Map(),
      };
      drafts.set(site, draft);
    }
    const ms = segmentEnd(trace, row) - segments.start.get(row);
    if (state === State.Ready) {
      draft.ready.push(ms);
      continue;
    }
    draft.waited.push(ms);
    const outcome = segments.outcome.get(row);
    if (outcome === Outcome.Fulfilled) draft.fulfilled++;
    else if (outcome === Outcome.Rejected) draft.rejected++;
    else if (segments.next.get(row) < 0 && segments.promise.get(row) !== 0) draft.pending++;
    const wait = waitingFor(trace, row, taskName);
    if (wait !== null) tally(draft.waitedFor, wait.label, pick(wait));
    const by = settledBy(trace, row);
    if (by !== null)
      tally(draft.wokenBy, by.task === undefined ? 'the event loop' : taskName(trace, by.task), pick(by));
    if (!previews) continue;
    const came = cameText(trace, row);
    if (came !== null) tally(outcome === Outcome.Rejected ? draft.reasons : draft.values, came, {});
    const yielded = yieldedText(trace, row);
    if (yielded !== null) tally(draft.yielded, yielded, {});
  }
  const result = new Map<SiteId, SiteStatistics>();
  for (const [site, draft] of drafts) {
    const { fulfilled, rejected, pending } = draft;
    result.set(site, {
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
    });
  }
  return result;
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
