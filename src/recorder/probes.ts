/**
 * The probes that instrumented text calls. Each returns its last argument as it came and adds no microtask.
 * Keys are the letters of the names in the text; instrument/ writes them, main.ts makes them reachable.
 */
import { RecordKind, TaskOutcomeCode, ValueRole } from '../trace/record.ts';
import { createObject, defineProperty } from './intrinsics.ts';
import {
  announceAwait,
  answerLastCreated,
  currentJob,
  currentTask,
  endTask,
  nextId,
  leaveDownTo,
  noteFailedAwait,
  ownLastCreated,
  ownParentOfLast,
  promiseId,
  recallAwait,
  resume,
  setCurrent,
  setLeaving,
  suspend,
} from './promise-hooks.ts';
import { isPromise } from './promise-type.ts';
import { record } from './ring.ts';
import { Left, Resumed, Task } from './task.ts';
import { closed, keep, slotOf } from './values.ts';

function begin(functionId: number): Task {
  const caller = currentTask();
  recallAwait();
  const task = new Task(nextId(), caller);
  record(RecordKind.TaskStart, task.id, functionId, caller === null ? 0 : caller.id);
  setCurrent(task);
  return task;
}

/** A task's code runs, whatever was believed: probes are evidence. */
function running(task: Task): void {
  if (task.suspended) {
    recallAwait();
    resume(task, currentTask());
  } else if (currentTask() !== task) {
    leaveDownTo(task);
    setCurrent(task);
  }
}

function resumeImplicit(task: Task): void {
  recallAwait();
  task.implicit = false;
  running(task);
}

function leave(task: Task, how: number, value: unknown): unknown {
  running(task);
  task.returnedIn = currentJob();
  task.left = how;
  if ((how === Left.Surely || task.promiseUnknown) && typeof value === 'object' && value !== null && isPromise(value)) {
    if (task.promiseUnknown) {
      task.returned = value;
      return value;
    }
    // The function now follows that promise, outside of any site.
    task.left = Left.Following;
    task.site = 0;
    suspend(task, promiseId(value));
  }
  return value;
}

const DISPOSE: symbol = (Symbol as { dispose?: symbol }).dispose ?? Symbol('dispose');

function disposable(onDispose: () => void): object {
  const marker = createObject(null) as object;
  defineProperty(marker, DISPOSE, { value: onDispose });
  return marker;
}

