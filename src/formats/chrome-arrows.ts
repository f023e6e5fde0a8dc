/** What led to what in a Chrome trace: arrows from slice to slice. Each end is named by its thread and the slice's start. */
import { settledBy, settledTime } from '../trace/queries.ts';
import { State, type Trace } from '../trace/tables.ts';
import type { Milliseconds } from '../trace/units.ts';
import { LOOP, type Threads } from './chrome-threads.ts';

type End = readonly [tid: number, start: Milliseconds];
export interface Arrow {
  readonly name: 'calls' | 'starts' | 'wakes' | 'settles';
  /** That of the slices, where both have the same: DevTools finds them by it. */
  readonly cat: 'segment' | 'operation' | 'turn';
  readonly from: End;
  readonly to: End;
}

/** A task calls a task and starts an operation; an operation wakes a turn; a task or a turn settles what was awaited. */
export function* arrows(trace: Trace, threads: Threads): Generator<Arrow> {
  const { functions, operations, segments, tasks, turns } = trace;
  const running = new Running(trace);
  const segment = (row: number): End => [threads.task(segments.task.get(row)), segments.start.get(row)];
  const operation = (row: number): End => [threads.operation(row), operations.start.get(row)];
  const turn = (row: number): End => [LOOP, turns.start.get(row)];
  for (let row = 0; row < tasks.count; row++) {
    const from = running.at(tasks.parent.get(row), tasks.start.get(row));
    const first = tasks.first.get(row);
    if (from >= 0 && first >= 0) yield { name: 'calls', cat: 'segment', from: segment(from), to: segment(first) };
  }
  for (let row = 0; row < operations.count; row++) {
    const from = running.at(operations.task.get(row), operations.start.get(row));
    if (from >= 0) yield { name: 'starts', cat: 'operation', from: segment(from), to: operation(row) };
  }
  for (let row = 0; row < turns.count; row++) {
    const by = turns.operation.get(row);
    if (by >= 0) yield { name: 'wakes', cat: 'turn', from: operation(by), to: turn(row) };
  }
  for (let row = 0; row < segments.count; row++) {
    const next = segments.next.get(row);
    if (segments.state.get(row) !== State.Suspended || next < 0) continue;
    const by = settledBy(trace, row);
    if (by === null) continue;
    const { task = -1 } = by;
    // An async generator has stopped at its `yield`, or has ended, when what it was asked for is settled.
    const answers = functions[tasks.function.get(task) - 1]?.kind === 'async-generator';
    const from = running.at(task, settledTime(trace, segments.promise.get(row)), answers);
    if (from >= 0) yield { name: 'settles', cat: 'segment', from: segment(from), to: segment(next) };
    else if (by.turn !== undefined) {
      // Ready since its timer was due, which is before the turn that settled it: that one led to what follows.
      const ran = segments.start.get(next) < turns.start.get(by.turn) ? segments.next.get(next) : next;
      if (ran >= 0) yield { name: 'settles', cat: 'turn', from: turn(by.turn), to: segment(ran) };
    }
  }
}

/** Finds the segment in which a task ran at some time. */
class Running {
  readonly #trace: Trace;
  /** Where each task's rows begin in `#rows`. */
  readonly #begin: Int32Array;
  /** Rows of segments by task, in order of time. */
  readonly #rows: Int32Array;

  constructor(trace: Trace) {
    const { segments, tasks } = trace;
    this.#trace = trace;
    this.#begin = new Int32Array(tasks.count + 1);
    this.#rows = new Int32Array(segments.count);
    let at = 0;
    for (let task = 0; task < tasks.count; task++) {
      this.#begin[task] = at;
      for (let row = tasks.first.get(task); row >= 0; row = segments.next.get(row)) this.#rows[at++] = row;
    }
    this.#begin[tasks.count] = at;
  }

  /**
   * @param stopped it may have stopped before
   * @returns the row, or -1 where it did not run, and for a task of -1
   */
  at(task: number, time: Milliseconds, stopped = false): number {
    if (task < 0) return -1;
    const { segments } = this.#trace;
    const begin = this.#begin[task] ?? 0;
    let low = begin;
    let high = this.#begin[task + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (segments.start.get(this.#rows[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    // At the moment in which it stops, it still runs: the segments that begin there come after.
    for (let i = low - 1; i >= begin; i--) {
      const row = this.#rows[i] ?? 0;
      if (!stopped && segments.end.get(row) < time) return -1;
      if (segments.state.get(row) === State.Running) return row;
    }
    return -1;
  }
}
