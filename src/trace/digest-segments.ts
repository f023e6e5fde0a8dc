/** The segments of a run with short neighbours in one row, which keeps how long they took in all and in each state. */
import { Floats, Ints } from './columns.ts';
import { limitAt } from './digest-plan.ts';
import { pack, type Packed } from './packed.ts';
import { segmentEnd } from './queries.ts';
import { MERGED, Outcome, SegmentTable, State, type Merged, type Trace } from './tables.ts';

/** Rows between two pauses. */
const SLICE = 100_000;

export class SegmentMerger {
  readonly segments = new SegmentTable();
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Rows of segments with a value that stay by themselves → their rows in the merged table. */
  readonly valued = new Map<number, number>();
  readonly #trace: Trace;
  readonly #plan: Merged;
  readonly #merged = { count: new Ints(), ran: new Floats(), ready: new Floats() };
  /** By task: what is being merged. `#row` is the first of them, or -1. */
  readonly #row: Int32Array;
  readonly #count: Int32Array;
  readonly #end: Float64Array;
  readonly #ran: Float64Array;
  readonly #ready: Float64Array;
  readonly #failed: Uint8Array;

  constructor(trace: Trace, plan: Merged) {
    const { count } = trace.tasks;
    this.#trace = trace;
    this.#plan = plan;
    this.segments.merged = this.#merged;
    this.first = new Int32Array(count).fill(-1);
    this.last = new Int32Array(count).fill(-1);
    this.#row = new Int32Array(count).fill(-1);
    this.#count = new Int32Array(count);
    this.#end = new Float64Array(count);
    this.#ran = new Float64Array(count);
    this.#ready = new Float64Array(count);
    this.#failed = new Uint8Array(count);
  }

  /** Pauses now and then: the rows may be millions. */
  *run(): Generator<void, void> {
    const { segments, tasks } = this.#trace;
    // What is recorded meanwhile belongs to the next digest.
    const { count } = segments;
    for (let row = 0; row < count; row++) {
      if (row % SLICE === SLICE - 1) yield;
      if (segments.task.get(row) < this.#row.length) this.#take(row);
    }
    for (let task = 0; task < Math.min(tasks.count, this.#row.length); task++) this.#flush(task);
  }

  #take(row: number): void {
    const { segments } = this.#trace;
    const task = segments.task.get(row);
    const start = segments.start.get(row);
    const end = segmentEnd(this.#trace, row);
    const limit = limitAt(this.#plan, start, end);
    const open = Number.isNaN(segments.end.get(row)) || segments.next.get(row) < 0;
    if (open || end - start >= limit) {
      this.#flush(task);
      this.#copy(row);
      return;
    }
    const first = this.#row[task] ?? -1;
    if (first >= 0 && end - segments.start.get(first) > 2 * limit) this.#flush(task);
    if ((this.#row[task] ?? -1) < 0) this.#row[task] = row;
    this.#count[task] = (this.#count[task] ?? 0) + 1;
    this.#end[task] = end;
    const state = segments.state.get(row);
    if (state === State.Running) this.#ran[task] = (this.#ran[task] ?? 0) + end - start;
    if (state === State.Ready) this.#ready[task] = (this.#ready[task] ?? 0) + end - start;
    if (segments.outcome.get(row) === Outcome.Rejected) this.#failed[task] = 1;
  }

  /** Writes what was merged of a task. */
  #flush(task: number): void {
    const row = this.#row[task] ?? -1;
    if (row < 0) return;
    if (this.#count[task] === 1) this.#copy(row);
    else {
      const at = this.#add(task, MERGED, row, this.#end[task] ?? 0, 0, 0);
      this.segments.outcome.set(at, this.#failed[task] === 1 ? Outcome.Rejected : Outcome.Pending);
      this.#merged.count.set(at, this.#count[task] ?? 0);
      this.#merged.ran.set(at, this.#ran[task] ?? 0);
      this.#merged.ready.set(at, this.#ready[task] ?? 0);
    }
    this.#row[task] = -1;
    this.#count[task] = this.#ran[task] = this.#ready[task] = this.#failed[task] = 0;
  }

  #copy(row: number): void {
    const { end, outcome, promise, site, state, task } = this.#trace.segments;
    const at = this.#add(task.get(row), state.get(row), row, end.get(row), site.get(row), promise.get(row));
    this.segments.outcome.set(at, outcome.get(row));
    this.#merged.count.set(at, 1);
    const { came, yielded } = this.#trace.values;
    if (came.has(row) || yielded.has(row)) this.valued.set(row, at);
  }

  #add(task: number, state: number, row: number, end: number, site: number, promise: number): number {
    const at = this.segments.add(task, state, this.#trace.segments.start.get(row), site, promise);
    this.segments.end.set(at, end);
    const last = this.last[task] ?? -1;
    if (last >= 0) this.segments.next.set(last, at);
    else this.first[task] = at;
    this.last[task] = at;
    return at;
  }
}

/** The columns of tasks, with the rows of their first and last segments in the merged table, once that is made. */
export function tasksOf({ tasks }: Trace, { first, last }: SegmentMerger): Packed {
  return { ...pack(tasks, first.length), calls: tasks.calls.data.slice(), first, last };
}
