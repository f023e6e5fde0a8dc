/** The line at which playback stands, with its time on the ruler. */
import { formatTime } from '../model/format.ts';
import { RULER_HEIGHT } from '../model/geometry.ts';
import type { CssPixels } from '../model/scale.ts';
import { Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';

const PADDING = 5;

/** What says on the ruler where the line stands; null where it is not in view. */
export function cursorFlag(
  pen: Pen,
  { cursor = null, geometry, scale }: View,
): { text: string; x: CssPixels; width: CssPixels; line: CssPixels } | null {
  if (cursor === null) return null;
  const line = Math.round(scale.x(cursor));
  if (line < 0 || line > geometry.plot) return null;
  const text = formatTime(cursor);
  const width = Math.ceil(pen.measure(text, 'small')) + 2 * PADDING;
  // The flag stays within the plot.
  const x = geometry.gutter + Math.min(Math.max(0, line - width / 2), geometry.plot - width);
  return { text, x, width, line };
}

export function drawCursor(pen: Pen, view: View): void {
  const { geometry, theme } = view;
  const flag = cursorFlag(pen, view);
  if (flag === null) return;
  const { line, text, width, x: left } = flag;
  pen.clip(geometry.gutter, 0, geometry.plot, geometry.height);
  pen.rects(theme.text, Rects.of(geometry.gutter + line, RULER_HEIGHT - 4, 1, geometry.height), 0);
  pen.rects(theme.text, Rects.of(left, 3, width, RULER_HEIGHT - 7), 3);
  pen.text(theme.plate, text, left + PADDING, RULER_HEIGHT / 2, 'small');
  pen.unclip();
}
