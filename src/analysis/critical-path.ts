/** What the run's duration was made of: back from the last task to end, through whoever settled what it waited for. */
import { segmentEnd, settledBy } from '../trace/queries.ts';
import { State, STATE_NAMES, type Trace } from '../trace/tables.ts';

export interface PathStep {
  /** Row of the task. */
  readonly task: number;
  readonly start: number;
  readonly end: number;
  readonly state: (typeof STATE_NAMES)[number];
}

/**
 * The path is whole, however long: going back, time never goes on, so each task is walked back once.
 * @returns steps in order of time, without overlaps; empty when no task ran
 */
export function criticalPath(trace: Trace): PathStep[] {
  const { segments, tasks } = trace;
  let task = lastToEnd(trace);
  if (task < 0) return [];
  const steps: PathStep[] = [];
  const before = previousRows(trace);
  /** Where the walk back stands in each task. */
  const at = tasks.last.data.slice(0, tasks.count);
  let until = segmentEnd(trace, tasks.last.get(task));
  /** Waits that led elsewhere at this very time: a circle of them, as forged records can make, ends there. */
  const taken = new Set<number>();
  let takenAt = until;
  while (task >= 0) {
    let next = -1;
    let row = at[task] ?? -1;
    while (row >= 0) {
      const start = segments.start.get(row);
      if (start >= until) {
        row = before[row] ?? -1;
        continue;
      }
      const end = Math.min(until, segmentEnd(trace, row));
      if (end < takenAt) taken.clear();
      takenAt = end;
      const state = segments.state.get(row);
      const by: number = state === State.Suspended && !taken.has(row) ? (settledBy(trace, row)?.task ?? -1) : -1;
      // While it waited for a task, that task is the path; its part before the wait was not needed by this one.
      if (by >= 0 && by !== task && tasks.start.get(by) < end) {
        taken.add(row);
        next = by;
        until = end;
        break;
      }
      if (end > start) steps.push({ task, start, end, state: STATE_NAMES[state] ?? 'running' });
      until = start;
      row = before[row] ?? -1;
    }
    // Part of a wait may be needed yet: this task can be come back to, as the one that called another.
    at[task] = row;
    task = next < 0 ? tasks.parent.get(task) : next;
  }
  return steps.reverse();
}

/** Segments are chained forward: the row of each one's predecessor, or -1. */
function previousRows({ segments }: Trace): Int32Array {
  const before = new Int32Array(segments.count).fill(-1);
  for (let row = 0; row < segments.count; row++) {
    const next = segments.next.get(row);
    if (next >= 0) before[next] = row;
  }
  return before;
}

function lastToEnd(trace: Trace): number {
  let found = -1;
  let latest = -1;
  for (let task = 0; task < trace.tasks.count; task++) {
    const end = segmentEnd(trace, trace.tasks.last.get(task));
    if (end > latest) {
      latest = end;
      found = task;
    }
  }
  return found;
}
