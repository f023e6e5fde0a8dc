/** A tile of time: how many of many were in each state, as averages over small bins. It is filled piece by piece. */
import { State } from '../../trace/tables.ts';
import type { Span } from './scale.ts';

export const BINS = 4096;
const STATES = [State.Running, State.Suspended, State.Ready] as const;

/** Where a walk over stretches stands: in which part, and where in it; -1 before the part was looked at. */
export interface Place {
  part: number;
  at: number;
}

/** What a tile is made of. */
export interface Stretches {
  /**
   * Goes on from a place with the stretches that overlap a span, and calls `add` for each.
   * @param most how many may be looked at now @returns how many were looked at; less than `most` once all are
   */
  walk(span: Span, place: Place, most: number, add: (state: number, start: number, end: number) => void): number;
}

export class Tile {
  readonly span: Span;
  /** Extent of the trace for which it was made. */
  readonly version: number;
  /** The most that were alive at once, on average over a bin. */
  peak = 0;
  /** All stretches are in it. */
  whole = false;
  readonly #step: number;
  /** Prefix sums over the bins of the time spent in each state, by state; before it is whole, what lies in each bin. */
  readonly #sums = STATES.map(() => new Float64Array(BINS + 1));
  /** Bins that a stretch fills, as differences: +1 where it begins to, -1 after it. */
  #full = STATES.map(() => new Int32Array(BINS + 1));
  readonly #place: Place = { part: 0, at: -1 };

  constructor(span: Span, version: number) {
    this.span = span;
    this.version = version;
    this.#step = (span.end - span.start) / BINS;
  }

  /** @returns how many stretches were looked at */
  fill(stretches: Stretches, most: number): number {
    if (this.whole) return 0;
    const { end: last, start: first } = this.span;
    const looked = stretches.walk(this.span, this.#place, most, (state, start, end) => {
      this.#add(state, start > first ? start : first, end < last ? end : last);
    });
    if (looked < most) this.#integrate();
    return looked;
  }

  /** Time spent in a state up to a time. */
  until(state: number, time: number): number {
    const at = Math.min(BINS, Math.max(0, (time - this.span.start) / this.#step));
    const bin = Math.min(BINS - 1, Math.floor(at));
    const column = this.#sums[state];
    const before = column?.[bin] ?? 0;
    return before + ((column?.[bin + 1] ?? 0) - before) * (at - bin);
  }

  /** Adds to the two bins at the ends; those between are noted as a difference. */
  #add(state: number, from: number, to: number): void {
    const sums = this.#sums[state];
    const full = this.#full[state];
    if (sums === undefined || full === undefined || to <= from) return;
    const { start } = this.span;
    const step = this.#step;
    const a = Math.min(BINS - 1, Math.floor((from - start) / step));
    const b = Math.min(BINS - 1, Math.floor((to - start) / step));
    if (a === b) {
      sums[a] = (sums[a] ?? 0) + to - from;
      return;
    }
    sums[a] = (sums[a] ?? 0) + start + (a + 1) * step - from;
    sums[b] = (sums[b] ?? 0) + to - (start + b * step);
    full[a + 1] = (full[a + 1] ?? 0) + 1;
    full[b] = (full[b] ?? 0) - 1;
  }

  #integrate(): void {
    const step = this.#step;
    const alive = new Float64Array(BINS);
    for (const state of STATES) {
      const column = this.#sums[state] ?? new Float64Array(0);
      const full = this.#full[state] ?? new Int32Array(0);
      let open = 0;
      let total = 0;
      for (let bin = 0; bin < BINS; bin++) {
        open += full[bin] ?? 0;
        const own = (column[bin] ?? 0) + open * step;
        alive[bin] = (alive[bin] ?? 0) + own;
        column[bin] = total;
        total += own;
      }
      column[BINS] = total;
    }
    for (const time of alive) if (time / step > this.peak) this.peak = time / step;
    this.#full = [];
    this.whole = true;
  }
}
