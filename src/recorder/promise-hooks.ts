/**
 * What V8 tells about promises, and the state it shares with the probes. `await x` in V8 is: wrap x in a promise unless
 * it is one, then init(throwaway, awaited); settled(awaited); and, as the function goes on (also by a rejection),
 * before(throwaway). https://nodejs.org/api/v8.html#promise-hooks
 */
import { AWAITED_VALUE, RecordKind, TaskOutcomeCode } from '../trace/record.ts';
import { isRejected } from './promise-state.ts';
import { now, record } from './ring.ts';
import { Continuation, Left, Resumed, Stamp, Task } from './task.ts';

/** The task that runs now, or null: innermost of a chain through `caller`. */
let current: Task | null = null;
/** The task whose probe has just announced an await, or null; and the operand. */
let awaiting: Task | null = null;
let operand: unknown = null;
/** The promise made for a non-promise operand, and whether it was settled at once: then the operand was a plain value. */
let wrapper: object | null = null;
let wrapped = false;
/** The promise that V8 made last: an async function's own, as its body begins. */
let lastCreated: object | null = null;
/** A task that left its body by a finally probe, and whose own promise is not known. */
let leaving: Task | null = null;
/** Tasks and promises are numbered in one sequence. */
let lastId = 0;
/** Counts jobs and turns. */
let job = 0;
/** Time of the last suspension, while no user code can have run since; else -1. Saves a clock read. */
let untouched = -1;

export function nextId(): number {
  return ++lastId;
}
export function currentJob(): number {
  return job;
}
export function currentTask(): Task | null {
  return current;
}
export function currentTaskId(): number {
  return current === null ? 0 : current.id;
}
export function setCurrent(task: Task | null): void {
  current = task;
  untouched = -1;
}
export function announceAwait(task: Task | null, value: unknown): void {
  awaiting = task;
  operand = value;
  wrapper = null;
  wrapped = false;
  untouched = -1;
}
export function setLeaving(task: Task): void {
  leaving = task;
}
/** Ties the promise that V8 made last to its task. */
export function ownLastCreated(task: Task): void {
  if (lastCreated !== null && !Stamp.has(lastCreated)) stamp(lastCreated, task);
  lastCreated = null;
}

/** The number of a promise; a new one when it has none. For a task's own promise, the task's id. */
export function promiseId(promise: object): number {
  if (!Stamp.has(promise)) {
    const id = nextId();
    return stamp(promise, id) ? id : 0;
  }
  const value = Stamp.get(promise);
  return typeof value === 'number' ? value : value.id;
}

function stamp(promise: object, value: number | Task): boolean {
  try {
    new Stamp(promise, value);
    return true;
  } catch {
    // An engine that refuses private fields on frozen objects: this promise stays unknown.
    return false;
  }
}

/** `task` stops running, at site, waiting for promise number `promise` (see RecordKind.Suspend). */
export function suspend(task: Task, time: number, promise: number): void {
  record(time, RecordKind.Suspend, task.id, task.site, promise);
  task.suspended = true;
  current = task.caller;
  task.caller = null;
  awaitAgain();
  untouched = current === null ? time : -1;
}

/** `task` runs again; `caller` is who made it (generators) or null (the microtask queue). */
export function resume(task: Task, time: number, caller: Task | null): void {
  record(time, RecordKind.Resume, task.id, task.site, 0);
  task.suspended = false;
  task.caller = caller;
  current = task;
  untouched = -1;
}

/** Did the last await of `task` reject? Asked where a probe or the end shows that the normal path was not taken. */
export function noteFailedAwait(task: Task): void {
  if (task.site === 0) return;
  const failed =
    task.resumed === Resumed.No ||
    (task.resumed === Resumed.Unmarked && task.awaited !== null && isRejected(task.awaited));
  task.resumed = Resumed.Fulfilled;
  task.awaited = null;
  if (failed) record(now(), RecordKind.AwaitFailed, task.id, 0, 0);
}

/** A task whose end is recorded, and its promise, whose state V8 sets only after it has called the hook. */
let undecided: Task | null = null;
let undecidedPromise: object | null = null;

