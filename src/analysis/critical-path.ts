/** What the run's duration was made of: back from the last task to end, through whoever settled what it waited for. */
import { segmentEnd, segmentsOf, settledBy } from '../trace/queries.ts';
import { State, STATE_NAMES, type Trace } from '../trace/tables.ts';

export interface PathStep {
  /** Row of the task. */
  readonly task: number;
  readonly start: number;
  readonly end: number;
  readonly state: (typeof STATE_NAMES)[number];
}

const MAX_STEPS = 10_000;

/** @returns steps in order of time, without overlaps; empty when no task ran */
export function criticalPath(trace: Trace): PathStep[] {
  let task = lastToEnd(trace);
  if (task < 0) return [];
  const steps: PathStep[] = [];
  let until = segmentEnd(trace, trace.tasks.last.get(task));
  while (task >= 0 && steps.length < MAX_STEPS) {
    const rows: number[] = segmentsOf(trace, task);
    let next = -1;
    for (let i = rows.length - 1; i >= 0 && next < 0; i--) {
      const row = rows[i] ?? 0;
      const start = trace.segments.start.get(row);
      const end = Math.min(until, segmentEnd(trace, row));
      if (start >= until && end >= until) continue;
      const state = trace.segments.state.get(row);
      const by: number = state === State.Suspended ? (settledBy(trace, row)?.task ?? -1) : -1;
      // While it waited for a task, that task is the path; its part before the wait was not needed by this one.
      if (by >= 0 && by !== task && trace.tasks.start.get(by) < end) {
        next = by;
        until = end;
      } else {
        steps.push({ task, start, end, state: STATE_NAMES[state] ?? 'running' });
        until = start;
      }
    }
    if (next < 0) next = trace.tasks.parent.get(task);
    task = next;
  }
  return steps.reverse().filter((step) => step.end > step.start);
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
