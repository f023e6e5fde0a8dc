/**
 * Previews of values, where they were kept: by segment and by task, as ids of labels. A reason goes with a rejection along
 * the tasks that await one another: where each step is recorded, what one of them was rejected with is what all were.
 */
import type { Packed } from './packed.ts';
import { ValueRole } from './record.ts';
import { Outcome, State, type Trace } from './tables.ts';

export class ValueTable {
  /** Row of a suspension → what it brought: a result, a reason, or what `next` sent. */
  readonly came = new Map<number, number>();
  /** Row of a suspension at a `yield` → what it handed out. */
  readonly yielded = new Map<number, number>();
  /** Row of a task → what it returned. */
  readonly returned = new Map<number, number>();
  /** Row of a task → what it ended by. */
  readonly threw = new Map<number, number>();
}

type Tables = Pick<Trace, 'segments' | 'tasks' | 'taskRows' | 'values'>;

/** Tasks whose end by a reason is remembered until that is known. */
const MOST_ENDED = 100_000;
const MAX_CHAIN = 10_000;

export class Values {
  readonly #trace: Tables;
  /** Row of a task that ended by the reason of its last await → row of that. */
  readonly #endedBy = new Map<number, number>();

  constructor(trace: Tables) {
    this.#trace = trace;
  }

  /** @param waited row of the last suspension of the task that ended, or -1. @returns false when it makes no sense */
  keep(task: number, waited: number, label: number, role: number): boolean {
    const { segments, tasks, values } = this.#trace;
    switch (role) {
      case ValueRole.Came:
        if (waited >= 0) values.came.set(waited, label);
        return waited >= 0;
      case ValueRole.Failed:
        if (waited >= 0) this.#reason(waited, label);
        return waited >= 0;
      case ValueRole.Yielded: {
        const last = tasks.last.get(task);
        if (segments.state.get(last) !== State.Suspended) return false;
        values.yielded.set(last, label);
        return true;
      }
      case ValueRole.Returned:
        values.returned.set(task, label);
        return true;
      case ValueRole.Threw:
        values.threw.set(task, label);
        return true;
      default:
        return false;
    }
  }

  /** The await at `segment` was rejected, and by that its task ended or not. */
  failed(task: number, segment: number, ends: boolean): void {
    const { values } = this.#trace;
    const awaited = this.#awaitedTask(segment);
    const known = awaited < 0 ? undefined : values.threw.get(awaited);
    if (known !== undefined) values.came.set(segment, known);
    if (!ends) return;
    if (known !== undefined) values.threw.set(task, known);
    else if (this.#endedBy.size < MOST_ENDED) this.#endedBy.set(task, segment);
  }

  /** What an await was rejected with is known: so it is of the tasks that it came through. */
  #reason(segment: number, label: number): void {
    const { values } = this.#trace;
    for (let at = segment, steps = 0; at >= 0 && steps < MAX_CHAIN; steps++) {
      values.came.set(at, label);
      const task = this.#awaitedTask(at);
      if (task < 0 || values.threw.has(task)) return;
      values.threw.set(task, label);
      at = this.#endedBy.get(task) ?? -1;
    }
  }

  /** Row of the task whose own promise a segment awaits, where that was rejected; else -1. */
  #awaitedTask(segment: number): number {
    const { segments, taskRows, tasks } = this.#trace;
    const promise = segments.promise.get(segment);
    const task = promise > 0 ? taskRows.get(promise) - 1 : -1;
    return task >= 0 && tasks.outcome.get(task) === Outcome.Rejected ? task : -1;
  }
}

/** As they cross a channel: rows and labels by turns. @param rowOf what a segment's row is there, or -1 */
export function packValues(values: ValueTable, rowOf: (segment: number) => number): Packed {
  const pairs = (map: ReadonlyMap<number, number>, place: (row: number) => number): Int32Array => {
    const flat: number[] = [];
    for (const [row, label] of map) if (place(row) >= 0) flat.push(place(row), label);
    return Int32Array.from(flat);
  };
  const same = (task: number): number => task;
  const { came, returned, threw, yielded } = values;
  return {
    came: pairs(came, rowOf),
    yielded: pairs(yielded, rowOf),
    returned: pairs(returned, same),
    threw: pairs(threw, same),
  };
}

export function unpackValues(packed: Packed): ValueTable {
  const values = new ValueTable();
  for (const name of ['came', 'yielded', 'returned', 'threw'] as const) {
    const flat = packed[name];
    for (let i = 0; flat !== undefined && i + 1 < flat.length; i += 2) values[name].set(flat[i] ?? 0, flat[i + 1] ?? 0);
  }
  return values;
}

/** What a suspension brought, as text; null where that was not kept. */
export function cameText(trace: Trace, segment: number): string | null {
  return textOf(trace, trace.values.came.get(segment));
}

export function yieldedText(trace: Trace, segment: number): string | null {
  return textOf(trace, trace.values.yielded.get(segment));
}

/** What a task returned, or ended by; null where that was not kept. */
export function endText(trace: Trace, task: number): string | null {
  const { threw, returned } = trace.values;
  return textOf(trace, (trace.tasks.outcome.get(task) === Outcome.Rejected ? threw : returned).get(task));
}

function textOf(trace: Trace, label: number | undefined): string | null {
  return label === undefined ? null : (trace.labels[label]?.text ?? null);
}
