/** The left column: names of the lanes, indented by parent, with how long each task lived and how it ended. */
import { taskEnd, taskName } from '../../trace/queries.ts';
import { Outcome } from '../../trace/tables.ts';
import { formatDuration } from '../model/format.ts';
import {
  INDENT,
  LANES_TOP,
  LANE_HEIGHT,
  LOOP_HEIGHT,
  MAX_INDENTS,
  RULER_HEIGHT,
  laneTop,
  visibleLanes,
} from '../model/geometry.ts';
import { Fold } from '../model/lanes.ts';
import { elide, Rects, type Paint, type Pen } from './pen.ts';
import { taskOf, type View } from './view.ts';

const PADDING = 8;
/** Room of the arrow that folds a lane. CSS pixels */
export const TWISTIE = 14;

/** Where the name of a lane begins. */
export function nameLeft(depth: number): number {
  return PADDING + Math.min(depth, MAX_INDENTS) * INDENT + TWISTIE;
}

export function drawGutter(pen: Pen, view: View): void {
  const { geometry, lanes, theme } = view;
  pen.clip(0, 0, geometry.gutter - 1, geometry.height);
  const width = geometry.gutter - 1 - 2 * PADDING;
  pen.text(theme.muted, elide(pen, tasksText(view), width, 'small'), PADDING, RULER_HEIGHT / 2 + 0.5, 'small');
  pen.text(theme.text, elide(pen, 'Event loop', width, 'bold'), PADDING, RULER_HEIGHT + LOOP_HEIGHT / 2 + 1, 'bold');
  pen.unclip();
  pen.clip(0, LANES_TOP, geometry.gutter - 1, geometry.lanes);
  const marked = taskOf(view.trace, view.selection);
  const hovered = taskOf(view.trace, view.hover);
  const [first, last] = visibleLanes(geometry, lanes.count, view.scrollTop);
  for (let lane = first; lane < last; lane++) {
    const task = lanes.task[lane] ?? 0;
    const top = laneTop(lane, view.scrollTop);
    if (task === hovered) pen.rects(theme.hover, Rects.of(0, top, geometry.gutter, LANE_HEIGHT), 0);
    if (task === marked) {
      pen.rects(theme.selectedLane, Rects.of(0, top, geometry.gutter, LANE_HEIGHT), 0);
      pen.rects(theme.focus, Rects.of(0, top, 2, LANE_HEIGHT), 0);
    }
    drawName(pen, view, lane, task, top + LANE_HEIGHT / 2 + 0.5);
  }
  pen.unclip();
}

function tasksText(view: View): string {
  const { count } = view.trace.tasks;
  const shown = view.lanes.count;
  const total = `${count.toLocaleString('en-US')} ${count === 1 ? 'task' : 'tasks'}`;
  return shown === count ? total : `${shown.toLocaleString('en-US')} of ${total}`;
}

function drawName(pen: Pen, view: View, lane: number, task: number, middle: number): void {
  const { geometry, lanes, theme, trace } = view;
  const depth = lanes.depth[lane] ?? 0;
  const left = nameLeft(depth);
  const fold = lanes.fold[lane] ?? Fold.None;
  if (fold !== Fold.None) drawTwistie(pen, theme.muted, left - TWISTIE + 4, middle - 0.5, fold === Fold.Open);
  const outcome = trace.tasks.outcome.get(task);
  const open = Number.isNaN(trace.tasks.end.get(task));
  const fact = open && trace.ended ? 'never ended' : formatDuration(taskEnd(trace, task) - trace.tasks.start.get(task));
  const bad = outcome === Outcome.Rejected || (open && trace.ended);
  const text = outcome === Outcome.Rejected ? `✕ ${fact}` : fact;
  const right = geometry.gutter - 1 - PADDING;
  const factWidth = pen.measure(text, 'small');
  // The fact gives way to the name where both do not fit.
  const roomy = right - left - factWidth - 10 >= 44;
  const label = bad && !roomy ? `✕ ${taskName(trace, task)}` : taskName(trace, task);
  const name = elide(pen, label, roomy ? right - left - factWidth - 10 : right - left);
  pen.text(theme.text, name, left, middle);
  if (roomy) pen.text(bad ? theme.error : theme.muted, text, right - factWidth, middle, 'small');
}

function drawTwistie(pen: Pen, paint: Paint, x: number, y: number, open: boolean): void {
  pen.path(
    paint,
    open ? [x - 1, y - 1.5, x + 2.5, y + 2, x + 6, y - 1.5] : [x + 1, y - 3.5, x + 4.5, y, x + 1, y + 3.5],
    1.2,
  );
}
