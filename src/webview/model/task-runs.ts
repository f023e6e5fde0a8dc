/** What of one task is drawn in a window: bars, and columns of a pixel for what is narrower. */
import type { CssPixels, Scale } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';

export interface RunSink {
  /** One segment, at least as wide as it is drawn: from x0 to x1, cut at the window. */
  bar(segment: number, x0: CssPixels, x1: CssPixels): void;
  /** Segments at positions [from, to) share the pixels x0 to x1; shares of running and ready in their time, 0 to 1. */
  merged(x0: CssPixels, x1: CssPixels, ran: number, ready: number, from: number, to: number): void;
}

/** Segments narrower than this are merged with their neighbours. */
export const MERGE_BELOW: CssPixels = 1;
/** Merged segments are drawn in columns of this width. */
export const COLUMN: CssPixels = 2;

/** Costs what is visible: at most a few steps for each pixel of the window, however many segments lie in it. */
export function collectRuns(index: SegmentIndex, task: number, scale: Scale, sink: RunSink): void {
  const count = index.count(task);
  if (count === 0) return;
  const { span, width } = scale;
  let k = index.find(task, span.start);
  while (k < count) {
    const start = index.start(task, k);
    if (start > span.end) break;
    const end = index.end(task, k);
    if (end < span.start) {
      k++;
      continue;
    }
    const x0 = Math.max(scale.x(start), 0);
    const x1 = Math.min(scale.x(end), width);
    const several = index.merged(task, k);
    if (several !== null && x1 - x0 >= MERGE_BELOW) {
      sink.merged(x0, x1, share(several.ran, end - start), share(several.ready, end - start), k, k + 1);
      k++;
      continue;
    }
    if (x1 - x0 >= MERGE_BELOW) {
      sink.bar(index.row(task, k), x0, x1);
      k++;
      continue;
    }
    const column = Math.floor(x0 / COLUMN) * COLUMN;
    const last = index.find(task, scale.time(column + COLUMN), k);
    // The segment that reaches beyond the column is not merged; it is next. The task's last one may end within.
    const whole = last === count - 1 && scale.x(index.end(task, last)) <= column + COLUMN;
    const to = Math.max(whole ? count : last, k + 1);
    if (to - k === 1 && several === null) {
      sink.bar(index.row(task, k), x0, Math.max(x1, x0));
    } else {
      const ms = index.end(task, to - 1) - start;
      const sums = index.sums(task, k, Math.min(to, count - 1));
      sink.merged(column, column + COLUMN, share(sums.ran, ms), share(sums.ready, ms), k, to);
    }
    k = to;
  }
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}
