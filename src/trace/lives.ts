/**
 * The lives of tasks: records of starts, suspensions, resumptions and ends → task and segment rows. Methods that take a
 * record return false when it made no sense and was left out.
 */
import { AWAITED_VALUE, TaskOutcomeCode } from './record.ts';
import { Outcome, State, type Trace } from './tables.ts';
import { Ints } from './columns.ts';
import { Values } from './values.ts';

type Tables = Pick<
  Trace,
  'tasks' | 'segments' | 'turns' | 'operations' | 'promises' | 'values' | 'taskRows' | 'functions' | 'sites' | 'lost'
>;

export class Lives {
  readonly #trace: Tables;
  readonly #plausible: (id: number) => boolean;
  /** Row of the task that was running when this one began or went on. */
  readonly #callers = new Ints();
  readonly #values: Values;
  /** The suspension that ended last: its segment, and its task. */
  #waited = -1;
  #waitedBy = -1;
  /** Row of the innermost running task, or -1. */
  current = -1;

  /** @param plausible whether an id can have been given out by now */
  constructor(trace: Tables, plausible: (id: number) => boolean) {
    this.#trace = trace;
    this.#plausible = plausible;
    this.#values = new Values(trace);
  }

  rowOf(task: number): number {
    return task > 0 && this.#plausible(task) ? this.#trace.taskRows.get(task) - 1 : -1;
  }

  start(time: number, id: number, functionId: number, parent: number): boolean {
    if (
      !this.#plausible(id) ||
      this.#trace.taskRows.get(id) !== 0 ||
      this.#trace.functions[functionId - 1] === undefined
    ) {
      return false;
    }
    const { tasks } = this.#trace;
    const parentRow = this.rowOf(parent);
    const row = tasks.count++;
    this.#trace.taskRows.set(id, row + 1);
    tasks.id.set(row, id);
    tasks.function.set(row, functionId);
    tasks.parent.set(row, parentRow);
    tasks.start.set(row, time);
    tasks.end.set(row, NaN);
    tasks.outcome.set(row, Outcome.Pending);
    tasks.first.set(row, -1);
    tasks.last.set(row, -1);
    const nth = tasks.calls.get(functionId) + 1;
    tasks.calls.set(functionId, nth);
    tasks.nth.set(row, nth);
    this.#enter(row);
    this.#openSegment(row, State.Running, time, 0, 0);
    return true;
  }

  /** Promise number `promise` is the own one of task `id`. */
  own(id: number, promise: number): boolean {
    const row = this.rowOf(id);
    if (row < 0 || this.#trace.taskRows.get(promise) !== 0) return false;
    this.#trace.taskRows.set(promise, row + 1);
    return true;
  }

  /** `promise` is settled by the next value, or the end, of an async generator. @returns false when that cannot be */
  ask(id: number, promise: number): boolean {
    const row = this.rowOf(id);
    if (row < 0 || this.#trace.taskRows.get(promise) !== 0) return false;
    this.#trace.promises.ask(promise, row);
    return true;
  }

  #enter(row: number): void {
    this.#callers.set(row, this.current);
    this.current = row;
  }

  #leave(row: number): void {
    if (this.current === row) {
      let caller = this.#callers.get(row);
      while (caller >= 0 && !this.#isRunning(caller)) caller = this.#callers.get(caller);
      this.current = caller;
    }
    this.#callers.set(row, -1);
  }

  #isRunning(row: number): boolean {
    return (
      Number.isNaN(this.#trace.tasks.end.get(row)) &&
      this.#trace.segments.state.get(this.#trace.tasks.last.get(row)) === State.Running
    );
  }

  #openSegment(task: number, state: number, time: number, site: number, promise: number): number {
    const { segments, tasks } = this.#trace;
    const row = segments.add(task, state, time, site, promise);
    const last = tasks.last.get(task);
    if (last >= 0) segments.next.set(last, row);
    else tasks.first.set(task, row);
    tasks.last.set(task, row);
    return row;
  }

