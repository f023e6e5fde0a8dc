/**
 * Waits that a blocking call may have held up: their I/O was collected right after it, so the overlap is an upper bound.
 * They are looked for when the run has ended, one blocking call at a time, as those come into view.
 */
import { delayedBy, segmentEnd } from '../../trace/queries.ts';
import { overlapsOf } from '../../trace/overlaps.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Span } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';
import { blockingIn } from './turns.ts';

/** Rows that one frame indexes: about a millisecond. */
const FRAME_ROWS = 200_000;

export interface UpperBound {
  readonly task: number;
  readonly start: number;
  readonly end: number;
}

export class UpperBounds {
  readonly #trace: Trace;
  readonly #index: SegmentIndex;
  /** By the blocking call's place in the trace's list. */
  readonly #known = new Map<number, readonly UpperBound[]>();

  constructor(trace: Trace, index: SegmentIndex) {
    this.#trace = trace;
    this.#index = index;
  }

  /** Of the blocking call at a place in the trace's list; none while it is not known. */
  of(index: number): readonly UpperBound[] {
    return this.#known.get(index) ?? [];
  }

  /** Looks into one blocking call of a window, or makes ready for it a little. @returns whether more is left to do */
  lookUp(span: Span): boolean {
    if (!this.#trace.ended) return false;
    const unknown = blockingIn(this.#trace, span).filter(({ index }) => !this.#known.has(index));
    const [next] = unknown;
    if (next === undefined) return false;
    if (!overlapsOf(this.#trace.segments).make(FRAME_ROWS)) return true;
    const bounds: UpperBound[] = [];
    for (const { atMost, ms, task } of delayedBy(this.#trace, next.block)) {
      if (!atMost) continue;
      const segment = this.#index.row(task, this.#index.find(task, next.block.end));
      const end = Math.min(next.block.end, segmentEnd(this.#trace, segment));
      bounds.push({ task, start: end - ms, end });
    }
    this.#known.set(next.index, bounds);
    return unknown.length > 1;
  }
}
