/**
 * The probes that instrumented text calls. Each returns its last argument as it came and adds no microtask.
 * Keys are the letters of the names in the text; instrument/ writes them, main.ts makes them reachable.
 */
import { RecordKind, TaskOutcomeCode } from '../trace/record.ts';
import { createObject, defineProperty } from './intrinsics.ts';
import {
  announceAwait,
  currentJob,
  currentTask,
  endTask,
  nextId,
  leaveDownTo,
  noteFailedAwait,
  ownLastCreated,
  promiseId,
  resume,
  setCurrent,
  setLeaving,
  suspend,
} from './promise-hooks.ts';
import { isPromise } from './promise-type.ts';
import { now, record } from './ring.ts';
import { Left, Resumed, Task } from './task.ts';

/** 1 at the id of a generator function: its calls own no promise. Grown by the loader. */
let generators = new Uint8Array(1024);

export function addGenerator(id: number): void {
  if (id >= generators.length) {
    const grown = new Uint8Array(id * 2);
    for (let i = 0; i < generators.length; i++) grown[i] = generators[i] ?? 0;
    generators = grown;
  }
  generators[id] = 1;
}

function begin(functionId: number): Task {
  const caller = currentTask();
  announceAwait(null, null);
  const task = new Task(nextId(), caller);
  record(now(), RecordKind.TaskStart, task.id, functionId, caller === null ? 0 : caller.id);
  return task;
}

/** A task's code runs, whatever was believed: probes are evidence. */
function running(task: Task): void {
  if (task.suspended) {
    announceAwait(null, null);
    resume(task, now(), currentTask());
  } else if (currentTask() !== task) {
    leaveDownTo(task);
    setCurrent(task);
  }
}

function resumeImplicit(task: Task): void {
  announceAwait(null, null);
  task.implicit = false;
  running(task);
}

function leave(task: Task, how: number, value: unknown): unknown {
  running(task);
  task.returnedIn = currentJob();
  task.left = how;
  if (how === Left.Surely && typeof value === 'object' && value !== null && isPromise(value)) {
    // The function now follows that promise, outside of any site.
    task.left = Left.Following;
    task.site = 0;
    suspend(task, now(), promiseId(value));
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
  /** The body of an async function or generator begins. */
  E(functionId: number): Task {
    const task = begin(functionId);
    if (generators[functionId] !== 1) ownLastCreated(task);
    setCurrent(task);
    return task;
  },
  /** The same, where parameters may have made promises: its own promise is found when it leaves. */
  P(functionId: number): Task {
    const task = begin(functionId);
    task.promiseUnknown = true;
    setCurrent(task);
    return task;
  },
  /** A module with top-level await begins. */
  M(functionId: number): Task {
    const task = begin(functionId);
    setCurrent(task);
    return task;
  },
  /** About to await `operand`; an R probe will tell of fulfilment. */
  O(task: Task, site: number, operand: unknown): unknown {
    running(task);
    task.site = site;
    task.resumed = Resumed.No;
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
    running(task);
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
  /** A catch block begins: what left the try block did not leave the function. */
  C(task: Task): void {
    task.left = Left.NotByReturn;
    probes.H(task);
  },
  /** A finally block begins. */
  H(task: Task): void {
    announceAwait(null, null);
    task.implicit = false;
    running(task);
    noteFailedAwait(task);
  },
  /** A `for await` is about to wait: for the next value, or for the end. */
  F(task: Task, site: number): void {
    running(task);
    task.site = site;
    task.implicit = true;
    announceAwait(task, null);
  },
  /** The `for await` has its value, or is over. */
  G(task: Task): void {
    task.resumed = Resumed.Fulfilled;
    resumeImplicit(task);
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
      probes.G(task);
    });
  },
  /** An async generator is about to return, which waits for the value. */
  S(task: Task, value?: unknown): unknown {
    running(task);
    task.site = 0;
    suspend(task, now(), 0);
    return value;
  },
  /** About to yield. */
  B(task: Task, site: number, value?: unknown): unknown {
    running(task);
    task.site = site;
    task.resumed = Resumed.Fulfilled;
    suspend(task, now(), 0);
    return value;
  },
  /** A generator goes on. */
  Y(task: Task, sent: unknown): unknown {
    running(task);
    return sent;
  },
  /** The body is left, whichever way. */
  L(task: Task): void {
    running(task);
    if (task.promiseUnknown) setLeaving(task);
    else endTask(task, TaskOutcomeCode.Fulfilled, null);
  },
};
