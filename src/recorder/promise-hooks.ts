/**
 * What V8 tells about promises, and the state it shares with the probes. `await x` in V8 is: wrap x in a promise unless
 * it is one, then init(throwaway, awaited); settled(awaited); and, as the function goes on (also by a rejection),
 * before(throwaway). https://nodejs.org/api/v8.html#promise-hooks
 *
 * These run for each promise of the program, so what they ask first is cheap. To store an object in a variable that
 * outlives it costs as much as a record does.
 */
import { AWAITED_VALUE, RecordKind, TaskOutcomeCode } from '../trace/record.ts';
import { watchArrays } from './callback-resources.ts';
import { jobBegins, noteReaction } from './contents.ts';
import { endFollowers, follow, followedSettles, hasFollowers } from './followers.ts';
import { loaderAwaits, loaderGoesOn } from './loader-awaits.ts';
import { isRejected } from './promise-state.ts';
import { record } from './ring.ts';
import { makerOfPromise } from './stack.ts';
import { Derived, Left, Resumed, Stamp, type Task } from './task.ts';
import { unwatch, watch } from './watched.ts';

/**
 * What is stored most. An old object that points to a new one costs the garbage collector a note, so these two are kept in
 * an object that is renewed before it is old.
 */
class Newest {
  /** The task that runs now, or null: innermost of a chain through `caller`. */
  task: Task | null;
  /** The promise that V8 made last: an async function's own, as its body begins. */
  promise: object | null;
  /** What that one was derived from. */
  parent: object | undefined;

  constructor(task: Task | null, promise: object | null, parent: object | undefined) {
    this.task = task;
    this.promise = promise;
    this.parent = parent;
  }
}
let newest = new Newest(null, null, undefined);
/** So many numbers are given until it is renewed, less one. */
const RENEWAL = 1023;
/** A probe of the current task has just announced an await. */
let announced = false;
/** The promise made for a non-promise operand, and whether it was settled at once: then the operand was a plain value. */
let wrapper: object | null = null;
let wrapped = false;
/**
 * A task that left its body by a finally probe, and whose own promise is not known. It is the next to settle, in the same
 * job; otherwise the task follows what it returned.
 */
let leaving: Task | null = null;
/** A task went on in this job of its own: as it stops, its throwaway promise settles. */
let wentOn = false;
/** The async generator that has just ended in this job: what it was asked for settles next. 0 for none. */
let answering = 0;
/** Tasks and promises are numbered in one sequence. */
let lastId = 0;
/** Counts jobs and turns. */
let job = 0;

export function nextId(): number {
  if ((++lastId & RENEWAL) === 0) newest = new Newest(newest.task, newest.promise, newest.parent);
  return lastId;
}
export function currentJob(): number {
  return job;
}
export function currentTask(): Task | null {
  return newest.task;
}
export function currentTaskId(): number {
  const { task } = newest;
  return task === null ? 0 : task.id;
}
export function setCurrent(task: Task): void {
  newest.task = task;
}
/** `task`, which runs, is about to await `value`. */
export function announceAwait(task: Task, value: unknown): void {
  announced = true;
  task.operand = value;
  if (wrapper !== null) forgetWrapper();
}
/** No await is about to come. */
export function recallAwait(): void {
  announced = false;
  if (wrapper !== null) forgetWrapper();
}
function forgetWrapper(): void {
  wrapper = null;
  wrapped = false;
}
export function setLeaving(task: Task): void {
  leaving = task;
}
/** Ties the promise that V8 made last to the task that begins. */
export function ownLastCreated(task: Task): void {
  if (task.caller !== null) task.caller.child = task;
  own(task, newest.promise);
}
/** The same, of a module: V8 has just called `then` of the promise that it made for the body. */
export function ownParentOfLast(task: Task): void {
  own(task, newest.parent ?? null);
}
function own(task: Task, promise: object | null): void {
  if (promise === null) return;
  newest.promise = null;
  task.own = promise;
  Stamp.set(promise, task);
}

/**
 * `task`, an async generator, goes on since somebody has just called its `next()`, which made the promise that V8 made last.
 * Questions that had to wait are not seen: there, nobody runs who could have asked.
 */
export function answerLastCreated(task: Task): void {
  const question = newest.promise;
  if (question === null) return;
  newest.promise = null;
  record(RecordKind.OwnPromise, task.id, originId(question), 1);
}