  closeLast(task: number, time: number): void {
    const last = this.#trace.tasks.last.get(task);
    if (last >= 0 && Number.isNaN(this.#trace.segments.end.get(last))) {
      this.#trace.segments.end.set(last, Math.max(time, this.#trace.segments.start.get(last)));
    }
  }

  suspend(time: number, id: number, site: number, promise: number): boolean {
    const row = this.rowOf(id);
    if (
      row < 0 ||
      !Number.isNaN(this.#trace.tasks.end.get(row)) ||
      (site !== 0 && this.#trace.sites[site - 1] === undefined)
    ) {
      return false;
    }
    const last = this.#trace.tasks.last.get(row);
    if (this.#trace.segments.state.get(last) === State.Suspended) {
      // Still waiting: what it waits for turned out to be another promise.
      this.#trace.segments.promise.set(last, promise);
      return true;
    }
    this.closeLast(row, time);
    this.#openSegment(row, State.Suspended, time, site, promise);
    this.#leave(row);
    return true;
  }

  resume(time: number, id: number): boolean {
    const row = this.rowOf(id);
    if (row < 0 || !Number.isNaN(this.#trace.tasks.end.get(row))) {
      return false;
    }
    const last = this.#trace.tasks.last.get(row);
    if (this.#trace.segments.state.get(last) !== State.Suspended) {
      return false;
    }
    const site = this.#trace.segments.site.get(last);
    this.#closeSuspended(row, last, time);
    this.#openSegment(row, State.Running, time, site, 0);
    this.#enter(row);
    return true;
  }

  /** Ends a suspension at `time`, of which the end may have been spent ready. */
  #closeSuspended(task: number, segment: number, time: number): void {
    const { segments } = this.#trace;
    const start = segments.start.get(segment);
    const promise = segments.promise.get(segment);
    const settled = Math.min(time, Math.max(start, this.#settledAt(promise, start, time)));
    segments.end.set(segment, settled);
    this.#waited = segment;
    this.#waitedBy = task;
    // A task that ends by a rejection says so while it is still suspended.
    if (promise !== 0 && segments.outcome.get(segment) !== Outcome.Rejected)
      segments.outcome.set(segment, Outcome.Fulfilled);
    if (settled < time) {
      const ready = this.#openSegment(task, State.Ready, settled, segments.site.get(segment), promise);
      segments.end.set(ready, time);
    }
  }

  /** When the promise was settled, or its timer due; `time` when that cannot be known. */
  #settledAt(promise: number, start: number, time: number): number {
    if (promise === AWAITED_VALUE) return start;
    if (promise <= 0) return time;
    const task = this.#trace.taskRows.get(promise) - 1;
    if (task >= 0) {
      const end = this.#trace.tasks.end.get(task);
      return Number.isNaN(end) ? time : end;
    }
    // Every settlement since the await is recorded, so an unseen one lay before it, unless records were lost.
    if (this.#trace.promises.seen.get(promise) !== 1) return this.#trace.lost > 0 ? time : start;
    const settled = this.#trace.promises.settled.get(promise);
    const turn = this.#trace.promises.byTurn.get(promise) - 1;
    if (turn < 0 || this.#trace.promises.byTask.get(promise) !== 0) return settled;
    const { operations, turns } = this.#trace;
    // What is drained behind the timer's callback has causes of its own.
    const returned = turns.returned.get(turn);
    if (returned > 0 && settled > returned) return settled;
    const operation = turns.operation.get(turn);
    const due = operation >= 0 ? operations.due.get(operation) : NaN;
    return due < settled ? due : settled;
  }

  end(time: number, id: number, code: number): boolean {
    const row = this.rowOf(id);
    if (row < 0) {
      return false;
    }
    const { tasks } = this.#trace;
    const outcome = code === TaskOutcomeCode.Rejected ? Outcome.Rejected : Outcome.Fulfilled;
    if (!Number.isNaN(tasks.end.get(row))) {
      // The end is known; this tells how it ended.
      tasks.outcome.set(row, outcome);
      return true;
    }
    const last = tasks.last.get(row);
    if (this.#trace.segments.state.get(last) === State.Suspended) this.#closeSuspended(row, last, time);
    else this.closeLast(row, time);
    tasks.end.set(row, time);
    tasks.outcome.set(row, code === TaskOutcomeCode.Unknown ? Outcome.Fulfilled : outcome);
    this.#leave(row);
    return true;
  }

  failAwait(id: number, ends: boolean): void {
    const row = this.rowOf(id);
    if (row < 0) return;
    const found = this.#lastWait(row);
    if (found < 0) return;
    this.#trace.segments.outcome.set(found, Outcome.Rejected);
    this.#values.failed(row, found, ends);
  }

  /** The preview of a value of a task, see ValueRole. */
  keepValue(id: number, label: number, role: number): boolean {
    const row = this.rowOf(id);
    if (row < 0) return false;
    return this.#values.keep(row, row === this.#waitedBy ? this.#waited : this.#lastWait(row), label, role);
  }

  /** The last suspension of a task, or -1. */
  #lastWait(row: number): number {
    // A task that ended with the rejection has its suspension last but one or two.
    let found = -1;
    for (let at = this.#trace.tasks.last.get(row), steps = 0; at >= 0 && steps < 4 && found < 0; steps++) {
      if (this.#trace.segments.state.get(at) === State.Suspended) found = at;
      at = this.#previous(row, at);
    }
    return found;
  }

  /** Segments are chained forward only; those just before the last are near it in the table. */
  #previous(task: number, segment: number): number {
    for (let at = segment - 1; at >= 0 && at > segment - 100_000; at--) {
      if (this.#trace.segments.task.get(at) === task) return at;
    }
    return -1;
  }
}
