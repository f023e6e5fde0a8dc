/** The left column: names of the lanes, indented by parent, with how long each task lived and how it ended. */
import { taskEnd, taskName } from '../../trace/queries.ts';
import { Outcome } from '../../trace/tables.ts';
import { formatCount, formatDuration, formatNumber } from '../model/format.ts';
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
import { laneOf } from '../model/navigate.ts';
import { elide, Rects, type Paint, type Pen } from './pen.ts';
import type { View } from './view.ts';
import { said, t, word } from '../l10n.ts';

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
  pen.text(theme.text, elide(pen, t('Event loop'), width, 'bold'), PADDING, RULER_HEIGHT + LOOP_HEIGHT / 2 + 1, 'bold');
  pen.unclip();
  pen.clip(0, LANES_TOP, geometry.gutter - 1, geometry.lanes);
  const marked = laneOf(view.trace, lanes, view.selection);
  const hovered = laneOf(view.trace, lanes, view.hover);
  const [first, last] = visibleLanes(geometry, lanes.count, view.scrollTop);
  for (let lane = first; lane < last; lane++) {
    const top = laneTop(lane, view.scrollTop);
    if (lane === hovered) pen.rects(theme.hover, Rects.of(0, top, geometry.gutter, LANE_HEIGHT), 0);
    if (lane === marked) {
      pen.rects(theme.selectedLane, Rects.of(0, top, geometry.gutter, LANE_HEIGHT), 0);
      pen.rects(theme.focus, Rects.of(0, top, 2, LANE_HEIGHT), 0);
    }
    drawLane(pen, view, lane, top + LANE_HEIGHT / 2 + 0.5);
  }
  pen.unclip();
}

function tasksText(view: View): string {
  const { count } = view.trace.tasks;
  const total = formatCount(count, word('{0} task'), word('{0} tasks'));
  const shown = view.shownTasks;
  return shown === count ? total : t('{0} of {1}', formatNumber(shown), total);
}

interface Words {
  readonly name: string;
  /** Said after the name where there is room: a line number, or how many. */
  readonly aside: string;
  readonly fact: string;
  readonly bad: boolean;
}

function drawLane(pen: Pen, view: View, lane: number, middle: number): void {
  const { geometry, lanes, theme } = view;
  const left = nameLeft(lanes.depth[lane] ?? 0);
  const fold = lanes.fold[lane] ?? Fold.None;
  if (fold !== Fold.None) drawTwistie(pen, theme.muted, left - TWISTIE + 4, middle - 0.5, fold === Fold.Open);
  const { aside, bad, fact, name } = wordsOf(view, lane);
  const right = geometry.gutter - 1 - PADDING;
  const factWidth = fact === '' ? 0 : pen.measure(fact, 'small') + 10;
  // The fact gives way to the name where both do not fit; the aside to both.
  const roomy = right - left - factWidth >= 44;
  const room = roomy ? right - left - factWidth : right - left;
  // How many share the lane is said even where their name is cut.
  const count = lanes.task[lane] === -1 && aside !== '' ? pen.measure(aside, 'small') + 6 : 0;
  const shown = elide(pen, bad && !roomy ? `✕ ${name}` : name, room - count >= 30 ? room - count : room);
  pen.text(theme.text, shown, left, middle);
  if (roomy) pen.text(bad ? theme.error : theme.muted, fact, right - factWidth + 10, middle, 'small');
  const used = pen.measure(shown) + 6;
  if ((shown === name || count > 0) && used + pen.measure(aside, 'small') <= room) {
    pen.text(theme.muted, aside, left + used, middle, 'small');
  }
}

function wordsOf(view: View, lane: number): Words {
  const { lanes, trace } = view;
  const group = lanes.groups[lanes.group[lane] ?? -1];
  if (group !== undefined) {
    const fact = group.failed > 0 ? `✕ ${formatNumber(group.failed)}` : '';
    return { name: said(group.title), aside: `×${formatNumber(group.tasks.length)}`, fact, bad: group.failed > 0 };
  }
  const family = lanes.operations[lanes.family[lane] ?? -1];
  if (family !== undefined) {
    const row = lanes.row[lane] ?? -1;
    const inner = row > 0;
    const aside = inner ? '' : `×${formatNumber(family.count)}`;
    return { name: inner ? `${said(family.title)} ${row + 1}` : said(family.title), aside, fact: '', bad: false };
  }
  const task = lanes.task[lane] ?? 0;
  const line = trace.functions[trace.tasks.function.get(task) - 1]?.line;
  const rejected = trace.tasks.outcome.get(task) === Outcome.Rejected;
  const open = Number.isNaN(trace.tasks.end.get(task));
  const length = formatDuration(taskEnd(trace, task) - trace.tasks.start.get(task));
  const fact = open && trace.ended ? t('never ended') : rejected ? `✕ ${length}` : open ? `${length} …` : length;
  const aside = line === undefined ? '' : `:${line}`;
  return { name: taskName(trace, task), aside, fact, bad: rejected || (open && trace.ended) };
}

function drawTwistie(pen: Pen, paint: Paint, x: number, y: number, open: boolean): void {
  pen.path(
    paint,
    open ? [x - 1, y - 1.5, x + 2.5, y + 2, x + 6, y - 1.5] : [x + 1, y - 3.5, x + 4.5, y, x + 1, y + 3.5],
    1.2,
  );
}
