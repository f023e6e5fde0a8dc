/** Where things stand on the canvas, in CSS pixels: ruler and event-loop lane stay on top, task lanes scroll below. */
import type { CssPixels } from './scale.ts';

export const RULER_HEIGHT: CssPixels = 24;
export const LOOP_HEIGHT: CssPixels = 30;
/** Of the event-loop lane, the part in which refusals are marked. */
export const REFUSAL_HEIGHT = 14;
export const LANE_HEIGHT: CssPixels = 22;
/** Free room above and below a bar in its lane. */
export const BAR_INSET: CssPixels = 3;
export const INDENT: CssPixels = 12;
/** Deeper tasks are not indented further. */
export const MAX_INDENTS = 8;
export const SCROLLBAR: CssPixels = 8;
/** Where the task lanes begin. */
export const LANES_TOP: CssPixels = RULER_HEIGHT + LOOP_HEIGHT + 1;

export interface Geometry {
  readonly width: CssPixels;
  readonly height: CssPixels;
  readonly gutter: CssPixels;
  /** Width of the part that shows time. */
  readonly plot: CssPixels;
  /** Height of the part that shows task lanes. */
  readonly lanes: CssPixels;
}

export function layOut(width: CssPixels, height: CssPixels): Geometry {
  const gutter = Math.round(Math.min(280, Math.max(96, width * 0.22)));
  return { width, height, gutter, plot: Math.max(1, width - gutter), lanes: Math.max(0, height - LANES_TOP) };
}

/** Furthest that the lanes scroll: the last lane may rise until half a lane of free room is below it. */
export function maxScroll(geometry: Geometry, laneCount: number): CssPixels {
  return Math.max(0, (laneCount + 0.5) * LANE_HEIGHT - geometry.lanes);
}

export function laneTop(lane: number, scrollTop: CssPixels): CssPixels {
  return LANES_TOP + lane * LANE_HEIGHT - scrollTop;
}

/** Lanes in view: [first, last). */
export function visibleLanes(geometry: Geometry, laneCount: number, scrollTop: CssPixels): [number, number] {
  const first = Math.max(0, Math.floor(scrollTop / LANE_HEIGHT));
  const last = Math.min(laneCount, Math.ceil((scrollTop + geometry.lanes) / LANE_HEIGHT));
  return [first, last];
}

/** Length and place of a scrollbar's slider along its track. */
export function slider(
  track: CssPixels,
  shown: number,
  total: number,
  at: number,
): { start: CssPixels; length: CssPixels } | null {
  if (!(total > shown) || track <= 0) return null;
  const length = Math.max(24, (track * shown) / total);
  return { start: ((track - length) * at) / (total - shown), length };
}
