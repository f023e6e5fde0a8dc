/** The picked-out stretch of time: what lies outside of it steps back, and the ruler says how long it is. */
import { formatDuration } from '../model/format.ts';
import { RULER_HEIGHT } from '../model/geometry.ts';
import type { CssPixels } from '../model/scale.ts';
import { Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';

/** Edges of the range in the plot. */
function edgesOf({ geometry, scale }: View, { end, start }: NonNullable<View['range']>): [CssPixels, CssPixels] {
  const at = (time: number): CssPixels => Math.min(geometry.plot, Math.max(0, Math.round(scale.x(time))));
  return [at(start), at(end)];
}

/** What says on the ruler how long the range is; null for none. */
export function rangeFlag(pen: Pen, view: View): { text: string; x: CssPixels; width: CssPixels } | null {
  const { geometry, range } = view;
  if (range === null) return null;
  const [x0, x1] = edgesOf(view, range);
  const text = formatDuration(range.end - range.start);
  const width = pen.measure(text, 'bold') + 12;
  return { text, x: geometry.gutter + Math.min(Math.max(0, (x0 + x1 - width) / 2), geometry.plot - width), width };
}

export function drawRange(pen: Pen, view: View): void {
  const { geometry, range, theme } = view;
  const flag = rangeFlag(pen, view);
  if (range === null || flag === null) return;
  const [x0, x1] = edgesOf(view, range);
  const veil = new Rects();
  const height = geometry.height - RULER_HEIGHT;
  if (x0 > 0) veil.add(geometry.gutter, RULER_HEIGHT, x0, height);
  if (x1 < geometry.plot) veil.add(geometry.gutter + x1, RULER_HEIGHT, geometry.plot - x1, height);
  pen.clip(geometry.gutter, 0, geometry.plot, geometry.height);
  pen.rects({ ...theme.plate, alpha: 0.5 }, veil, 0);
  const edges = new Rects();
  edges.add(geometry.gutter + x0, 0, 1, geometry.height);
  edges.add(geometry.gutter + Math.max(x0, x1 - 1), 0, 1, geometry.height);
  pen.rects(theme.focus, edges, 0);
  pen.rects(theme.plate, Rects.of(flag.x, 2, flag.width, RULER_HEIGHT - 5), 3);
  pen.outlines(theme.focus, Rects.of(flag.x, 2, flag.width, RULER_HEIGHT - 5), 3);
  pen.text(theme.text, flag.text, flag.x + 6, RULER_HEIGHT / 2, 'bold');
  pen.unclip();
}
