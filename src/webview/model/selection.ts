/** What is selected or under the pointer. */
import type { Trace } from '../../trace/tables.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { TurnIndex } from './turns.ts';

export type Target =
  | { readonly kind: 'segment'; readonly segment: number }
  | { readonly kind: 'task'; readonly task: number }
  | { readonly kind: 'turn'; readonly turn: number }
  /** Index in the trace's list of blocking calls. */
  | { readonly kind: 'blocking'; readonly index: number }
  /** Index in the trace's list of what the sandbox refused. */
  | { readonly kind: 'refusal'; readonly index: number }
  | { readonly kind: 'operation'; readonly operation: number }
  /** Many tasks, or operations, in one lane. */
  | { readonly kind: 'group'; readonly key: string };

export function sameTarget(a: Target | null, b: Target | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
}

interface Other {
  readonly trace: Trace;
  readonly segments: SegmentIndex;
  readonly turns: TurnIndex;
}

/** The same in another trace of the same run, of which more or less is merged; null where that has no such thing. */
export function inOther(from: Trace, target: Target, { segments, trace, turns }: Other): Target | null {
  switch (target.kind) {
    case 'segment': {
      const task = from.segments.task.get(target.segment);
      if (segments.count(task) === 0) return null;
      return {
        kind: 'segment',
        segment: segments.row(task, segments.find(task, from.segments.start.get(target.segment))),
      };
    }
    case 'turn': {
      const turn = turns.find(from.turns.start.get(target.turn));
      return turn < 0 ? null : { kind: 'turn', turn };
    }
    case 'operation':
      // Rows of operations are others; which is the same is not known.
      return null;
    case 'task':
      return target.task < trace.tasks.count ? target : null;
    case 'blocking':
    case 'refusal':
    case 'group':
      return target;
  }
}
