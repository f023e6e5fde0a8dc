/** How much of a long run is merged, so that what remains is of a size that a view can hold. */
import { taskEnd } from './queries.ts';
import type { Merged, Trace } from './tables.ts';
import type { Milliseconds } from './units.ts';

/** What is shorter than this share of what is shown takes less than a pixel of it. */
const PIXELS = 2048;
export interface Window {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

/** @param window of which more is wanted @param most rows of segments, about, in it and out of it */
export function planDigest(trace: Trace, window: Window | null, most: number): Merged {
  const { now, operations, segments, turns } = trace;
  const whole = { start: 0, end: now };
  const inWindow = window === null ? 0 : rowsBefore(trace, window.end) - rowsBefore(trace, window.start);
  return {
    segments: segments.count,
    turns: turns.count,
    operations: operations.count,
    below: shortest(trace, whole, most),
    window,
    belowIn: window === null || inWindow + trace.tasks.count <= most ? 0 : shortest(trace, window, most),
  };
}

/** How short the segments may be that are kept in a stretch of time: two neighbours take at least as long as one kept. */
function shortest(trace: Trace, { end, start }: Window, most: number): Milliseconds {
  let lived = 0;
  for (let task = 0; task < trace.tasks.count; task++) {
    lived += Math.max(0, Math.min(end, taskEnd(trace, task)) - Math.max(start, trace.tasks.start.get(task)));
  }
  return Math.max((end - start) / PIXELS, lived / most);
}

/** Segments stand in the order in which they were opened: about so many were before a time. */
function rowsBefore({ segments }: Trace, time: Milliseconds): number {
  let low = 0;
  let high = segments.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments.start.data[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Is a stretch within what is known in more detail? */
export function limitAt({ below, belowIn, window }: Merged, start: Milliseconds, end: Milliseconds): Milliseconds {
  return window !== null && end >= window.start && start <= window.end ? belowIn : below;
}
