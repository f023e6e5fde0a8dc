/**
 * The throwaway promises of awaits whose continuation is watched. There are few at a time: the first are held here and
 * found by identity, which costs next to nothing; the rest carry a stamp.
 */
import { Continuation, type Task } from './task.ts';

const promises: (object | null)[] = [null, null, null, null];
const tasks: (Task | null)[] = [null, null, null, null];
const SLOTS = 4;
let held = 0;
let stamped = 0;

export function watch(promise: object, task: Task): void {
  for (let i = 0; i < SLOTS; i++) {
    if (promises[i] !== null) continue;
    promises[i] = promise;
    tasks[i] = task;
    held++;
    return;
  }
  new Continuation(promise, task);
  stamped++;
}

/** @returns the task that goes on with this promise, or null */
export function unwatch(promise: object): Task | null {
  if (held > 0) {
    for (let i = 0; i < SLOTS; i++) {
      if (promises[i] !== promise) continue;
      const task = tasks[i] ?? null;
      promises[i] = tasks[i] = null;
      held--;
      return task;
    }
  }
  return stamped > 0 ? Continuation.of(promise) : null;
}
