/**
 * Which segments overlap a stretch of time, of a run that has ended. Segments stand in the order in which they were opened,
 * so those of one time lie near each other: blocks of rows, and blocks of blocks, know their earliest start and latest end,
 * and only blocks that reach into the stretch are looked into.
 */
import type { SegmentTable } from './tables.ts';
import type { Milliseconds } from './units.ts';

/** Rows of a block, and blocks of a block of blocks. */
const WIDTH = 64;

interface Level {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

export class Overlaps {
  readonly #segments: SegmentTable;
  /** Rows that it is of. */
  readonly count: number;
  readonly #levels: Level[] = [];
  /** Blocks of the lowest level that are made. */
  #made = 0;
  /** Rows and blocks that were looked at so far. */
  looked = 0;

  constructor(segments: SegmentTable) {
    this.#segments = segments;
    this.count = segments.count;
    for (let size = Math.ceil(segments.count / WIDTH); ; size = Math.ceil(size / WIDTH)) {
      this.#levels.push({ first: new Float64Array(size).fill(Infinity), last: new Float64Array(size).fill(-Infinity) });
      if (size <= 1) break;
    }
  }

  /** Makes the index of so many rows more. @returns whether it is whole */
  make(rows = Infinity): boolean {
    const [lowest] = this.#levels;
    const { count } = this;
    const { end, start } = this.#segments;
    const size = lowest?.first.length ?? 0;
    const until = Math.min(size, this.#made + Math.ceil(rows / WIDTH));
    for (; this.#made < until; this.#made++) {
      let first = Infinity;
      let last = -Infinity;
      for (let row = this.#made * WIDTH; row < Math.min(count, (this.#made + 1) * WIDTH); row++) {
        const from = start.data[row] ?? 0;
        const to = end.data[row] ?? NaN;
        if (from < first) first = from;
        // What is open has no end.
        if (!(to <= last)) last = Number.isNaN(to) ? Infinity : to;
      }
      let block = this.#made;
      for (const level of this.#levels) {
        level.first[block] = Math.min(level.first[block] ?? first, first);
        level.last[block] = Math.max(level.last[block] ?? last, last);
        block = Math.floor(block / WIDTH);
      }
    }
    return this.#made === size;
  }

  /** Calls `found` for rows that start before `to` and end after `from`, in their order; it must be whole. */
  in(from: Milliseconds, to: Milliseconds, found: (row: number) => void): void {
    this.#search(this.#levels.length - 1, 0, this.#levels.at(-1)?.first.length ?? 0, { from, to, found });
  }

  #search(at: number, begin: number, end: number, wanted: { from: number; to: number; found: (row: number) => void }) {
    const level = this.#levels[at];
    const { found, from, to } = wanted;
    if (level === undefined) {
      const { data: starts } = this.#segments.start;
      const { data: ends } = this.#segments.end;
      for (let row = begin; row < Math.min(end, this.count); row++) {
        this.looked++;
        if ((starts[row] ?? 0) < to && !((ends[row] ?? 0) <= from)) found(row);
      }
      return;
    }
    for (let block = begin; block < Math.min(end, level.first.length); block++) {
      this.looked++;
      if ((level.first[block] ?? 0) >= to || (level.last[block] ?? 0) <= from) continue;
      this.#search(at - 1, block * WIDTH, (block + 1) * WIDTH, wanted);
    }
  }
}

const known = new WeakMap<SegmentTable, Overlaps>();

/** Of a run that has ended: made once. Not whole yet when it is new. */
export function overlapsOf(segments: SegmentTable): Overlaps {
  let overlaps = known.get(segments);
  if (overlaps?.count !== segments.count) known.set(segments, (overlaps = new Overlaps(segments)));
  return overlaps;
}
