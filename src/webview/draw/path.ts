/** The critical path over the lanes: a line under each step, and the ways from one lane to the next. */
import { BAR_INSET, LANES_TOP, LANE_HEIGHT, laneTop } from '../model/geometry.ts';
import { Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';

const THICK = 3;

/** Costs the steps in view; those that share a pixel are drawn as one. */
export function drawPath(pen: Pen, view: View): void {
  const { geometry, lanes, path, scale, theme } = view;
  if (path.length === 0) return;
  const steps = new Rects();
  const ways = new Rects();
  let from = lastBefore(view, scale.span.start);
  let [lastX, lastY] = [-1, -1];
  for (; from < path.length; from++) {
    const step = path[from];
    if (step === undefined || step.start > scale.span.end) break;
    const x1 = Math.min(geometry.plot, Math.round(scale.x(step.end)));
    // Of the steps that begin within the next pixel only the last is drawn: there may be any number.
    const next = lastBefore(view, scale.time(x1 + 1), from);
    const lane = lanes.laneOf[step.task] ?? -1;
    if (lane >= 0) {
      const x0 = Math.max(0, Math.round(scale.x(step.start)));
      const y = laneTop(lane, view.scrollTop) + LANE_HEIGHT - BAR_INSET;
      if (lastY >= 0 && y !== lastY) {
        ways.extend(geometry.gutter + x0 - 1, Math.min(y, lastY), 2, Math.abs(y - lastY) + THICK);
      }
      if (x1 > lastX || y !== lastY) steps.extend(geometry.gutter + x0, y, Math.max(1, x1 - x0), THICK);
      [lastX, lastY] = [x1, y];
    }
    from = Math.max(from, next - 1);
  }
  pen.clip(geometry.gutter, LANES_TOP, geometry.plot, geometry.lanes);
  pen.rects(theme.path, ways, 0);
  pen.rects(theme.path, steps, 0);
  pen.unclip();
}

/** Place of the last step that starts before a time; its way to the next may be in view. */
function lastBefore(view: View, time: number, least = 0): number {
  let low = least;
  let high = view.path.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((view.path[middle]?.start ?? 0) < time) low = middle;
    else high = middle;
  }
  return low;
}
