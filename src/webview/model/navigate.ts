/** Where the arrow keys lead. Lane -1 is the event loop. */
import type { Trace } from '../../trace/tables.ts';
import type { Lanes } from './lanes.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';
import type { TurnIndex } from './turns.ts';

export type Move = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'home' | 'end';

export interface NavigationView {
  readonly trace: Trace;
  readonly segments: SegmentIndex;
  readonly turns: TurnIndex;
  readonly lanes: Lanes;
  /** Lanes of one page. */
  readonly page: number;
  /** Time that a first selection is made at, ms. */
  readonly focusTime: number;
}

export function timeOf(trace: Trace, target: Target): number {
  switch (target.kind) {
    case 'segment':
      return trace.segments.start.get(target.segment);
    case 'task':
      return trace.tasks.start.get(target.task);
    case 'turn':
      return trace.turns.start.get(target.turn);
    case 'blocking':
      return trace.blocking[target.index]?.start ?? 0;
  }
}

function laneOf(view: NavigationView, target: Target): number {
  const { lanes, trace } = view;
  if (target.kind === 'task') return lanes.laneOf[target.task] ?? -1;
  return target.kind === 'segment' ? (lanes.laneOf[trace.segments.task.get(target.segment)] ?? -1) : -1;
}

/** @returns null when there is nothing to go to */
export function navigate(view: NavigationView, from: Target | null, move: Move): Target | null {
  if (from === null) {
    return inLane(view, view.lanes.count > 0 ? 0 : -1, view.focusTime);
  }
  const lane = laneOf(view, from);
  const time = timeOf(view.trace, from);
  switch (move) {
    case 'left':
      return step(view, from, lane, -1);
    case 'right':
      return step(view, from, lane, 1);
    case 'up':
      return inLane(view, Math.max(-1, lane - 1), time);
    case 'down':
      return inLane(view, Math.min(view.lanes.count - 1, lane + 1), time);
    case 'pageUp':
      return inLane(view, Math.max(0, lane - view.page), time);
    case 'pageDown':
      return inLane(view, Math.min(view.lanes.count - 1, lane + view.page), time);
    case 'home':
      return inLane(view, lane, 0);
    case 'end':
      return inLane(view, lane, Infinity);
  }
}

function step(view: NavigationView, from: Target, lane: number, by: number): Target | null {
  const { segments, trace, turns } = view;
  if (lane >= 0) {
    const task = view.lanes.task[lane] ?? 0;
    const k = from.kind === 'segment' ? segments.positionOf(from.segment) + by : by > 0 ? 0 : -1;
    return k < 0 || k >= segments.count(task) ? from : { kind: 'segment', segment: segments.row(task, k) };
  }
  const turn = (from.kind === 'turn' ? from.turn : turns.find(timeOf(trace, from))) + by;
  return turn < 0 || turn >= trace.turns.count ? from : { kind: 'turn', turn };
}

/** The segment of a lane at a time; where the task was not alive, the nearest. */
function inLane(view: NavigationView, lane: number, time: number): Target | null {
  const { lanes, segments, trace, turns } = view;
  if (lane < 0) return trace.turns.count === 0 ? null : { kind: 'turn', turn: Math.max(0, turns.find(time)) };
  const task = lanes.task[lane] ?? 0;
  if (segments.count(task) === 0) return { kind: 'task', task };
  return { kind: 'segment', segment: segments.row(task, segments.find(task, time)) };
}
