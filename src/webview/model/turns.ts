/** Turns and blocking calls in a window of time. */
import type { Blocking, Trace, TurnTable } from '../../trace/tables.ts';
import type { Milliseconds } from '../../trace/units.ts';
import type { CssPixels, Scale, Span } from './scale.ts';

/** Called for a turn, or for turns that share pixels: then `share` (0 to 1) of that time was spent in them. */
export type TurnSink = (turn: number, x0: CssPixels, x1: CssPixels, share: number) => void;

export class TurnIndex {
  readonly #trace: Trace;
  /** Time spent in the turns before a row, ms. */
  #busy = new Float64Array(256);
  #indexed = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Takes in new turns. The last one may still grow, but sums need only those before. */
  update(): void {
    const { turns } = this.#trace;
    if (turns.count > this.#busy.length) {
      const grown = new Float64Array(turns.count * 2);
      grown.set(this.#busy);
      this.#busy = grown;
    }
    for (let row = Math.max(1, this.#indexed); row < turns.count; row++) {
      this.#busy[row] = (this.#busy[row - 1] ?? 0) + turns.busy(row - 1);
    }
    this.#indexed = turns.count;
  }

  /** Row of the last turn that starts at or before `time`, or -1. */
  find(time: Milliseconds, from = -1): number {
    const { data } = this.#trace.turns.start;
    let low = from;
    let high = this.#trace.turns.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((data[middle] ?? 0) <= time) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Time spent in the turns up to a row, and in that one. */
  busyThrough(row: number): Milliseconds {
    const { turns } = this.#trace;
    return (this.#busy[row] ?? 0) + turns.busy(row);
  }

  /** Costs what is visible: a few steps for each pixel. */
  collect(scale: Scale, sink: TurnSink): void {
    const { turns } = this.#trace;
    let row = Math.max(0, this.find(scale.span.start));
    while (row < turns.count) {
      const start = turns.start.get(row);
      if (start > scale.span.end) return;
      const x0 = scale.x(start);
      const x1 = scale.x(turns.end.get(row));
      if (x1 - x0 >= 1) {
        if (x1 >= 0) sink(row, Math.max(0, x0), Math.min(scale.width, x1), shareOf(turns, row));
        row++;
        continue;
      }
      const pixel = Math.floor(x0);
      let last = this.find(scale.time(pixel + 1), row);
      if (last > row && scale.x(turns.end.get(last)) > pixel + 1) last--;
      if (x1 >= 0) {
        const ms = this.busyThrough(last) - (this.#busy[row] ?? 0);
        sink(
          row,
          last > row ? pixel : x0,
          last > row ? pixel + 1 : x1,
          last > row ? Math.min(1, ms * scale.perMs) : shareOf(turns, row),
        );
      }
      row = last + 1;
    }
  }
}

/** Of the time between start and end, what was spent in the turns that the row stands for. */
function shareOf(turns: TurnTable, row: number): number {
  return turns.merged === null ? 1 : Math.min(1, turns.busy(row) / (turns.end.get(row) - turns.start.get(row)));
}

/** Blocking calls in a window, with their places in the list, which is in order of their ends. */
export function blockingIn(trace: Trace, span: Span): { index: number; block: Blocking }[] {
  const { blocking } = trace;
  let low = -1;
  let high = blocking.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((blocking[middle]?.end ?? 0) < span.start) low = middle;
    else high = middle;
  }
  const found: { index: number; block: Blocking }[] = [];
  for (let index = high; index < blocking.length; index++) {
    const block = blocking[index];
    if (block === undefined || block.start > span.end) break;
    found.push({ index, block });
  }
  return found;
}
