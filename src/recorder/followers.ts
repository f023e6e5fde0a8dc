/**
 * Tasks that returned a promise, and whose own promise is not known: they end as what they returned does. There are few at a
 * time, since the promise of most functions is known.
 */
import { list } from './intrinsics.ts';
import { isPending } from './promise-state.ts';
import type { Task } from './task.ts';

interface Follower {
  readonly task: Task;
  readonly promise: object;
  /** The promise's number in the trace. */
  readonly id: number;
}

let followers = list<Follower>();
let due = false;

/** `task` ends when `promise`, number `id` in the trace, has settled. */
export function follow(task: Task, promise: object, id: number): void {
  followers[followers.length] = { task, promise, id };
  if (!isPending(promise)) due = true;
}

export function hasFollowers(): boolean {
  return followers.length > 0;
}

/** Promise number `id` is about to be settled. */
export function followedSettles(id: number): void {
  for (let i = 0; i < followers.length; i++) if (followers[i]?.id === id) due = true;
}

/** Ends those whose promise has settled. Called in the next job: only then V8 has set its state. */
export function endFollowers(end: (task: Task, promise: object) => void): void {
  if (!due) return;
  due = false;
  const all = followers;
  followers = list();
  for (let i = 0; i < all.length; i++) {
    const follower = all[i];
    if (follower === undefined) continue;
    if (isPending(follower.promise)) followers[followers.length] = follower;
    else end(follower.task, follower.promise);
  }
}
