/** The strip over the timeline: the whole run, how busy the thread was and what blocked it, and the window in it. */
import { niceStep } from '../model/ticks.ts';
import { formatDuration } from '../model/format.ts';
import type { Geometry } from '../model/geometry.ts';
import { fitSpan, Scale, type CssPixels } from '../model/scale.ts';
import { threadIn } from '../model/totals.ts';
import type { TurnIndex } from '../model/turns.ts';
import { elide, Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';
import { t } from '../l10n.ts';

export const OVERVIEW_HEIGHT: CssPixels = 34;
/** The times stand above the columns. */
const TOP = 13;
const FOOT = OVERVIEW_HEIGHT - 3;
const COLUMN: CssPixels = 2;
const PADDING = 8;

/** The map from the whole run to the strip. */
export function overviewScale(extent: number, geometry: Geometry): Scale {
  return new Scale(fitSpan(extent), geometry.plot);
}

/** What the strip shows of a run, which stays the same while the window moves. */
interface Columns {
  readonly key: string;
  readonly busy: Rects;
  readonly blocked: Rects;
}

const kept = new WeakMap<TurnIndex, Columns>();

/** Costs a search for each column, however long the run. */
function columns({ extent, geometry, trace, turns }: View, whole: Scale): Columns {
  const key = [extent, geometry.gutter, geometry.plot, trace.turns.count, trace.blocking.length].join();
  const known = kept.get(turns);
  if (known?.key === key) return known;
  const made = { key, busy: new Rects(), blocked: new Rects() };
  for (let x = 0; x < geometry.plot; x += COLUMN) {
    const span = { start: whole.time(x), end: whole.time(x + COLUMN) };
    if (span.end < 0 || span.start > extent) continue;
    const thread = threadIn(trace, turns, span);
    const length = span.end - span.start;
    const height = columnHeight(thread.busy / length);
    const held = Math.min(height, columnHeight(thread.blocked / length));
    if (height > 0) made.busy.extend(geometry.gutter + x, FOOT - height, COLUMN, height);
    if (held > 0) made.blocked.extend(geometry.gutter + x, FOOT - held, COLUMN, held);
  }
  kept.set(turns, made);
  return made;
}

export function drawOverview(pen: Pen, view: View): void {
  const { extent, geometry, theme, trace, turns } = view;
  const whole = overviewScale(extent, geometry);
  const left = geometry.gutter;
  const { blocked, busy } = columns(view, whole);
  pen.clip(left, 0, geometry.plot, OVERVIEW_HEIGHT);
  pen.rects(theme.busy, busy, 0);
  pen.rects(theme.blocking, blocked, 0);
  pen.rects(theme.grid, Rects.of(left, FOOT, geometry.plot, 1), 0);
  drawWindow(pen, view, whole);
  drawScale(pen, view, whole);
  pen.unclip();
  const all = threadIn(trace, turns, { start: 0, end: extent });
  const words = t('Thread {0}% busy', Math.round((100 * all.busy) / extent));
  const middle = OVERVIEW_HEIGHT / 2;
  pen.clip(0, 0, geometry.gutter - 1, OVERVIEW_HEIGHT);
  pen.text(theme.muted, elide(pen, words, left - 2 * PADDING, 'small'), PADDING, middle, 'small');
  pen.unclip();
  pen.rects(theme.separator, Rects.of(0, OVERVIEW_HEIGHT - 1, geometry.width, 1), 0);
  pen.rects(theme.separator, Rects.of(left - 1, 0, 1, OVERVIEW_HEIGHT), 0);
}

function columnHeight(share: number): number {
  return share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * (FOOT - TOP)));
}

/** What is not in the window is dimmed; the window has edges to take hold of. */
function drawWindow(pen: Pen, view: View, whole: Scale): void {
  const { geometry, scale, theme } = view;
  const left = geometry.gutter;
  const x0 = Math.max(0, Math.round(whole.x(scale.span.start)));
  const x1 = Math.min(geometry.plot, Math.max(x0 + 3, Math.round(whole.x(scale.span.end))));
  if (x0 <= 1 && x1 >= geometry.plot - 1) return;
  const veil = new Rects();
  if (x0 > 0) veil.add(left, 0, x0, OVERVIEW_HEIGHT);
  if (x1 < geometry.plot) veil.add(left + x1, 0, geometry.plot - x1, OVERVIEW_HEIGHT);
  pen.rects({ ...theme.plate, alpha: 0.62 }, veil, 0);
  pen.outlines(theme.focus, Rects.of(left + x0, 0, x1 - x0, OVERVIEW_HEIGHT - 1), 2);
  const grips = new Rects();
  grips.add(left + x0, 8, 3, OVERVIEW_HEIGHT - 17);
  grips.add(left + x1 - 3, 8, 3, OVERVIEW_HEIGHT - 17);
  pen.rects(theme.focus, grips, 1);
}

/** A few times of the whole run, so that the window says where it lies. */
function drawScale(pen: Pen, view: View, whole: Scale): void {
  const { extent, geometry, theme } = view;
  const step = niceStep((extent * 150) / geometry.plot);
  for (let time = step; time < extent; time += step) {
    const x = Math.round(whole.x(time));
    const label = formatDuration(time);
    if (x + 6 + pen.measure(label, 'small') > geometry.plot) break;
    pen.rects(theme.grid, Rects.of(geometry.gutter + x, 0, 1, OVERVIEW_HEIGHT), 0);
    pen.text(theme.muted, label, geometry.gutter + x + 4, 7.5, 'small');
  }
}
