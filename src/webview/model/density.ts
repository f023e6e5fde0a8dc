/**
 * How many tasks of a group were in each state over time: the picture of a lane that holds many. The counts are averages
 * over small bins of a tile of time; a tile is at least as long as the window and is kept while the window moves in it.
 */
import { segmentEnd, taskEnd } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import type { Span } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';
import { operationEnd, type OperationRow } from './operations.ts';

const BINS = 4096;
/** Tiles kept; the oldest goes first. */
const MAX_TILES = 96;

/** Calls `add` for all stretches that overlap a span. */
export type Stretches = (span: Span, add: (state: number, start: number, end: number) => void) => void;

export interface Shares {
  readonly running: number;
  readonly suspended: number;
  readonly ready: number;
}

class Tile {
  readonly start: number;
  readonly step: number;
  /** Prefix sums over the bins of the time spent in each state, by state. */
  readonly sums = [0, 1, 2].map(() => new Float64Array(BINS + 1));
  /** The most that were alive at once, on average over a bin. */
  peak = 0;
  /** Extent of the trace for which it was made. */
  readonly version: number;

  constructor(span: Span, version: number, stretches: Stretches) {
    this.start = span.start;
    this.step = (span.end - span.start) / BINS;
    this.version = version;
    const whole = this.sums.map(() => new Float64Array(BINS + 1));
    stretches(span, (state, start, end) => {
      this.#add(this.sums[state], whole[state], Math.max(start, span.start), Math.min(end, span.end));
    });
    this.#integrate(whole);
  }

  /** Adds to the two bins at the ends; those between are noted as a difference. */
  #add(sums: Float64Array | undefined, whole: Float64Array | undefined, from: number, to: number): void {
    if (sums === undefined || whole === undefined || to <= from) return;
    const { start, step } = this;
    const a = Math.min(BINS - 1, Math.floor((from - start) / step));
    const b = Math.min(BINS - 1, Math.floor((to - start) / step));
    if (a === b) {
      sums[a] = (sums[a] ?? 0) + to - from;
      return;
    }
    sums[a] = (sums[a] ?? 0) + start + (a + 1) * step - from;
    sums[b] = (sums[b] ?? 0) + to - (start + b * step);
    whole[a + 1] = (whole[a + 1] ?? 0) + 1;
    whole[b] = (whole[b] ?? 0) - 1;
  }

  #integrate(whole: readonly Float64Array[]): void {
    const { step, sums } = this;
    const open = [0, 0, 0];
    const total = [0, 0, 0];
    for (let bin = 0; bin < BINS; bin++) {
      let alive = 0;
      for (let state = 0; state < 3; state++) {
        const column = sums[state];
        if (column === undefined) continue;
        open[state] = (open[state] ?? 0) + (whole[state]?.[bin] ?? 0);
        const own = (column[bin] ?? 0) + (open[state] ?? 0) * step;
        alive += own;
        column[bin] = total[state] ?? 0;
        total[state] = (total[state] ?? 0) + own;
      }
      this.peak = Math.max(this.peak, alive / step);
    }
    for (let state = 0; state < 3; state++) {
      const column = sums[state];
      if (column !== undefined) column[BINS] = total[state] ?? 0;
    }
  }

  /** Time spent in a state up to a time. */
  until(state: number, time: number): number {
    const at = Math.min(BINS, Math.max(0, (time - this.start) / this.step));
    const bin = Math.min(BINS - 1, Math.floor(at));
    const column = this.sums[state];
    const before = column?.[bin] ?? 0;
    return before + ((column?.[bin + 1] ?? 0) - before) * (at - bin);
  }
}

export interface Picture {
  readonly peak: number;
  /** Average numbers between two times. */
  between(from: number, to: number): Shares;
}

export class Densities {
  readonly #trace: Trace;
  readonly #tiles = new Map<string, Tile>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** @param key names the stretches @param count how many there are: a tile is made again when there are more */
  get(key: string, span: Span, count: number, stretches: Stretches): Picture {
    const half = 2 ** Math.ceil(Math.log2(span.end - span.start));
    const start = Math.floor(span.start / half) * half;
    const name = `${key}\0${half}\0${start}`;
    // While the run grows, a picture may lag a little behind it: making it anew costs what it holds.
    const version = this.#trace.ended ? -count : count;
    let tile = this.#tiles.get(name);
    const stale = tile === undefined || (version < 0 ? tile.version !== version : count > tile.version * 1.03 + 8);
    if (tile === undefined || stale || tile.version < 0 !== version < 0) {
      tile = new Tile({ start, end: start + 2 * half }, version, stretches);
      this.#tiles.delete(name);
      this.#tiles.set(name, tile);
      const [oldest] = this.#tiles.keys();
      if (this.#tiles.size > MAX_TILES && oldest !== undefined) this.#tiles.delete(oldest);
    }
    return picture(tile);
  }
}

function picture(tile: Tile): Picture {
  const share = (state: number, from: number, to: number): number =>
    (tile.until(state, to) - tile.until(state, from)) / (to - from);
  return {
    peak: tile.peak,
    between: (from, to) => ({
      running: share(State.Running, from, to),
      suspended: share(State.Suspended, from, to),
      ready: share(State.Ready, from, to),
    }),
  };
}

export function stretchesOfTasks(trace: Trace, index: SegmentIndex, tasks: Int32Array): Stretches {
  return (span, add) => {
    for (const task of tasks) {
      if (trace.tasks.start.get(task) > span.end || taskEnd(trace, task) < span.start) continue;
      const count = index.count(task);
      for (let k = count === 0 ? 0 : index.find(task, span.start); k < count; k++) {
        const start = index.start(task, k);
        if (start > span.end) break;
        const row = index.row(task, k);
        add(trace.segments.state.get(row), start, k + 1 < count ? index.start(task, k + 1) : segmentEnd(trace, row));
      }
    }
  };
}

export function stretchesOfOperations(trace: Trace, rows: readonly OperationRow[]): Stretches {
  return (span, add) => {
    for (const row of rows) {
      for (let at = 0; at < row.count; at++) {
        const operation = row.rows[at] ?? 0;
        const start = trace.operations.start.get(operation);
        if (start > span.end) break;
        const end = operationEnd(trace, operation);
        if (end >= span.start) add(State.Suspended, start, end);
      }
    }
  };
}