/** The number of a promise; a new one when it has none. For a task's own promise, the task's id. */
export function promiseId(promise: object): number {
  const value = Stamp.get(promise);
  if (typeof value === 'object') {
    if (value instanceof Derived && value.id === 0) {
      value.id = nextId();
      record(RecordKind.PromiseFollows, 0, value.id, value.from.id);
    }
    return value.id;
  }
  if (value !== 0) return value;
  const id = nextId();
  return Stamp.set(promise, id) ? id : 0;
}

/** The same, of a promise that is named by where it comes from: what derives from it is said to follow it. */
export function originId(promise: object): number {
  const value = Stamp.get(promise);
  if (typeof value === 'object') return value instanceof Derived ? promiseId(promise) : 0;
  const id = value === 0 ? nextId() : value;
  const origin = new Derived({ id });
  origin.id = id;
  return Stamp.set(promise, origin) ? id : 0;
}

/** `task` stops running, at site, waiting for promise number `promise` (see RecordKind.Suspend). */
export function suspend(task: Task, promise: number): void {
  record(RecordKind.Suspend, task.id, task.site, promise);
  task.suspended = true;
  goBack(task);
}

/** `task` no longer runs; its caller goes on, where it has one. */
function goBack(task: Task): void {
  const { caller } = task;
  newest.task = caller;
  if (caller === null) return;
  task.caller = null;
  // Back in a `for await` or a disposal that called the task: its own await is still to come.
  if (caller.implicit && !caller.suspended) announceAwait(caller, null);
}

/** `task` runs again; `caller` is who made it (generators) or null (the microtask queue). */
export function resume(task: Task, caller: Task | null): void {
  record(RecordKind.Resume, task.id, task.site, 0);
  task.suspended = false;
  if (caller !== null) {
    task.caller = caller;
    if (task.answers) answerLastCreated(task);
  } else wentOn = true;
  newest.task = task;
}

/**
 * Did the last await of `task` reject? Asked where a probe or the end shows that the normal path was not taken.
 * @param ends 1 when the task ends by it
 */
export function noteFailedAwait(task: Task, ends = 0): boolean {
  if (task.site === 0) return false;
  const { resumed } = task;
  const failed =
    resumed === Resumed.No ||
    resumed === Resumed.Watched ||
    (resumed === Resumed.Unmarked && task.awaited !== null && isRejected(task.awaited));
  task.resumed = Resumed.Fulfilled;
  task.awaited = null;
  if (failed) record(RecordKind.AwaitFailed, task.id, resumed === Resumed.No ? ends : 0, 0);
  return failed;
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
  record(RecordKind.TaskEnd, task.id, rejected ? TaskOutcomeCode.Rejected : TaskOutcomeCode.Fulfilled, 0);
}

/** @param promise the task's own, to ask for the outcome when it is not known */
export function endTask(task: Task, outcome: number, promise: object | null): void {
  if (task.ended) return;
  task.ended = true;
  task.own = null;
  if (outcome === TaskOutcomeCode.Rejected) noteFailedAwait(task, 1);
  record(RecordKind.TaskEnd, task.id, outcome, 0);
  if (outcome === TaskOutcomeCode.Unknown) {
    undecided = task;
    undecidedPromise = promise;
  }
  // What an async generator was asked for settles before its throwaway does.
  if (task.answers) {
    wentOn = false;
    answering = task.id;
  }
  if (newest.task === task) {
    announced = false;
    goBack(task);
  } else task.caller = null;
}

/**
 * `task` runs, or nobody does: whoever was above it on the stack has left without a probe, to wait for what no probe saw.
 */
export function leaveDownTo(task: Task | null): void {
  while (newest.task !== null && newest.task !== task) {
    const left: Task = newest.task;
    if (left.ended || left.suspended) {
      newest.task = left.caller;
      left.caller = null;
    } else {
      left.site = left.loop;
      suspend(left, 0);
    }
  }
  announced = false;
}

/** JavaScript begins anew (a job or a turn): whoever is still on the stack has left it without a probe. */
export function unwind(): void {
  job++;
  wentOn = false;
  answering = 0;
  if (undecided !== null) decideEnd();
  if (leaving !== null) followReturned(leaving);
  if (newest.task !== null) leaveDownTo(null);
  if (hasFollowers()) endFollowers(endFollower);
  if (announced || wrapper !== null) recallAwait();
}

/** `task` has left its body, and its own promise did not settle: it follows the promise that it returned. */
function followReturned(task: Task): void {
  leaving = null;
  const promise = task.returned;
  if (promise === null) {
    // Another thenable: when that settles is not seen.
    endTask(task, TaskOutcomeCode.Fulfilled, null);
    return;
  }
  const id = promiseId(promise);
  task.site = 0;
  suspend(task, id);
  follow(task, promise, id);
}