export const probes = {
  /** The body of an async function begins. */
  E(functionId: number): Task {
    const task = begin(functionId);
    ownLastCreated(task);
    return task;
  },
  /** The body of a generator begins: it owns no promise. */
  J(functionId: number): Task {
    return begin(functionId);
  },
  /** The same, of an async generator: each `next()` makes a promise, which it will settle. */
  J1(functionId: number): Task {
    const task = begin(functionId);
    task.answers = true;
    if (task.caller !== null) answerLastCreated(task);
    return task;
  },
  /** The body of an async function begins whose parameters may have made promises: its own is found when it leaves. */
  P(functionId: number): Task {
    const task = begin(functionId);
    task.promiseUnknown = true;
    return task;
  },
  /** A module with top-level await begins. */
  M(functionId: number): Task {
    const task = begin(functionId);
    ownParentOfLast(task);
    return task;
  },
  /** About to await `operand`. An R probe will tell of fulfilment; another, or the end, of rejection. */
  O(task: Task, site: number, operand: unknown): unknown {
    if (currentTask() !== task) running(task);
    task.site = site;
    task.resumed = Resumed.No;
    announceAwait(task, operand);
    return operand;
  },
  /** The same, where code of the program may run after a rejection before any probe does: an iterator is closed, say. */
  Q(task: Task, site: number, operand: unknown): unknown {
    running(task);
    task.site = site;
    task.resumed = Resumed.Watched;
    announceAwait(task, operand);
    return operand;
  },
  /** About to await, where no probe can follow. */
  U(task: Task, site: number, operand: unknown): unknown {
    running(task);
    task.site = site;
    task.resumed = Resumed.Unmarked;
    announceAwait(task, operand);
    return operand;
  },
  /** The await was fulfilled. */
  R(task: Task, value: unknown): unknown {
    task.resumed = Resumed.Fulfilled;
    if (currentTask() !== task) running(task);
    if (closed[slotOf(task, ValueRole.Came)] === 0) keep(task, ValueRole.Came, value);
    return value;
  },
  /** About to return; nothing can throw any more. */
  V(task: Task, value?: unknown): unknown {
    return leave(task, Left.Surely, value);
  },
  /** About to return, through something that may still throw. */
  W(task: Task, value?: unknown): unknown {
    return leave(task, Left.Perhaps, value);
  },
  /** A catch block begins, in the body of the `for await` at `loop`: what left the try block did not leave the function. */
  C(task: Task, loop = 0): void {
    task.left = Left.NotByReturn;
    probes.H(task, loop);
  },
  /** The same, of a block that is given what was caught: of an await, its reason, unless other code could replace it. */
  A(task: Task, loop: number, caught: unknown): void {
    task.left = Left.NotByReturn;
    task.loop = loop;
    resumeImplicit(task);
    if (noteFailedAwait(task) && closed[slotOf(task, ValueRole.Failed)] === 0) keep(task, ValueRole.Failed, caught);
  },
  /** A finally block begins. */
  H(task: Task, loop = 0): void {
    task.loop = loop;
    resumeImplicit(task);
    noteFailedAwait(task);
  },
  /** A `for await` is about to wait: for the next value, or for the end. */
  F(task: Task, site: number): void {
    running(task);
    task.site = site;
    task.implicit = true;
    announceAwait(task, null);
  },
  /** The `for await` has its value, or is over; then `loop` is the one around it. */
  G(task: Task, loop = 0): void {
    task.resumed = Resumed.Fulfilled;
    task.loop = loop;
    resumeImplicit(task);
  },
  /** The `for await` has this value. */
  G1(task: Task, loop: number, value: unknown): void {
    probes.G(task, loop);
    if (closed[slotOf(task, ValueRole.Came)] === 0) keep(task, ValueRole.Came, value);
  },
  /** Leaves a `for await` with a value. */
  K(task: Task, site: number, value?: unknown): unknown {
    probes.F(task, site);
    task.returnedIn = currentJob();
    task.left = Left.Perhaps;
    return value;
  },
  /** Disposed just before the user's resources: the wait for them begins. */
  D1(task: Task, site: number): object {
    return disposable(() => {
      probes.F(task, site);
    });
  },
  /** Disposed just after the user's resources. */
  D2(task: Task): object {
    return disposable(() => {
      probes.G(task, task.loop);
    });
  },
  /** An async generator is about to return, which waits for the value. */
  S(task: Task, value?: unknown): unknown {
    running(task);
    task.site = 0;
    suspend(task, 0);
    return value;
  },
  /** About to yield. */
  B(task: Task, site: number, value?: unknown): unknown {
    running(task);
    task.site = site;
    task.resumed = Resumed.Fulfilled;
    suspend(task, 0);
    if (closed[slotOf(task, ValueRole.Yielded)] === 0) keep(task, ValueRole.Yielded, value);
    return value;
  },
  /** About to hand over to another generator, by `yield*`. */
  I(task: Task, site: number): void {
    running(task);
    task.site = site;
    task.resumed = Resumed.Fulfilled;
    suspend(task, 0);
  },
  /** A generator goes on. */
  Y(task: Task, sent: unknown): unknown {
    running(task);
    if (closed[slotOf(task, ValueRole.Came)] === 0) keep(task, ValueRole.Came, sent);
    return sent;
  },
  /** A generator is about to return; nothing can throw any more. */
  N(task: Task, value: unknown): unknown {
    running(task);
    if (closed[slotOf(task, ValueRole.Returned)] === 0) keep(task, ValueRole.Returned, value);
    return value;
  },
  /** About to throw what nothing in the function catches or replaces. */
  X(task: Task, value: unknown): unknown {
    running(task);
    task.left = Left.Throwing;
    if (closed[slotOf(task, ValueRole.Returned)] === 0) keep(task, ValueRole.Threw, value);
    return value;
  },
  /** The body is left, whichever way. */
  L(task: Task): void {
    running(task);
    if (task.promiseUnknown) setLeaving(task);
    else endTask(task, task.left === Left.Throwing ? TaskOutcomeCode.Rejected : TaskOutcomeCode.Fulfilled, null);
  },
};
