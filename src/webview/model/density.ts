/**
 * How many tasks of a group were in each state over time: the picture of a lane that holds many. A picture is read from a
 * tile that is at least as long as the window and is kept while the window moves in it. Where a finer tile is wanted than
 * there is, a coarser one stands in while the finer is filled, a little with each frame: no frame walks the whole run.
 */
import { segmentEnd, taskEnd } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import { findOperation, operationEnd, type OperationRow } from './operations.ts';
import type { Span } from './scale.ts';
import type { SegmentIndex } from './segment-index.ts';
import { Tile, type Place, type Stretches } from './tile.ts';

/** Tiles kept; the oldest goes first. */
const MAX_TILES = 96;
/** Stretches that one frame looks at to make tiles: about two milliseconds. */
export const FRAME_STRETCHES = 40_000;
/** See `lag`. Of a run that is known already and comes in large pieces, it is as with the index of segments. */
export const LAG = 1.03;
export const ARRIVING_LAG = 4;
/** A tile has the room for twice the window, so the next coarser one that is looked for is this much longer. */
const COARSER = 2;

export interface Picture {
  readonly peak: number;
  /** Time spent in a state up to a time; the difference of two is their average number, times the time between. */
  until(state: number, time: number): number;
}

export class Densities {
  readonly #trace: Trace;
  readonly #tiles = new Map<string, Tile>();
  /** What is being filled, by lane: the latest that was asked for. */
  readonly #filling = new Map<string, { name: string; tile: Tile }>();
  #left = FRAME_STRETCHES;
  /** How many times as much a growing run may hold before its pictures are made anew. */
  lag = LAG;
  /** Stretches that were looked at so far. */
  looked = 0;
  /** A coarser picture stands in for one that is not whole yet: another frame goes on with it. */
  pending = false;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** A frame begins: it may look at so many stretches. */
  begin(): void {
    this.#left = FRAME_STRETCHES;
    this.pending = false;
  }

  /** @param key names the stretches @param count how many there are: a tile is made again when there are more */
  get(key: string, span: Span, count: number, stretches: Stretches): Picture {
    const half = 2 ** Math.ceil(Math.log2(span.end - span.start));
    const start = Math.floor(span.start / half) * half;
    const name = nameOf(key, half, start);
    // While the run grows, a picture may lag a little behind it: making it anew costs what it holds.
    const version = this.#trace.ended ? -count : count;
    const known = this.#tiles.get(name);
    if (known !== undefined && this.#isFresh(known, version)) return known;
    const standIn = known ?? this.#coarser(key, span, half);
    let filling = this.#filling.get(key);
    // Of a run that grows, a picture is finished first, or it would never be.
    const goesOn =
      filling?.name === name && (filling.tile.version === version || (version > 0 && filling.tile.version > 0));
    if (filling === undefined || !goesOn) {
      filling = { name, tile: new Tile({ start, end: start + 2 * half }, version) };
      this.#filling.set(key, filling);
    }
    const { tile } = filling;
    // Without anything to show meanwhile it is made at once.
    const looked = tile.fill(stretches, standIn === undefined ? Infinity : Math.max(1, this.#left));
    this.#left -= looked;
    this.looked += looked;
    if (!tile.whole && standIn !== undefined) {
      this.pending = true;
      return standIn;
    }
    this.#filling.delete(key);
    this.#keep(name, tile);
    return tile;
  }

  /** @param version minus the count once the run has ended */
  #isFresh(tile: Tile, version: number): boolean {
    if (version < 0 || tile.version < 0) return tile.version === version;
    return version <= tile.version * this.lag + 8;
  }

  #keep(name: string, tile: Tile): void {
    this.#tiles.delete(name);
    this.#tiles.set(name, tile);
    const [oldest] = this.#tiles.keys();
    if (this.#tiles.size > MAX_TILES && oldest !== undefined) this.#tiles.delete(oldest);
  }

  /** The finest tile that is there and holds the window. */
  #coarser(key: string, span: Span, half: number): Tile | undefined {
    for (let longer = half * COARSER; longer <= 2 * this.#trace.now + half * COARSER; longer *= COARSER) {
      const tile = this.#tiles.get(nameOf(key, longer, Math.floor(span.start / longer) * longer));
      if (tile !== undefined) return tile;
    }
    return undefined;
  }
}

function nameOf(key: string, half: number, start: number): string {
  return `${key}\0${half}\0${start}`;
}

export function stretchesOfTasks(trace: Trace, index: SegmentIndex, tasks: Int32Array): Stretches {
  return {
    walk(span, place, most, add) {
      let looked = 0;
      for (; place.part < tasks.length; place.part++, place.at = -1) {
        const task = tasks[place.part] ?? 0;
        if (place.at < 0) {
          if (looked++ >= most) return most;
          if (trace.tasks.start.get(task) > span.end || taskEnd(trace, task) < span.start) continue;
          place.at = index.count(task) === 0 ? 0 : index.find(task, span.start);
        }
        const count = index.count(task);
        for (; place.at < count; place.at++) {
          if (looked++ >= most) return most;
          const start = index.start(task, place.at);
          if (start > span.end) break;
          const row = index.row(task, place.at);
          const end = place.at + 1 < count ? index.start(task, place.at + 1) : segmentEnd(trace, row);
          const several = index.merged(task, place.at);
          if (several === null) {
            add(trace.segments.state.get(row), start, end);
            continue;
          }
          // Only how long it was in each state is known: within a pixel or so of the whole run.
          const ran = Math.min(end, start + several.ran);
          const ready = Math.min(end, ran + several.ready);
          add(State.Running, start, ran);
          add(State.Ready, ran, ready);
          add(State.Suspended, ready, end);
        }
      }
      return Math.min(looked, most - 1);
    },
  };
}

export function stretchesOfOperations(trace: Trace, rows: readonly OperationRow[]): Stretches {
  return {
    walk(span, place, most, add) {
      let looked = 0;
      for (; place.part < rows.length; place.part++, place.at = -1) {
        const row = rows[place.part];
        if (row === undefined) continue;
        if (place.at < 0) place.at = firstIn(trace, rows, place, span);
        for (; place.at < row.count; place.at++) {
          if (looked++ >= most) return most;
          const operation = row.rows[place.at] ?? 0;
          const start = trace.operations.start.get(operation);
          if (start > span.end) break;
          const end = operationEnd(trace, operation);
          if (end >= span.start) add(State.Suspended, start, end);
        }
      }
      return Math.min(looked, most - 1);
    },
  };
}

/** In the last row operations may overlap: one from far before can reach into the span. */
function firstIn(trace: Trace, rows: readonly OperationRow[], { part }: Place, span: Span): number {
  const row = rows[part];
  return row === undefined || part === rows.length - 1 ? 0 : Math.max(0, findOperation(trace, row, span.start));
}
