/** Questions to a trace. Read-only; what is costly is computed once and kept by its caller. */
import type { WaitKind } from './event.ts';
import { overlapsOf } from './overlaps.ts';
import { State, type Blocking, type Trace } from './tables.ts';
import type { Milliseconds } from './units.ts';
import { waitingFor } from './waits.ts';

export { taskName, taskTitle } from './names.ts';
export { settledBy, settledTime, turnLabel, waitingFor, type SettledBy, type WaitingFor } from './waits.ts';

export function segmentEnd(trace: Trace, segment: number): Milliseconds {
  const end = trace.segments.end.get(segment);
  return Number.isNaN(end) ? Math.max(trace.now, trace.segments.start.get(segment)) : end;
}

export function taskEnd(trace: Trace, task: number): Milliseconds {
  const end = trace.tasks.end.get(task);
  return Number.isNaN(end) ? Math.max(trace.now, trace.tasks.start.get(task)) : end;
}

/** Start and end of an operation; it has no end yet while it is in flight. */
export function operationTimes({ now, operations }: Trace, operation: number): [Milliseconds, Milliseconds] {
  const start = operations.start.get(operation);
  const end = operations.end.get(operation);
  return [start, Number.isNaN(end) ? Math.max(now, start) : end];
}

/** Rows of a task's segments, in order. */
export function segmentsOf(trace: Trace, task: number): number[] {
  const rows: number[] = [];
  for (let at = trace.tasks.first.get(task); at >= 0; at = trace.segments.next.get(at)) rows.push(at);
  return rows;
}

export interface Delay {
  readonly task: number;
  readonly site: number;
  readonly ms: Milliseconds;
  /** An upper bound: the completion of I/O is not visible while the thread is held. */
  readonly atMost: boolean;
}

const OWN_THREAD: readonly WaitKind[] = ['timer', 'immediate', 'task', 'promise', 'value', 'event'];

/**
 * The awaits that a blocking stretch held up. Ready time is exact; for I/O that was collected right after the stretch the
 * overlap is an upper bound.
 */
export function delayedBy(trace: Trace, block: Blocking): Delay[] {
  const { segments } = trace;
  const delays: Delay[] = [];
  const busyUntil = busyAfter(trace, block);
  const look = (row: number): void => {
    const start = segments.start.get(row);
    if (start >= block.end) return;
    const end = segmentEnd(trace, row);
    if (end <= block.start) return;
    const task = segments.task.get(row);
    const site = segments.site.get(row);
    const ms = Math.min(end, block.end) - Math.max(start, block.start);
    if (segments.state.get(row) === State.Ready) delays.push({ task, site, ms, atMost: false });
    else if (segments.state.get(row) === State.Suspended && wokenWhileBusy(trace, row, block.end, busyUntil)) {
      delays.push({ task, site, ms, atMost: true });
    }
  };
  if (trace.ended) {
    const overlaps = overlapsOf(segments);
    overlaps.make();
    overlaps.in(block.start, block.end, look);
  } else {
    for (let row = 0; row < segments.count; row++) look(row);
  }
  return delays;
}

/** How long of a suspended segment the thread was held while its I/O may have been complete: an upper bound; 0 for none. */
export function perhapsReady(trace: Trace, segment: number, block: Blocking): Milliseconds {
  if (trace.segments.state.get(segment) !== State.Suspended) return 0;
  if (!wokenWhileBusy(trace, segment, block.end, busyAfter(trace, block))) return 0;
  const start = Math.max(trace.segments.start.get(segment), block.start);
  return Math.max(0, Math.min(segmentEnd(trace, segment), block.end) - start);
}

/** Between two turns that follow one another the loop takes no longer than this, ms. */
const HAND_OVER_MS = 1;

/** Until when the thread went on without a pause after a block: the loop collected then what had come meanwhile. */
function busyAfter(trace: Trace, block: Blocking): Milliseconds {
  const { turns } = trace;
  let until = block.end;
  for (let turn = Math.max(0, block.turn); turn < turns.count && turns.start.get(turn) <= until + HAND_OVER_MS; turn++)
    until = Math.max(until, turns.end.get(turn));
  return until;
}

/** Was this wait ended by I/O that was collected before the thread came to rest? It may have been complete all along. */
function wokenWhileBusy(trace: Trace, segment: number, from: Milliseconds, until: Milliseconds): boolean {
  const promise = trace.segments.promise.get(segment);
  if (promise <= 0 || trace.promises.seen.get(promise) !== 1) return false;
  const settled = trace.promises.settled.get(promise);
  if (settled < from || settled > until) return false;
  const wait = waitingFor(trace, segment);
  return wait !== null && !OWN_THREAD.includes(wait.kind);
}
