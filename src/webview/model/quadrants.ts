/** Which of the four ways to combine (a)synchronous and (non-)blocking each task is an example of. */
import { State, type Trace } from '../../trace/tables.ts';
import { word } from '../l10n.ts';

export const QUADRANTS = [
  { title: word('Synchronous, blocking'), meaning: word('The caller waits, and the work holds the thread.') },
  {
    title: word('Synchronous, non-blocking'),
    meaning: word('The caller awaits it at once; the thread is free meanwhile.'),
  },
  {
    title: word('Asynchronous, non-blocking'),
    meaning: word('Started, and collected later or never; the thread is free.'),
  },
  {
    title: word('Asynchronous, blocking'),
    meaning: word('Blocking work, moved to the thread pool, a worker or a child process.'),
  },
] as const;

/** Work that blocks a thread, though not this one. */
const ELSEWHERE: readonly string[] = ['crypto', 'zlib', 'dns', 'worker', 'child-process'];

/** Place in QUADRANTS of each task row. */
export function quadrantsOf(trace: Trace): Uint8Array {
  const { operations, segments, tasks } = trace;
  const result = new Uint8Array(tasks.count).fill(2);
  // Awaited by its caller before that did anything else: for the caller it was a synchronous call.
  for (let row = 0; row < segments.count; row++) {
    if (segments.state.data[row] !== State.Suspended) continue;
    const child = trace.taskRows.get(Math.max(0, segments.promise.data[row] ?? 0)) - 1;
    const owner = segments.task.data[row] ?? 0;
    if (child >= 0 && tasks.parent.get(child) === owner && isLastStarted(trace, owner, child, row)) result[child] = 1;
  }
  // The program's entry is awaited by nobody, and by everybody.
  for (let task = 0; task < tasks.count; task++) if (tasks.parent.get(task) < 0) result[task] = 1;
  for (let row = 0; row < operations.count; row++) {
    const task = operations.task.get(row);
    if (task >= 0 && ELSEWHERE.includes(trace.labels[operations.label.get(row)]?.kind ?? '')) result[task] = 3;
  }
  for (const { task } of trace.blocking) if (task >= 0) result[task] = 0;
  return result;
}

/** The search back gives up here; a caller that went on for longer did something else. */
const MAX_BACK = 2000;

/** Did the caller suspend on this child without having suspended, or called another, since it started it? */
function isLastStarted(trace: Trace, owner: number, child: number, segment: number): boolean {
  const { segments, tasks } = trace;
  const started = tasks.start.get(child);
  const suspended = segments.start.get(segment);
  if (suspended < started) return false;
  for (let other = child + 1; other < tasks.count && tasks.start.get(other) <= suspended; other++) {
    if (tasks.parent.get(other) === owner) return false;
  }
  // The first suspension of the caller after the start must be this one.
  for (let at = segment - 1; at >= 0 && segments.start.get(at) >= started; at--) {
    if (segment - at > MAX_BACK) return false;
    if (segments.task.get(at) === owner && segments.state.get(at) === State.Suspended) return false;
  }
  return true;
}
