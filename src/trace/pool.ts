/**
 * Who waited for the thread pool. No hook tells when a thread takes up an operation, so only what follows is said: while
 * the loop rests, whatever is complete would wake it; so all that is in flight then is queued or on a thread, and what
 * is more than there are threads is queued.
 */
import type { Trace } from './tables.ts';
import type { Milliseconds } from './units.ts';

export interface PoolQueue {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  /** Most operations that were with the pool at once, seen while the loop rested. */
  readonly inFlight: number;
  /** At least so many of them waited for a free thread. */
  readonly waited: number;
  /** For at least so long an operation waited. */
  readonly ms: Milliseconds;
  /** Row of an operation that was started when the threads were taken. */
  readonly operation: number;
}

/** In less the loop may not yet have been told of what is complete, ms. */
const RESTED_MS = 1;

/** Stretches in which operations waited for a free thread of the pool; none where the number of threads is not known. */
export function poolQueues(trace: Trace): PoolQueue[] {
  const { poolThreads, turns } = trace;
  if (poolThreads === 0) return [];
  const users = poolUsers(trace);
  const ends = users.map((row) => endOf(trace, row)).sort((a, b) => a - b);
  const queues: PoolQueue[] = [];
  let open: PoolQueue | null = null;
  let started = 0;
  let ended = 0;
  for (let turn = 1; turn < turns.count; turn++) {
    const ms = turns.idle.get(turn);
    if (ms < RESTED_MS) continue;
    const start = turns.end.get(turn - 1);
    const end = turns.start.get(turn);
    while (started < users.length && trace.operations.start.get(users[started] ?? 0) <= start) started++;
    while (ended < ends.length && (ends[ended] ?? 0) <= start) ended++;
    const inFlight = started - ended;
    if (inFlight <= poolThreads) {
      if (open !== null) queues.push(open);
      open = null;
      continue;
    }
    const before: PoolQueue = open ?? {
      start,
      end,
      inFlight: 0,
      waited: 0,
      ms: 0,
      operation: surplus(trace, users, start),
    };
    const most = Math.max(before.inFlight, inFlight);
    open = { ...before, end, inFlight: most, waited: most - poolThreads, ms: before.ms + ms };
  }
  if (open !== null) queues.push(open);
  return queues;
}

/** Operations that are with the pool from start to end, in order of their starts. */
function poolUsers(trace: Trace): number[] {
  const { operations } = trace;
  const rows: number[] = [];
  for (let row = 0; row < operations.count; row++)
    if (trace.labels[operations.label.get(row)]?.pool === 'whole') rows.push(row);
  return rows;
}

function endOf(trace: Trace, operation: number): Milliseconds {
  const end = trace.operations.end.get(operation);
  return Number.isNaN(end) ? Infinity : end;
}

/** The first operation in flight that was started while as many as there are threads were in flight before it. */
function surplus(trace: Trace, users: readonly number[], time: Milliseconds): number {
  let threads = trace.poolThreads;
  for (const row of users)
    if (trace.operations.start.get(row) <= time && endOf(trace, row) > time && threads-- === 0) return row;
  return -1;
}
