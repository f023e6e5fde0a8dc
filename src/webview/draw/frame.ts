/** One frame, from the view. The order of the calls is the order of the layers. */
import {
  LANES_TOP,
  LANE_HEIGHT,
  LOOP_HEIGHT,
  RULER_HEIGHT,
  SCROLLBAR,
  slider,
  visibleLanes,
} from '../model/geometry.ts';
import { computeTicks } from '../model/ticks.ts';
import { blockingIn } from '../model/turns.ts';
import { cursorFlag, drawCursor } from './cursor.ts';
import { drawGaps } from './gaps.ts';
import { drawGutter } from './gutter.ts';
import { drawLoop } from './loop.ts';
import { Rects, type Pen } from './pen.ts';
import { drawLinks } from './links.ts';
import { drawPath } from './path.ts';
import { drawRange, rangeFlag } from './range.ts';
import { drawTasks } from './tasks.ts';
import type { View } from './view.ts';
import { t } from '../l10n.ts';

export function drawFrame(pen: Pen, view: View): void {
  drawRuler(pen, view);
  drawShades(pen, view);
  drawLoop(pen, view);
  drawTasks(pen, view);
  drawNothing(pen, view);
  drawGaps(pen, view);
  drawPath(pen, view);
  drawLinks(pen, view);
  drawRange(pen, view);
  drawGutter(pen, view);
  drawEdges(pen, view);
  drawCursor(pen, view);
  drawScrollbars(pen, view);
}

function drawRuler(pen: Pen, view: View): void {
  const { geometry, scale, theme } = view;
  const ticks = computeTicks(scale.span, geometry.plot);
  const grid = new Rects();
  const marks = new Rects();
  const flags = [rangeFlag(pen, view), cursorFlag(pen, view)];
  pen.clip(geometry.gutter, 0, geometry.plot, geometry.height);
  for (const tick of ticks.major) {
    const x = geometry.gutter + Math.round(scale.x(tick.time));
    grid.add(x, RULER_HEIGHT, 1, geometry.height - RULER_HEIGHT);
    marks.add(x, RULER_HEIGHT - 7, 1, 7);
    const end = x + 5 + pen.measure(tick.label, 'small');
    // No half of a label looks out from behind a flag.
    const hidden = flags.some((flag) => flag !== null && flag.x < end && flag.x + flag.width > x + 5);
    if (end < geometry.width && !hidden) {
      pen.text(theme.muted, tick.label, x + 5, RULER_HEIGHT / 2 + 0.5, 'small');
    }
    for (let i = 1; i < ticks.subdivisions; i++) {
      const minor = geometry.gutter + Math.round(scale.x(tick.time + (ticks.step * i) / ticks.subdivisions));
      if (minor < geometry.width) marks.add(minor, RULER_HEIGHT - 4, 1, 4);
    }
  }
  pen.rects(theme.grid, grid, 0);
  pen.rects({ ...theme.muted, alpha: 0.4 }, marks, 0);
  pen.unclip();
}

/** The search has left no lane. */
function drawNothing(pen: Pen, view: View): void {
  const { geometry, lanes, theme } = view;
  if (lanes.count > 0 || view.found === null) return;
  const text = t('No lane has a match');
  const x = geometry.gutter + Math.max(8, (geometry.plot - pen.measure(text)) / 2);
  pen.text(theme.muted, text, x, LANES_TOP + geometry.lanes / 2);
}

/** Lanes' backgrounds, and a faint shade over the time in which the thread was held. */
function drawShades(pen: Pen, view: View): void {
  const { geometry, lanes, scale, theme, trace } = view;
  pen.clip(0, LANES_TOP, geometry.width, geometry.lanes);
  const [first, last] = visibleLanes(geometry, lanes.count, view.scrollTop);
  const stripes = new Rects();
  for (let lane = first; lane < last; lane++) {
    if (lane % 2 === 1) stripes.add(0, LANES_TOP + lane * LANE_HEIGHT - view.scrollTop, geometry.width, LANE_HEIGHT);
  }
  pen.rects(theme.stripe, stripes, 0);
  const shades = new Rects();
  for (const { block } of blockingIn(trace, scale.span)) {
    const x0 = Math.max(0, Math.round(scale.x(block.start)));
    const x1 = Math.min(geometry.plot, Math.round(scale.x(block.end)));
    if (x1 > x0) shades.extend(geometry.gutter + x0, LANES_TOP, x1 - x0, geometry.lanes);
  }
  pen.rects(theme.blockingShade, shades, 0);
  pen.unclip();
}

function drawEdges(pen: Pen, view: View): void {
  const { geometry, theme } = view;
  const edges = new Rects();
  edges.add(0, RULER_HEIGHT, geometry.width, 1);
  edges.add(0, RULER_HEIGHT + LOOP_HEIGHT, geometry.width, 1);
  edges.add(geometry.gutter - 1, 0, 1, geometry.height);
  pen.rects(theme.separator, edges, 0);
}

function drawScrollbars(pen: Pen, view: View): void {
  const { geometry, lanes, scale, theme } = view;
  const sliders = new Rects();
  const rows = slider(geometry.lanes, geometry.lanes, (lanes.count + 0.5) * LANE_HEIGHT, view.scrollTop);
  if (rows !== null) sliders.add(geometry.width - SCROLLBAR, LANES_TOP + rows.start, SCROLLBAR, rows.length);
  const shown = scale.span.end - scale.span.start;
  const time = slider(geometry.plot, shown, view.extent * 1.026, scale.span.start + view.extent * 0.006);
  if (time !== null && shown < view.extent * 1.02) {
    sliders.add(geometry.gutter + time.start, geometry.height - SCROLLBAR / 2, time.length, SCROLLBAR / 2);
  }
  pen.rects(theme.slider, sliders, 0);
}
