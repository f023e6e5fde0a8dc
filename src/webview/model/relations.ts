/** From the selection to what its details name: its task, its caller, what it waited for, who settled it, what held it up. */
import { segmentEnd, settledBy } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import { callersOf, spreadOfSite, waitingChain } from './insight.ts';
import { extentOf } from './navigate.ts';
import { perhapsHolders } from './describe.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';
import { blockingIn } from './turns.ts';

export interface Selected {
  readonly trace: Trace;
  readonly segments: SegmentIndex;
  readonly selection: Target | null;
}

/** The task of the selected bar, of the selected blocking call, or that started the selected operation. */
export function taskOf(view: Selected): Target | null {
  const task = taskRow(view);
  return task < 0 ? null : { kind: 'task', task };
}

function taskRow({ selection, trace }: Selected): number {
  switch (selection?.kind) {
    case 'segment':
      return trace.segments.task.get(selection.segment);
    case 'task':
      return selection.task;
    case 'blocking':
      return trace.blocking[selection.index]?.task ?? -1;
    case 'operation':
      return trace.operations.task.get(selection.operation);
    default:
      return -1;
  }
}

/** The caller, where it stood meanwhile. */
export function callerOf(view: Selected): Target | null {
  const { segments, selection, trace } = view;
  const task = taskRow(view);
  if (task < 0 || selection === null) return null;
  const [start, end] = selection.kind === 'segment' ? extentOf(trace, selection) : [0, 0];
  const time = selection.kind === 'segment' ? (start + end) / 2 : trace.tasks.start.get(task);
  return callersOf(trace, segments, task, time)[0]?.target ?? null;
}

export function waitedFor({ segments, selection, trace }: Selected): Target | null {
  return selection?.kind === 'segment' ? (waitingChain(trace, segments, selection.segment)[0]?.target ?? null) : null;
}

export function settlerOf({ selection, trace }: Selected): Target | null {
  const by = selection?.kind === 'segment' ? settledBy(trace, selection.segment) : null;
  if (by?.task !== undefined) return { kind: 'task', task: by.task };
  return by?.turn === undefined ? null : { kind: 'turn', turn: by.turn };
}

/** The blocking call that held the selected wait up, or may have. */
export function holderOf({ selection, trace }: Selected): Target | null {
  if (selection?.kind !== 'segment') return null;
  const { segment } = selection;
  const span = { start: trace.segments.start.get(segment), end: segmentEnd(trace, segment) };
  const suspended = trace.segments.state.get(segment) === State.Suspended;
  const found = suspended
    ? perhapsHolders(trace, segment)[0]
    : blockingIn(trace, span).find(({ block }) => block.start < span.end && block.end > span.start);
  return found === undefined ? null : { kind: 'blocking', index: found.index };
}

/** Of all waits at the same await the longest, then the next shorter of those that are listed, and around. */
export function longestHere({ selection, trace }: Selected): Target | null {
  const site = selection?.kind === 'segment' ? trace.segments.site.get(selection.segment) : 0;
  if (selection?.kind !== 'segment' || site === 0) return null;
  const { longest } = spreadOfSite(trace, site);
  const at = longest.findIndex(({ segment }) => segment === selection.segment);
  const next = longest[(at + 1) % Math.max(1, longest.length)];
  return next === undefined ? null : { kind: 'segment', segment: next.segment };
}