function endFollower(task: Task, promise: object): void {
  endTask(task, isRejected(promise) ? TaskOutcomeCode.Rejected : TaskOutcomeCode.Fulfilled, null);
}

export const hooks = {
  init(promise: object, parent: object | undefined): void {
    const task = announced ? newest.task : null;
    if (task === null) {
      created(promise, parent);
      return;
    }
    if (task.implicit) {
      if (parent === undefined || isOwn(parent, task)) {
        created(promise, undefined);
        return;
      }
      task.resumed = Resumed.No;
    } else if (parent === undefined || (parent !== task.operand && parent !== wrapper)) {
      // V8 names the function's own promise as the parent of a wrapper, so only identity tells the two apart.
      wrapper ??= promise;
      created(promise, undefined);
      return;
    } else if (task.resumed !== Resumed.No) {
      watch(promise, task);
      if (task.resumed === Resumed.Unmarked) task.awaited = parent;
    }
    announced = false;
    task.operand = null;
    const { child } = task;
    let id: number;
    if (child !== null && child.own === parent) {
      ({ id } = child);
      task.child = null;
    } else id = wrapped && parent === wrapper ? AWAITED_VALUE : promiseId(parent);
    if (wrapper !== null) forgetWrapper();
    suspend(task, id);
  },

  before(promise: object): void {
    unwind();
    jobBegins(promise);
    loaderGoesOn(promise);
    const task = unwatch(promise);
    if (task !== null && task.suspended) resume(task, null);
  },

  settled(promise: object): void {
    watchArrays();
    if (undecided !== null) decideEnd();
    const { task } = newest;
    if (task !== null) {
      if (task.own === promise) {
        if (!task.ended) endTask(task, outcomeOf(task), promise);
        return;
      }
    } else if (wentOn && leaving === null) {
      // The task has stopped, and nothing runs between that and its throwaway.
      wentOn = false;
      return;
    }
    if (promise === wrapper) {
      wrapped = true;
      return;
    }
    const value = Stamp.get(promise);
    if (hasFollowers()) followedSettles(typeof value === 'object' ? value.id : value);
    if (value instanceof Derived) {
      if (value.id !== 0) record(RecordKind.Settled, currentTaskId(), value.id, 0);
    } else if (typeof value !== 'number') {
      if (!value.ended) endTask(value, outcomeOf(value), promise);
    } else {
      const settler = currentTaskId() || answering;
      answering = 0;
      // A throwaway that settles first has no stamp.
      if (leaving !== null && (value !== 0 || Stamp.has(promise))) endLeaving(leaving, promise, value);
      if (value !== 0) record(RecordKind.Settled, settler, value, 0);
    }
  },
};

/** @param number of its own promise in the trace, or 0 while nobody awaits it */
function endLeaving(task: Task, promise: object, number: number): void {
  leaving = null;
  if (number !== 0) record(RecordKind.OwnPromise, task.id, number, 0);
  Stamp.set(promise, task);
  endTask(task, TaskOutcomeCode.Unknown, promise);
}

function created(promise: object, parent: object | undefined): void {
  if (leaving !== null) followReturned(leaving);
  new Stamp(promise);
  newest.promise = promise;
  newest.parent = parent;
  if (parent === undefined) return;
  noteReaction(promise);
  loaderAwaits(promise, makerOfPromise);
  const value = Stamp.get(parent);
  if (typeof value === 'object') Stamp.set(promise, new Derived(value instanceof Derived ? value.from : value));
  if (parents !== null) parents[parents.length] = parent;
}

/** Parents of the promises made, while somebody wants them. */
let parents: object[] | null = null;

/** @returns what was collected so far; from now on it is collected in `into` */
export function collectParents(into: object[] | null): object[] | null {
  const before = parents;
  parents = into;
  return before;
}

function isOwn(parent: object, task: Task): boolean {
  return parent === task.own || Stamp.get(parent) === task;
}

/** What is known as a task's own promise settles. */
function outcomeOf(task: Task): number {
  if (task.left === Left.NotByReturn || task.left === Left.Throwing) return TaskOutcomeCode.Rejected;
  // An object that settles the promise in the job of its return was no thenable.
  return task.left === Left.Surely && task.returnedIn === job ? TaskOutcomeCode.Fulfilled : TaskOutcomeCode.Unknown;
}
