/** What lies under a point of the canvas. */
import { segmentEnd, taskEnd } from '../../trace/queries.ts';
import type { Trace } from '../../trace/tables.ts';
import { collectOperations } from './operations.ts';
import {
  LANES_TOP,
  LANE_HEIGHT,
  REFUSAL_HEIGHT,
  RULER_HEIGHT,
  SCROLLBAR,
  maxScroll,
  type Geometry,
} from './geometry.ts';
import { laneKey, type Lanes } from './lanes.ts';
import { Scale, type CssPixels } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';
import { blockingIn, type TurnIndex } from './turns.ts';

export interface Hit {
  readonly zone: 'ruler' | 'loop' | 'gutter' | 'lanes' | 'scrollbar';
  /** -1 outside of the task lanes. */
  readonly lane: number;
  readonly target: Target | null;
}
export interface HitView {
  readonly trace: Trace;
  readonly segments: SegmentIndex;
  readonly turns: TurnIndex;
  readonly lanes: Lanes;
  readonly geometry: Geometry;
  readonly scale: Scale;
  readonly scrollTop: CssPixels;
}

/** A bar narrower than this is hit from beside it. */
const REACH: CssPixels = 3;
const REFUSAL_REACH: CssPixels = 6;

export function hitTest(view: HitView, x: CssPixels, y: CssPixels): Hit {
  const { geometry, lanes } = view;
  if (y < RULER_HEIGHT) return { zone: 'ruler', lane: -1, target: null };
  if (y < LANES_TOP) {
    return { zone: 'loop', lane: -1, target: x < geometry.gutter ? null : hitLoop(view, x - geometry.gutter, y) };
  }
  if (x >= geometry.width - SCROLLBAR && maxScroll(geometry, lanes.count) > 0) {
    return { zone: 'scrollbar', lane: -1, target: null };
  }
  const row = Math.floor((y - LANES_TOP + view.scrollTop) / LANE_HEIGHT);
  const lane = row >= 0 && row < lanes.count ? row : -1;
  const task = lane < 0 ? -1 : (lanes.task[lane] ?? -1);
  const whole: Target | null = task < 0 ? groupAt(lanes, lane) : { kind: 'task', task };
  if (x < geometry.gutter) return { zone: 'gutter', lane, target: whole };
  const inner = task < 0 ? hitOperation(view, lane, x - geometry.gutter) : hitTask(view, task, x - geometry.gutter);
  return { zone: 'lanes', lane, target: inner ?? whole };
}

function groupAt(lanes: Lanes, lane: number): Target | null {
  const key = lane < 0 ? null : laneKey(lanes, lane);
  return key === null ? null : { kind: 'group', key };
}

function hitOperation(view: HitView, lane: number, x: CssPixels): Target | null {
  const { lanes, scale, trace } = view;
  const row = lanes.operations[lanes.family[lane] ?? -1]?.rows[lanes.row[lane] ?? -1];
  if (row === undefined) return null;
  let found = -1;
  const near = new Scale({ start: scale.time(x - REACH), end: scale.time(x + REACH) }, 2 * REACH);
  collectOperations(trace, row, near, (operation, x0, x1) => {
    if (operation >= 0 && (found < 0 || (x0 <= REACH && x1 >= REACH))) found = operation;
  });
  return found < 0 ? null : { kind: 'operation', operation: found };
}

function hitTask(view: HitView, task: number, x: CssPixels): Target | null {
  const { scale, segments, trace } = view;
  const count = segments.count(task);
  const reach = REACH / scale.perMs;
  const time = scale.time(x);
  if (count === 0 || time < trace.tasks.start.get(task) - reach || time > taskEnd(trace, task) + reach) return null;
  const k = segments.find(task, time);
  let best = segments.row(task, k);
  const width = (row: number): CssPixels => (segmentEnd(trace, row) - trace.segments.start.get(row)) * scale.perMs;
  // The narrowest within reach wins over a wide one that holds the point: else it could never be hit.
  if (width(best) > REACH) {
    let nearest = REACH;
    for (const near of [k - 1, k + 1]) {
      if (near < 0 || near >= count) continue;
      const row = segments.row(task, near);
      const middle = (trace.segments.start.get(row) + segmentEnd(trace, row)) / 2;
      const distance = Math.abs(scale.x(middle) - x);
      if (width(row) < REACH && distance < nearest) {
        best = row;
        nearest = distance;
      }
    }
  }
  return { kind: 'segment', segment: best };
}

/** The nearest mark of a refusal. */
function hitRefusal({ scale, trace }: HitView, x: CssPixels): number {
  let found = -1;
  let nearest = REFUSAL_REACH;
  for (const [index, { time }] of trace.refused.entries()) {
    const distance = Math.abs(scale.x(time) - x);
    if (distance > nearest) continue;
    found = index;
    nearest = distance;
  }
  return found;
}

function hitLoop(view: HitView, x: CssPixels, y: CssPixels): Target | null {
  const { scale, trace, turns } = view;
  const refusal = y < RULER_HEIGHT + REFUSAL_HEIGHT ? hitRefusal(view, x) : -1;
  if (refusal >= 0) return { kind: 'refusal', index: refusal };
  const time = scale.time(x);
  const reach = REACH / scale.perMs;
  const block = blockingIn(trace, { start: time - reach, end: time + reach })[0];
  if (block !== undefined) return { kind: 'blocking', index: block.index };
  const turn = turns.find(time);
  let best = -1;
  let nearest = reach;
  for (const row of [turn, turn + 1]) {
    if (row < 0 || row >= trace.turns.count) continue;
    const distance = Math.max(trace.turns.start.get(row) - time, time - trace.turns.end.get(row), 0);
    if (distance <= nearest) {
      best = row;
      nearest = distance;
    }
  }
  return best < 0 ? null : { kind: 'turn', turn: best };
}
