/** Stretches of which records are missing: hatched over all lanes, with how many there are. */
import { formatCount } from '../model/format.ts';
import { LOOP_HEIGHT, RULER_HEIGHT } from '../model/geometry.ts';
import { elide, Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';
import { word } from '../l10n.ts';

/** A gap of no length is still seen. CSS pixels */
const NARROWEST = 2;
const LABEL_FROM = 60;

export function drawGaps(pen: Pen, view: View): void {
  const { geometry, scale, theme, trace } = view;
  if (trace.gaps.length === 0) return;
  pen.clip(geometry.gutter, RULER_HEIGHT, geometry.plot, geometry.height);
  const height = geometry.height - RULER_HEIGHT;
  const bars = new Rects();
  const labels: { text: string; x: number; width: number }[] = [];
  for (const { end, records, start } of trace.gaps) {
    if (end < scale.span.start || start > scale.span.end) continue;
    const x0 = Math.max(0, Math.floor(scale.x(start)));
    const width = Math.max(NARROWEST, Math.min(geometry.plot, Math.round(scale.x(end))) - x0);
    bars.extend(geometry.gutter + x0, RULER_HEIGHT + 1, width, height);
    if (width >= LABEL_FROM)
      labels.push({
        text: formatCount(records, word('{0} record lost'), word('{0} records lost')),
        x: geometry.gutter + x0,
        width,
      });
  }
  pen.rects({ ...theme.muted, alpha: 0.45, hatch: true }, bars, 0);
  for (const { text, width, x } of labels) {
    const shown = elide(pen, text, width - 16, 'bold');
    pen.rects(theme.plate, Rects.of(x + 2, RULER_HEIGHT + 6, pen.measure(shown, 'bold') + 12, LOOP_HEIGHT - 12), 2);
    pen.text(theme.text, shown, x + 8, RULER_HEIGHT + LOOP_HEIGHT / 2, 'bold');
  }
  pen.unclip();
}
