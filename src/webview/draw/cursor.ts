/** The line at which playback stands, with its time on the ruler. */
import { formatTime } from '../model/format.ts';
import { RULER_HEIGHT } from '../model/geometry.ts';
import { Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';

const PADDING = 5;

export function drawCursor(pen: Pen, view: View): void {
  const { cursor = null, geometry, scale, theme } = view;
  if (cursor === null) return;
  const x = Math.round(scale.x(cursor));
  if (x < 0 || x > geometry.plot) return;
  const text = formatTime(cursor);
  const width = Math.ceil(pen.measure(text, 'small')) + 2 * PADDING;
  // The flag stays within the plot.
  const left = geometry.gutter + Math.min(Math.max(0, x - width / 2), geometry.plot - width);
  pen.clip(geometry.gutter, 0, geometry.plot, geometry.height);
  pen.rects(theme.text, Rects.of(geometry.gutter + x, RULER_HEIGHT - 4, 1, geometry.height), 0);
  pen.rects(theme.text, Rects.of(left, 3, width, RULER_HEIGHT - 7), 3);
  pen.text(theme.plate, text, left + PADDING, RULER_HEIGHT / 2, 'small');
  pen.unclip();
}
