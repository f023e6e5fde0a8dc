/** Where the arrow keys lead. Lane -1 is the event loop. */
import { segmentEnd, taskEnd } from '../../trace/queries.ts';
import type { Trace } from '../../trace/tables.ts';
import { laneKey, type Lanes } from './lanes.ts';
import { findOperation, operationEnd } from './operations.ts';
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

/** Start and end of a target; of a group, the whole run. */
export function extentOf(trace: Trace, target: Target): [number, number] {
  switch (target.kind) {
    case 'segment':
      return [trace.segments.start.get(target.segment), segmentEnd(trace, target.segment)];
    case 'task':
      return [trace.tasks.start.get(target.task), taskEnd(trace, target.task)];
    case 'turn':
      return [trace.turns.start.get(target.turn), trace.turns.end.get(target.turn)];
    case 'blocking': {
      const block = trace.blocking[target.index];
      return [block?.start ?? 0, block?.end ?? 0];
    }
    case 'refusal': {
      const time = trace.refused[target.index]?.time ?? 0;
      return [time, time];
    }
    case 'operation':
      return [trace.operations.start.get(target.operation), operationEnd(trace, target.operation)];
    case 'group':
      return [0, trace.now];
  }
}

/** Lane in which a target is seen, or -1: the event loop's, or none. */
export function laneOf(trace: Trace, lanes: Lanes, target: Target | null): number {
  switch (target?.kind) {
    case 'task':
      return lanes.laneOf[target.task] ?? -1;
    case 'segment':
      return lanes.laneOf[trace.segments.task.get(target.segment)] ?? -1;
    case 'group':
      return lanes.laneOfKey.get(target.key) ?? -1;
    case 'operation':
      return laneOfOperation(trace, lanes, target.operation);
    default:
      return -1;
  }
}

function laneOfOperation(trace: Trace, lanes: Lanes, operation: number): number {
  const start = trace.operations.start.get(operation);
  // Their lanes are the last.
  for (let lane = lanes.count - 1; lane >= 0 && (lanes.family[lane] ?? -1) >= 0; lane--) {
    const family = lanes.operations[lanes.family[lane] ?? -1];
    const rows =
      (lanes.row[lane] ?? -1) < 0 ? family?.rows : family?.rows.slice(lanes.row[lane], (lanes.row[lane] ?? 0) + 1);
    for (const row of rows ?? []) {
      for (let at = findOperation(trace, row, start); at >= 0; at--) {
        if (row.rows[at] === operation) return lane;
        if (trace.operations.start.get(row.rows[at] ?? 0) < start) break;
      }
    }
  }
  return -1;
}

/** @returns null when there is nothing to go to */
export function navigate(view: NavigationView, from: Target | null, move: Move): Target | null {
  if (from === null) {
    return inLane(view, view.lanes.count > 0 ? 0 : -1, view.focusTime);
  }
  const lane = laneOf(view.trace, view.lanes, from);
  const time = from.kind === 'group' ? view.focusTime : extentOf(view.trace, from)[0];
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
  if (lane >= 0 && (view.lanes.task[lane] ?? -1) < 0) return stepOperation(view, from, lane, by);
  if (lane >= 0) {
    const task = view.lanes.task[lane] ?? 0;
    const k = from.kind === 'segment' ? segments.positionOf(from.segment) + by : by > 0 ? 0 : -1;
    return k < 0 || k >= segments.count(task) ? from : { kind: 'segment', segment: segments.row(task, k) };
  }
  const turn = (from.kind === 'turn' ? from.turn : turns.find(extentOf(trace, from)[0])) + by;
  return turn < 0 || turn >= trace.turns.count ? from : { kind: 'turn', turn };
}

function stepOperation(view: NavigationView, from: Target, lane: number, by: number): Target {
  const row = view.lanes.operations[view.lanes.family[lane] ?? -1]?.rows[view.lanes.row[lane] ?? -1];
  if (row === undefined || from.kind !== 'operation') return from;
  const at = row.rows.subarray(0, row.count).indexOf(from.operation) + by;
  return at < 0 || at >= row.count ? from : { kind: 'operation', operation: row.rows[at] ?? 0 };
}

/** The segment of a lane at a time; where the task was not alive, the nearest. */
function inLane(view: NavigationView, lane: number, time: number): Target | null {
  const { lanes, segments, trace, turns } = view;
  if (lane < 0) return trace.turns.count === 0 ? null : { kind: 'turn', turn: Math.max(0, turns.find(time)) };
  const task = lanes.task[lane] ?? -1;
  if (task < 0) {
    const row = lanes.operations[lanes.family[lane] ?? -1]?.rows[lanes.row[lane] ?? -1];
    const key = laneKey(lanes, lane);
    if (row === undefined) return key === null ? null : { kind: 'group', key };
    return { kind: 'operation', operation: row.rows[Math.max(0, findOperation(trace, row, time))] ?? 0 };
  }
  if (segments.count(task) === 0) return { kind: 'task', task };
  return { kind: 'segment', segment: segments.row(task, segments.find(task, time)) };
}
