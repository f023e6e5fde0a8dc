/** In which order tasks stand among their siblings. */
import { taskEnd } from '../../trace/queries.ts';
import { MERGED, State, type Trace } from '../../trace/tables.ts';

export const SORTINGS = ['start', 'duration', 'waited', 'ready', 'running'] as const;
export type SortBy = (typeof SORTINGS)[number];

export interface Sorting {
  readonly by: SortBy;
  /** Value of each task row by which they are sorted, most first; null for the order of their starts. */
  readonly metrics: Float64Array | null;
}

/** One pass over the run; the caller keeps the result while the run does not grow. */
export function sortingBy(trace: Trace, by: SortBy): Sorting {
  if (by === 'start') return { by, metrics: null };
  const metrics = new Float64Array(trace.tasks.count);
  if (by === 'duration') {
    for (let task = 0; task < metrics.length; task++)
      metrics[task] = taskEnd(trace, task) - trace.tasks.start.get(task);
    return { by, metrics };
  }
  const wanted = by === 'waited' ? State.Suspended : by === 'ready' ? State.Ready : State.Running;
  const { segments } = trace;
  const { merged } = segments;
  for (let row = 0; row < segments.count; row++) {
    if (segments.state.data[row] === MERGED && merged !== null) {
      const task = segments.task.data[row] ?? 0;
      const [ran, ready] = [merged.ran.get(row), merged.ready.get(row)];
      const waited = segments.end.get(row) - segments.start.get(row) - ran - ready;
      const ms = wanted === State.Running ? ran : wanted === State.Ready ? ready : waited;
      metrics[task] = (metrics[task] ?? 0) + ms;
      continue;
    }
    if (segments.state.data[row] !== wanted) continue;
    const start = segments.start.data[row] ?? 0;
    const end = segments.end.data[row] ?? start;
    const task = segments.task.data[row] ?? 0;
    metrics[task] = (metrics[task] ?? 0) + Math.max(0, (Number.isNaN(end) ? trace.now : end) - start);
  }
  return { by, metrics };
}