/** Records how a task ended, where its end alone did not tell. Called when anything else happens. */
export function decideEnd(): void {
  if (undecided === null || undecidedPromise === null) return;
  const task = undecided;
  const rejected = isRejected(undecidedPromise);
  undecided = undecidedPromise = null;
  if (rejected) noteFailedAwait(task);
  record(now(), RecordKind.TaskEnd, task.id, rejected ? TaskOutcomeCode.Rejected : TaskOutcomeCode.Fulfilled, 0);
}

/** @param promise the task's own, to ask for the outcome when it is not known */
export function endTask(task: Task, outcome: number, promise: object | null): void {
  if (task.ended) return;
  task.ended = true;
  if (outcome === TaskOutcomeCode.Rejected) noteFailedAwait(task);
  record(now(), RecordKind.TaskEnd, task.id, outcome, 0);
  if (outcome === TaskOutcomeCode.Unknown) {
    undecided = task;
    undecidedPromise = promise;
  }
  if (awaiting === task) awaiting = null;
  if (current === task) current = task.caller;
  task.caller = null;
  awaitAgain();
}

/** Back in a `for await` or a disposal that called a task: its own await is still to come. */
function awaitAgain(): void {
  if (current === null || !current.implicit || current.suspended) return;
  awaiting = current;
  operand = null;
  wrapper = null;
  wrapped = false;
}

/**
 * `task` runs, or nobody does: whoever was above it on the stack has left without a probe, to wait for what no probe saw.
 */
export function leaveDownTo(task: Task | null): void {
  while (current !== null && current !== task) {
    const left: Task = current;
    if (left.ended || left.suspended) {
      current = left.caller;
      left.caller = null;
    } else {
      left.site = 0;
      suspend(left, now(), 0);
    }
  }
}

/** JavaScript begins anew (a job or a turn): whoever is still on the stack has left it without a probe. */
export function unwind(): void {
  decideEnd();
  job++;
  awaiting = null;
  operand = null;
  leaveDownTo(null);
  untouched = -1;
}

export const hooks = {
  init(promise: object, parent: object | undefined): void {
    if (awaiting === null) {
      if (parent === undefined) lastCreated = promise;
      return;
    }
    const task = awaiting;
    // V8 names the function's own promise as the parent of a wrapper, so only identity tells the two apart.
    const direct = task.implicit
      ? parent !== undefined && !isOwn(parent, task)
      : parent === operand || parent === wrapper;
    if (parent === undefined || !direct) {
      wrapper ??= promise;
      lastCreated = promise;
      return;
    }
    awaiting = null;
    operand = null;
    const id = wrapped && parent === wrapper ? AWAITED_VALUE : promiseId(parent);
    if (task.implicit) task.resumed = Resumed.No;
    else new Continuation(promise, task);
    if (task.resumed === Resumed.Unmarked) task.awaited = parent;
    wrapper = null;
    suspend(task, now(), id);
  },

  before(promise: object): void {
    const time = untouched;
    unwind();
    const task = Continuation.of(promise);
    if (task !== null && task.suspended) resume(task, time < 0 ? now() : time, null);
  },

  settled(promise: object): void {
    if (undecided !== null) decideEnd();
    if (promise === wrapper) wrapped = true;
    if (Stamp.has(promise)) {
      const value = Stamp.get(promise);
      if (typeof value === 'number') {
        record(now(), RecordKind.Settled, currentTaskId(), value, 0);
      } else if (!value.ended) {
        endTask(value, outcomeOf(value), promise);
      }
    } else if (leaving !== null) {
      const task = leaving;
      leaving = null;
      stamp(promise, task);
      endTask(task, TaskOutcomeCode.Unknown, promise);
    }
  },
};

function isOwn(promise: object, task: Task): boolean {
  return Stamp.has(promise) && Stamp.get(promise) === task;
}

/** What is known as a task's own promise settles. */
function outcomeOf(task: Task): number {
  if (task.left === Left.NotByReturn) return TaskOutcomeCode.Rejected;
  // An object that settles the promise in the job of its return was no thenable.
  return task.left === Left.Surely && task.returnedIn === job ? TaskOutcomeCode.Fulfilled : TaskOutcomeCode.Unknown;
}
