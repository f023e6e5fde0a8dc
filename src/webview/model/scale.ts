/** The window of time that is shown, and its map to CSS pixels. Pure; every operation returns a new window. */
import type { Milliseconds } from '../../trace/units.ts';

export type CssPixels = number;

export interface Span {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

/** Zoom ends here: 100 ns across the view, far below what the clock resolves. */
export const MIN_SPAN_MS: Milliseconds = 1e-4;
/** Empty room beside a fitted trace, as shares of its length, so that the first and last bars stand free. */
const LEAD = 0.006;
const TRAIL = 0.02;

/** @param extent length of the trace */
export function fitSpan(extent: Milliseconds): Span {
  const length = Math.max(extent, MIN_SPAN_MS * 10);
  return { start: -length * LEAD, end: length * (1 + TRAIL) };
}

/** Moves and narrows a span so that it lies within what fits the trace. */
export function clampSpan(span: Span, extent: Milliseconds): Span {
  const limit = fitSpan(extent);
  const length = Math.min(Math.max(span.end - span.start, MIN_SPAN_MS), limit.end - limit.start);
  const start = Math.min(Math.max(span.start, limit.start), limit.end - length);
  return { start, end: start + length };
}

/** @param factor above 1 zooms out, below 1 zooms in @param anchor time that stays where it is */
export function zoomSpan(span: Span, factor: number, anchor: Milliseconds, extent: Milliseconds): Span {
  const limit = fitSpan(extent);
  const length = Math.min(Math.max((span.end - span.start) * factor, MIN_SPAN_MS), limit.end - limit.start);
  const share = (anchor - span.start) / (span.end - span.start);
  const start = anchor - share * length;
  return clampSpan({ start, end: start + length }, extent);
}

export function panSpan(span: Span, by: Milliseconds, extent: Milliseconds): Span {
  return clampSpan({ start: span.start + by, end: span.end + by }, extent);
}

/** A window around a stretch of time, with a margin on each side: a share of its length. */
export function spanAround(start: Milliseconds, end: Milliseconds, extent: Milliseconds, share = 0.2): Span {
  const margin = Math.max((end - start) * share, MIN_SPAN_MS);
  return clampSpan({ start: start - margin, end: end + margin }, extent);
}

/** The same window, moved as little as needed to show a stretch of time. */
export function spanShowing(span: Span, start: Milliseconds, end: Milliseconds, extent: Milliseconds): Span {
  const length = span.end - span.start;
  if (start >= span.start && end <= span.end) return span;
  if (end - start > length)
    return start < span.end && end > span.start ? span : panSpan(span, start - span.start, extent);
  const margin = Math.min(length * 0.1, (length - (end - start)) / 2);
  return panSpan(span, start < span.start ? start - margin - span.start : end + margin - span.end, extent);
}

/** The same window at the end of what is known by now. */
export function following(span: Span, extent: Milliseconds): Span {
  const { end } = fitSpan(extent);
  return { start: end - (span.end - span.start), end };
}

export function isFit(span: Span, extent: Milliseconds): boolean {
  const limit = fitSpan(extent);
  return (span.end - span.start) / (limit.end - limit.start) > 0.999;
}

export class Scale {
  readonly span: Span;
  readonly width: CssPixels;
  readonly perMs: number;

  constructor(span: Span, width: CssPixels) {
    this.span = span;
    this.width = width;
    this.perMs = width / (span.end - span.start);
  }

  x(time: Milliseconds): CssPixels {
    return (time - this.span.start) * this.perMs;
  }

  time(x: CssPixels): Milliseconds {
    return this.span.start + x / this.perMs;
  }
}
