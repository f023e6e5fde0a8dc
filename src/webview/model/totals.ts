/** Sums over a stretch of time, or over the tasks of a group. */
import { segmentEnd, taskEnd } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import type { Span } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';
import { blockingIn, type TurnIndex } from './turns.ts';

export interface Totals {
  readonly tasks: number;
  readonly running: number;
  readonly suspended: number;
  readonly ready: number;
}

/** @param tasks null for all. Costs a search for each task, whatever number of segments it has. */
export function totalsOf(trace: Trace, index: SegmentIndex, span: Span, tasks: Int32Array | null = null): Totals {
  const sums = { tasks: 0, running: 0, suspended: 0, ready: 0 };
  const count = tasks === null ? trace.tasks.count : tasks.length;
  for (let i = 0; i < count; i++) {
    const task = tasks === null ? i : (tasks[i] ?? 0);
    const start = Math.max(span.start, trace.tasks.start.get(task));
    const end = Math.min(span.end, taskEnd(trace, task));
    if (end < start || index.count(task) === 0) continue;
    const [ran, ready] = spent(trace, index, task, start, end);
    sums.tasks++;
    sums.running += ran;
    sums.ready += ready;
    sums.suspended += Math.max(0, end - start - ran - ready);
  }
  return sums;
}

/** Time run and ready of one task between two times. */
function spent(trace: Trace, index: SegmentIndex, task: number, start: number, end: number): [number, number] {
  const from = index.find(task, start);
  const to = index.find(task, end, from);
  const sums = index.sums(task, from, to);
  const result: [number, number] = [sums.ran, sums.ready];
  const add = (k: number, ms: number): void => {
    const several = index.merged(task, k);
    if (several !== null) {
      // Of a part of what is merged, its share.
      const part = ms / Math.max(1e-9, index.end(task, k) - index.start(task, k));
      result[0] += several.ran * part;
      result[1] += several.ready * part;
      return;
    }
    const state = trace.segments.state.get(index.row(task, k));
    if (state === State.Running) result[0] += ms;
    if (state === State.Ready) result[1] += ms;
  };
  add(from, -(start - index.start(task, from)));
  add(to, Math.min(end, segmentEnd(trace, index.row(task, to))) - index.start(task, to));
  return [Math.max(0, result[0]), Math.max(0, result[1])];
}

/** How long the thread ran JavaScript, and how long of it blocking calls held it. */
export function threadIn(trace: Trace, turns: TurnIndex, span: Span): { busy: number; blocked: number } {
  const until = (time: number): number => {
    const row = turns.find(time);
    if (row < 0) return 0;
    const start = trace.turns.start.get(row);
    const end = trace.turns.end.get(row);
    const rest = Math.max(0, end - Math.max(time, start));
    return turns.busyThrough(row) - (rest === 0 ? 0 : (rest * trace.turns.busy(row)) / (end - start));
  };
  let blocked = 0;
  for (const { block } of blockingIn(trace, span)) {
    blocked += Math.max(0, Math.min(span.end, block.end) - Math.max(span.start, block.start));
  }
  return { busy: Math.max(0, until(span.end) - until(span.start)), blocked };
}
