/** The event-loop lane: turns by phase, and what held the thread, marked on top. */
import { PHASES } from '../../trace/record.ts';
import { blockName } from '../model/describe.ts';
import { formatDuration } from '../model/format.ts';
import { phaseName } from '../model/meanings.ts';
import { LOOP_HEIGHT, RULER_HEIGHT } from '../model/geometry.ts';
import { blockingIn } from '../model/turns.ts';
import { elide, Rects, type Paint, type Pen } from './pen.ts';
import type { View } from './view.ts';

const INSET = 6;
const TOP = RULER_HEIGHT + INSET + 1;
const HEIGHT = LOOP_HEIGHT - 2 * INSET;
const MIDDLE = TOP + HEIGHT / 2 + 0.5;
/** Narrower bars carry no text. CSS pixels */
const LABEL_FROM = 34;
/** Half of a cross, its top, and how near two may be. CSS pixels */
const ARM = 3.5;
const CROSS_TOP = RULER_HEIGHT + 4;
const CROSS = 8;

export function drawLoop(pen: Pen, view: View): void {
  const { geometry } = view;
  pen.clip(geometry.gutter, RULER_HEIGHT, geometry.plot, LOOP_HEIGHT);
  drawTurns(pen, view);
  drawBlocking(pen, view);
  drawRefusals(pen, view);
  pen.unclip();
}

/** Where the sandbox refused something: a cross on top, and a line down through the lane. */
function drawRefusals(pen: Pen, view: View): void {
  const { geometry, hover, scale, selection, theme, trace } = view;
  if (trace.refused.length === 0) return;
  const stems = new Rects();
  let last = -Infinity;
  for (const [index, { time }] of trace.refused.entries()) {
    if (time < scale.span.start || time > scale.span.end) continue;
    const x = geometry.gutter + Math.round(scale.x(time));
    const isMarked = [hover, selection].some((target) => target?.kind === 'refusal' && target.index === index);
    // Those that are too near to be told apart share a cross.
    if (Math.abs(x - last) < CROSS && !isMarked) continue;
    last = x;
    stems.add(x, RULER_HEIGHT, 1, LOOP_HEIGHT);
    const [left, top, right, bottom] = [x - ARM + 0.5, CROSS_TOP, x + ARM + 0.5, CROSS_TOP + 2 * ARM];
    pen.rects(theme.plate, Rects.of(left - 2, top - 2, 2 * ARM + 4, 2 * ARM + 4), 2);
    for (const points of [
      [left, top, right, bottom],
      [left, bottom, right, top],
    ])
      pen.path(theme.error, points, 1.5);
    if (isMarked) pen.outlines(theme.focus, Rects.of(left - 3, top - 3, 2 * ARM + 6, 2 * ARM + 6), 2);
  }
  pen.rects({ ...theme.error, alpha: 0.6 }, stems, 0);
}

/** By phase; kept from frame to frame for their room. */
const kept: Rects[] = [];

function drawTurns(pen: Pen, view: View): void {
  const { geometry, scale, theme, trace } = view;
  const batches = PHASES.map((_, phase) => (kept[phase] ??= new Rects()).clear());
  const labels: { text: string; x: number; width: number }[] = [];
  view.turns.collect(scale, (turn, from, to, share) => {
    const phase = trace.turns.phase.get(turn);
    const x0 = Math.floor(from);
    const width = Math.max(1, Math.round(to) - x0);
    const height = share >= 1 ? HEIGHT : Math.max(3, Math.round(share * HEIGHT));
    // A pixel stays free between turns, so that they can be counted.
    if (width > 2) batches[phase]?.add(geometry.gutter + x0, TOP + HEIGHT - height, width - 1, height);
    else batches[phase]?.extend(geometry.gutter + x0, TOP + HEIGHT - height, width, height);
    if (width >= LABEL_FROM) labels.push({ text: phaseName(PHASES[phase] ?? ''), x: geometry.gutter + x0, width });
  });
  batches.forEach((rects, phase) => {
    pen.rects(theme.phases[phase] ?? theme.muted, rects, 2);
    if (theme.contrast) pen.outlines(theme.separator, rects, 2);
  });
  for (const { text, x, width } of labels) {
    pen.text(theme.onSolid, elide(pen, text, width - 12, 'small'), x + 6, MIDDLE, 'small');
  }
  drawMark(pen, view, view.hover, theme.hover);
  drawMark(pen, view, view.selection, theme.focus);
}

function drawMark(pen: Pen, view: View, target: View['selection'], paint: Paint): void {
  const { geometry, scale, trace } = view;
  if (target?.kind !== 'turn' && target?.kind !== 'blocking') return;
  const { end, start } =
    target.kind === 'turn'
      ? { start: trace.turns.start.get(target.turn), end: trace.turns.end.get(target.turn) }
      : (trace.blocking[target.index] ?? { start: 0, end: 0 });
  const x0 = Math.max(-4, Math.floor(scale.x(start)));
  const x1 = Math.min(geometry.plot + 4, Math.round(scale.x(end)));
  pen.outlines(paint, Rects.of(geometry.gutter + x0 - 2, TOP - 2, Math.max(1, x1 - x0) + 4, HEIGHT + 4), 3);
}

function drawBlocking(pen: Pen, view: View): void {
  const { geometry, scale, theme, trace } = view;
  const bars = new Rects();
  const labels: { text: string; x: number; width: number }[] = [];
  for (const { block } of blockingIn(trace, scale.span)) {
    const x0 = Math.max(0, Math.floor(scale.x(block.start)));
    const x1 = Math.min(geometry.plot, Math.max(x0 + 2, Math.round(scale.x(block.end))));
    bars.extend(geometry.gutter + x0, TOP, x1 - x0, HEIGHT);
    if (x1 - x0 < LABEL_FROM) continue;
    const text = `${formatDuration(block.end - block.start)} · ${blockName(block)}`;
    labels.push({ text, x: geometry.gutter + x0, width: x1 - x0 });
  }
  pen.rects(theme.blocking, bars, 2);
  pen.rects(theme.blockingHatch, bars, 2);
  if (theme.contrast) pen.outlines(theme.separator, bars, 2);
  for (const { text, x, width } of labels) {
    const shown = elide(pen, text, width - 16, 'bold');
    // A plate of the same red lets the words stand clear of the stripes.
    if (shown !== '') pen.rects(theme.blocking, Rects.of(x, TOP, pen.measure(shown, 'bold') + 16, HEIGHT), 2);
    pen.text(theme.onSolid, shown, x + 8, MIDDLE, 'bold');
  }
}
