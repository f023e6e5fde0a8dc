/** Arrows between lanes, for the selection. */
import { arrowsOf, type Arrow } from '../model/arrows.ts';
import { LANES_TOP, LANE_HEIGHT, LOOP_HEIGHT, RULER_HEIGHT, laneTop, visibleLanes } from '../model/geometry.ts';
import { Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';
import { said, word } from '../l10n.ts';

const NAMES = { started: word('started by'), settled: word('settled by'), delayed: word('held up') } as const;

export function drawLinks(pen: Pen, view: View): void {
  const { bounds, geometry, lanes, segments, selection, trace } = view;
  if (selection === null) return;
  const [first, last] = visibleLanes(geometry, lanes.count, view.scrollTop);
  const inView = Array.from(lanes.task.subarray(first, last)).filter((task) => task >= 0);
  const arrows = arrowsOf({ trace, segments, bounds, inView }, selection);
  const loop = arrows.some(({ from }) => from < 0);
  const top = loop ? RULER_HEIGHT : LANES_TOP;
  pen.clip(geometry.gutter, top, geometry.plot, geometry.height - top);
  for (const arrow of arrows) drawArrow(pen, view, arrow);
  pen.unclip();
}

function drawArrow(pen: Pen, view: View, { from, kind, time, to }: Arrow): void {
  const { geometry, lanes, scale, theme } = view;
  const lane = lanes.laneOf[to] ?? -1;
  const source = from < 0 ? -1 : (lanes.laneOf[from] ?? -1);
  if (lane < 0 || source === lane || (from >= 0 && source < 0)) return;
  const middle = laneTop(lane, view.scrollTop) + LANE_HEIGHT / 2;
  const start = source < 0 ? RULER_HEIGHT + LOOP_HEIGHT - 5 : laneTop(source, view.scrollTop) + LANE_HEIGHT / 2;
  const down = middle > start;
  const x = geometry.gutter + Math.round(scale.x(time)) + 0.5;
  const edge = down ? middle - 10 : middle + 10;
  const tip = down ? -4 : 4;
  const paint = kind === 'delayed' ? theme.blocking : theme.focus;
  pen.path(paint, [x, start, x, edge], 1.5, kind === 'started');
  pen.path(paint, [x - 3.5, edge + tip, x, edge, x + 3.5, edge + tip], 1.5);
  // Where the arrow begins, a dot says that this end is the cause.
  pen.rects(paint, Rects.of(x - 3, start - 3, 6, 6), 3);
  if (kind === 'delayed' || Math.abs(middle - start) < 2 * LANE_HEIGHT) return;
  const width = pen.measure(said(NAMES[kind]), 'small') + 8;
  const left = x + 6 + width > geometry.width ? x - 6 - width : x + 6;
  const y = (start + edge) / 2;
  pen.rects(theme.plate, Rects.of(left, y - 8, width, 16), 3);
  pen.text(theme.text, said(NAMES[kind]), left + 4, y, 'small');
}
