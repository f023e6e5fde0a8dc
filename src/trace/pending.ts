/** Waits that have not ended: what each hangs on, and circles of tasks that wait for one another. */
import { State, type Trace } from './tables.ts';

/** How far a chain is followed, and how many tasks are asked on the way. */
const MAX_LINKS = 16;
const MAX_ASKED = 256;
const MAX_DERIVED = 32;

/** Tasks in the order of waiting: each waits for the next. */
export interface PendingChain {
  /** Rows, from the one that was asked about on. */
  readonly tasks: readonly number[];
  /** Place in `tasks` of the task that the last one waits for, or -1: then the last waits for no task that is known. */
  readonly circle: number;
}

/** The suspension at which a task hangs, or -1 when it has ended, runs, or only yielded. */
export function pendingWait(trace: Trace, task: number): number {
  if (!Number.isNaN(trace.tasks.end.get(task))) return -1;
  const last = trace.tasks.last.get(task);
  if (trace.segments.state.get(last) !== State.Suspended) return -1;
  return trace.segments.promise.get(last) === 0 && yields(trace, last) ? -1 : last;
}

function yields(trace: Trace, segment: number): boolean {
  return trace.sites[trace.segments.site.get(segment) - 1]?.kind.startsWith('yield') === true;
}

/**
 * Tasks that have to go on before a task can. Each claim is from records: it awaits the task's own promise, one that
 * derives from it, what an async generator was asked for, or a `Promise.all` or `allSettled` with such a part. Of `race` and `any` any part would do.
 */
function blockers(trace: Trace, promise: number, into: number[], depth = 0): void {
  if (promise <= 0 || depth > MAX_DERIVED) return;
  const task = trace.taskRows.get(promise) - 1;
  if (task >= 0) {
    if (Number.isNaN(trace.tasks.end.get(task))) into.push(task);
    return;
  }
  const { promises } = trace;
  if (promises.seen.get(promise) === 1) return;
  const asked = promises.askedOf(promise) - 1;
  if (asked >= 0) into.push(asked);
  const combination = promises.combined.get(promise);
  if (combination === undefined) blockers(trace, promises.follows.get(promise), into, depth + 1);
  else if (combination.name === 'Promise.all' || combination.name === 'Promise.allSettled')
    for (const part of combination.parts) blockers(trace, part, into, depth + 1);
}

/** Follows a pending wait from task to task: into a circle where there is one, else to the end of the first branch. */
export function pendingChain(trace: Trace, task: number): PendingChain {
  const path = [task];
  const asked = new Set<number>();
  let first: readonly number[] = [];

  const follow = (at: number): number => {
    if (asked.has(at) || asked.size >= MAX_ASKED || path.length > MAX_LINKS) return -1;
    asked.add(at);
    const wait = pendingWait(trace, at);
    const next: number[] = [];
    if (wait >= 0) blockers(trace, trace.segments.promise.get(wait), next);
    for (const blocker of next) {
      const back = path.indexOf(blocker);
      if (back !== -1) return back;
      path.push(blocker);
      const circle = follow(blocker);
      if (circle !== -1) return circle;
      if (first.length === 0) first = path.slice();
      path.pop();
    }
    return -1;
  };

  const circle = follow(task);
  return { tasks: circle === -1 && first.length > 0 ? first : path, circle };
}
