/** Whom the selection has to do with: who started the task, who settled the wait, whom the blocking call delayed. */
import { segmentEnd, settledBy } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import type { Span } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';
import type { UpperBounds } from './upper-bounds.ts';

export interface Arrow {
  readonly kind: 'started' | 'settled' | 'delayed';
  /** Task rows; -1 is the event loop. */
  readonly from: number;
  readonly to: number;
  readonly time: number;
}

export interface ArrowView {
  readonly trace: Trace;
  readonly segments: SegmentIndex;
  readonly bounds: UpperBounds;
  /** Rows of the tasks that are in view: no others are asked whether they were delayed. */
  readonly inView: readonly number[];
}

export function arrowsOf(view: ArrowView, selection: Target | null): Arrow[] {
  const { trace } = view;
  if (selection?.kind === 'task') return startedArrow(trace, selection.task);
  if (selection?.kind === 'blocking') return delayedArrows(view, selection.index);
  if (selection?.kind !== 'segment') return [];
  const { segment } = selection;
  const task = trace.segments.task.get(segment);
  const first = trace.tasks.first.get(task) === segment;
  if (trace.segments.state.get(segment) === State.Running) return first ? startedArrow(trace, task) : [];
  return settledArrow(trace, segment, task);
}

function startedArrow(trace: Trace, task: number): Arrow[] {
  const parent = trace.tasks.parent.get(task);
  return parent < 0 ? [] : [{ kind: 'started', from: parent, to: task, time: trace.tasks.start.get(task) }];
}

function settledArrow(trace: Trace, segment: number, task: number): Arrow[] {
  const settler = settledBy(trace, segment);
  if (settler === null) return [];
  const promise = trace.segments.promise.get(segment);
  // A due timer's promise is settled only once the thread is free: at the end of its ready bar.
  const seen = trace.promises.seen.get(promise) === 1;
  const suspended = trace.segments.state.get(segment) === State.Suspended;
  const edge = suspended ? segmentEnd(trace, segment) : trace.segments.start.get(segment);
  const time = seen ? Math.max(trace.promises.settled.get(promise), edge) : edge;
  return [{ kind: 'settled', from: settler.task ?? -1, to: task, time }];
}

function delayedArrows(view: ArrowView, index: number): Arrow[] {
  const { bounds, segments, trace } = view;
  const block = trace.blocking[index];
  if (block === undefined) return [];
  const atMost = new Set(bounds.of(index).map(({ task }) => task));
  const delayed = view.inView.filter(
    (task) => task !== block.task && (atMost.has(task) || wasReady(trace, segments, task, block)),
  );
  return delayed.map((to) => ({ kind: 'delayed', from: block.task, to, time: block.end }));
}

function wasReady(trace: Trace, index: SegmentIndex, task: number, { end, start }: Span): boolean {
  const count = index.count(task);
  for (let k = count === 0 ? 0 : index.find(task, start); k < count && index.start(task, k) < end; k++) {
    if (index.end(task, k) > start && trace.segments.state.get(index.row(task, k)) === State.Ready) return true;
  }
  return false;
}
