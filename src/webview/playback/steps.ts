/**
 * What was recorded, one step after the other: starts and ends from the trace's tables, in order of their times. A step is
 * a number; its kind and its row in a table follow from that, so that millions of them stay small.
 */
import { segmentEnd } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import type { Milliseconds } from '../../trace/units.ts';
import { timeOrder } from './time-order.ts';

/** In the order in which steps of one time are taken: what an end sets free comes after it. */
export const KINDS = [
  'blockEnd',
  'turnStart',
  'operationEnd',
  'timerDue',
  'taskEnd',
  /** A wait is over: the task stands in the microtask queue. The row is the waiting segment's. */
  'settled',
  /** The row is the running segment's. */
  'resume',
  'taskStart',
  'operationStart',
  'output',
  /** The row is the suspended segment's. */
  'suspend',
  'blockStart',
  'turnEnd',
] as const;
export type StepKind = (typeof KINDS)[number];

export interface Step {
  readonly kind: StepKind;
  /** In the table of its kind. */
  readonly row: number;
  readonly time: Milliseconds;
}

/**
 * When a waiting segment's task came into the microtask queue; NaN when it never did. A timer that is due is not settled
 * before its callback runs: until then its task is ready, but in no queue.
 */
export function queuedAt(trace: Trace, segment: number): Milliseconds {
  const { promises, segments } = trace;
  const promise = segments.promise.get(segment);
  const seen = promise > 0 && promises.seen.get(promise) === 1;
  const settled = seen ? promises.settled.get(promise) : NaN;
  const start = segments.start.get(segment);
  if (segments.state.get(segment) === State.Ready) {
    return Math.min(segmentEnd(trace, segment), Math.max(start, seen ? settled : start));
  }
  // Settled, and the run ended before it could go on.
  return segments.next.get(segment) < 0 && seen && Number.isNaN(trace.tasks.end.get(segments.task.get(segment)))
    ? Math.max(start, settled)
    : NaN;
}

/** Time of a row as a step of a kind; NaN where that did not happen. */
const TIMES: Readonly<Record<StepKind, (trace: Trace, row: number) => Milliseconds>> = {
  blockEnd: (trace, row) => trace.blocking[row]?.end ?? NaN,
  blockStart: (trace, row) => trace.blocking[row]?.start ?? NaN,
  turnStart: (trace, row) => trace.turns.start.get(row),
  // While the program runs, its latest turn has no end that is known.
  turnEnd: ({ ended, turns }, row) => (ended || row < turns.count - 1 ? turns.end.get(row) : NaN),
  operationStart: (trace, row) => trace.operations.start.get(row),
  operationEnd: (trace, row) => trace.operations.end.get(row),
  timerDue: (trace, row) => {
    const due = trace.operations.due.get(row);
    const end = trace.operations.end.get(row);
    return due <= (Number.isNaN(end) ? trace.now : end) ? due : NaN;
  },
  taskStart: (trace, row) => trace.tasks.start.get(row),
  taskEnd: (trace, row) => trace.tasks.end.get(row),
  output: (trace, row) => trace.output[row]?.time ?? NaN,
  settled: (trace, row) => (trace.segments.state.get(row) === State.Running ? NaN : queuedAt(trace, row)),
  resume: (trace, row) => {
    const { segments, tasks } = trace;
    const first = tasks.first.get(segments.task.get(row)) === row;
    return segments.state.get(row) === State.Running && !first ? segments.start.get(row) : NaN;
  },
  suspend: ({ segments }, row) => (segments.state.get(row) === State.Suspended ? segments.start.get(row) : NaN),
};

function rowsOf(trace: Trace, kind: StepKind): number {
  if (kind === 'blockStart' || kind === 'blockEnd') return trace.blocking.length;
  if (kind === 'turnStart' || kind === 'turnEnd') return trace.turns.count;
  if (kind === 'taskStart' || kind === 'taskEnd') return trace.tasks.count;
  if (kind === 'output') return trace.output.length;
  return kind === 'settled' || kind === 'resume' || kind === 'suspend' ? trace.segments.count : trace.operations.count;
}

export class Steps {
  readonly #trace: Trace;
  /** Number of the first possible step of each kind, and of what would come after the last kind. */
  readonly #bases: number[] = [0];
  readonly #codes: Uint32Array;
  /** Of a run that goes on: what is known of a time may change. Null where the trace's tables tell. */
  readonly #times: Float64Array | null;

  constructor(trace: Trace) {
    this.#trace = trace;
    let rows = 0;
    for (const kind of KINDS) this.#bases.push((rows += rowsOf(trace, kind)));
    const codes = new Uint32Array(rows);
    const times = new Float64Array(rows);
    let count = 0;
    KINDS.forEach((kind, i) => {
      const timeOf = TIMES[kind];
      const base = this.#bases[i] ?? 0;
      const end = rowsOf(trace, kind);
      for (let row = 0; row < end; row++) {
        const time = timeOf(trace, row);
        if (Number.isNaN(time)) continue;
        codes[count] = base + row;
        times[count++] = time;
      }
    });
    const order = timeOrder(times.subarray(0, count));
    this.#times = trace.ended ? null : Float64Array.from(order, (at) => times[at] ?? 0);
    for (let i = 0; i < count; i++) order[i] = codes[order[i] ?? 0] ?? 0;
    this.#codes = order;
  }

  get count(): number {
    return this.#codes.length;
  }

  at(index: number): Step {
    const code = this.#codes[index] ?? 0;
    let kind = 0;
    while (code >= (this.#bases[kind + 1] ?? Infinity)) kind++;
    const name = KINDS[kind] ?? 'turnEnd';
    const row = code - (this.#bases[kind] ?? 0);
    return { kind: name, row, time: this.#times?.[index] ?? TIMES[name](this.#trace, row) };
  }

  /** The last step at or before a time, or -1. */
  find(time: Milliseconds): number {
    let low = -1;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).time <= time) low = middle;
      else high = middle;
    }
    return low;
  }
}
