/** In the task lanes: who held the thread, and whose waits that may have made longer. */
import { BAR_INSET, LANE_HEIGHT, laneTop } from '../model/geometry.ts';
import { blockingIn } from '../model/turns.ts';
import { Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';

const BAR = LANE_HEIGHT - 2 * BAR_INSET;
const RADIUS = 2;

/** @param first @param last lanes in view */
export function drawHeld(pen: Pen, view: View, first: number, last: number): void {
  const { theme, trace } = view;
  const blocks = blockingIn(trace, view.scale.span);
  const bounds = new Rects();
  const holders = new Rects();
  const add = (rects: Rects, task: number, start: number, end: number): void => {
    const lane = task < 0 ? -1 : (view.lanes.laneOf[task] ?? -1);
    if (lane < first || lane >= last) return;
    const x0 = Math.max(0, Math.floor(view.scale.x(start)));
    const x1 = Math.min(view.geometry.plot, Math.max(x0 + 1, Math.round(view.scale.x(end))));
    if (x1 <= x0) return;
    rects.extend(view.geometry.gutter + x0, laneTop(lane, view.scrollTop) + BAR_INSET, x1 - x0, BAR);
  };
  for (const { block, index } of blocks) {
    for (const bound of view.bounds.of(index)) add(bounds, bound.task, bound.start, bound.end);
    add(holders, block.task, block.start, block.end);
  }
  pen.rects({ ...theme.readyHatch, alpha: theme.readyHatch.alpha * 0.45 }, bounds, 0);
  pen.rects(theme.blocking, holders, RADIUS);
  pen.rects(theme.blockingHatch, holders, RADIUS);
}
