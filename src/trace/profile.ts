/** What the CPU profile found in stretches of time: the lines and functions that held the thread. */
import type { ProfileFrame, ProfileLine, TraceEvent } from './event.ts';
import type { Blocking } from './tables.ts';
import type { Column, Line, Milliseconds } from './units.ts';

/** Time in a function itself, or in what it called of code that is not the program's. */
export interface HotFunction {
  /** '' when it has no name. */
  readonly function: string;
  /** What it had called meanwhile, when that is no code of the program. */
  readonly within?: string;
  /** '' for no code of the program: garbage collection, and ForeignCode. */
  readonly file: string;
  readonly line: Line;
  readonly column: Column;
  readonly ms: Milliseconds;
}
/** The same on one line of it. */
export interface HotLine extends HotFunction {
  /** Which line it was is not known: the place is the function's. */
  readonly wholeFunction?: true;
}

export interface HotSpots {
  /** The hottest first; no more than MOST. */
  readonly lines: readonly HotLine[];
  readonly functions: readonly HotFunction[];
}

/** Names of frames that are no code of the program. They have no file. */
export const ForeignCode = {
  Loading: 'loading modules',
  Packages: 'code of packages',
} as const;

function isForeign(name: string): boolean {
  return name === ForeignCode.Loading || name === ForeignCode.Packages;
}

/** A function for readers. */
export function hotName({ function: name }: HotFunction): string {
  return name === '' ? '(anonymous)' : name;
}

/** The hottest of the program's own lines; of foreign code, which has no file, where that was hotter. */
export function hottestIn({ lines }: HotSpots): HotLine | undefined {
  return lines.find(({ file, function: name }) => file !== '' || isForeign(name));
}

function isExact({ wholeFunction }: HotLine): boolean {
  return wholeFunction !== true;
}

function isIn(line: HotLine, other: HotLine): boolean {
  return line.file === other.file && line.function === other.function;
}

/** Listed of each. */
const MOST = 5;
/** Of all events together; what comes beyond is not kept. */
const MOST_SPANS = 1_000_000;
const FIELDS = 3;

interface Window {
  readonly frames: readonly ProfileFrame[];
  readonly spans: readonly number[];
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

/** What a window tells of one stretch. */
interface Part {
  readonly window: Window;
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

export class Profiles {
  readonly #windows: Window[] = [];
  #spans = 0;

  /** @returns the same with its hottest lines, as far as they are known by now */
  explained(block: Blocking): Blocking {
    if (block.kind !== 'cpu') return block;
    const hot = this.#between(block.start, block.end);
    const hottest = hottestIn(hot);
    if (hottest === undefined) return block;
    if (hottest.file === '') return { ...block, label: hottest.function, hot };
    // Where only the function is known, its hottest line that is known stands for it.
    const { column, file, line } = hot.lines.find((at) => isExact(at) && isIn(at, hottest)) ?? hottest;
    return { ...block, label: hotName(hottest), file, line, column, hot };
  }

  /** @returns the time that it covers, or null when it makes no sense and was left out */
  add({ frames, spans }: Extract<TraceEvent, { type: 'profile' }>): { start: Milliseconds; end: Milliseconds } | null {
    const count = spans.length / FIELDS;
    if (!Number.isInteger(count) || count === 0 || this.#spans + count > MOST_SPANS) return null;
    let start = Infinity;
    let end = 0;
    for (let at = 0; at < spans.length; at += FIELDS) {
      const from = spans[at] ?? 0;
      if (frames[spans[at + 2] ?? -1] === undefined) return null;
      start = Math.min(start, from);
      end = Math.max(end, from + (spans[at + 1] ?? 0));
    }
    this.#spans += count;
    this.#windows.push({ frames, spans, start, end });
    this.#windows.sort((a, b) => a.start - b.start);
    return { start, end };
  }

  /** How long code of the program ran in a stretch, and from when to when. */
  ran(start: Milliseconds, end: Milliseconds): { ms: Milliseconds; start: Milliseconds; end: Milliseconds } {
    let ms = 0;
    let first = Infinity;
    let last = 0;
    for (const part of this.#parts(start, end)) {
      const { frames, spans } = part.window;
      for (let at = 0; at < spans.length; at += FIELDS) {
        const from = Math.max(part.start, spans[at] ?? 0);
        const to = Math.min(part.end, (spans[at] ?? 0) + (spans[at + 1] ?? 0));
        if (to <= from || frames[spans[at + 2] ?? -1]?.file === '') continue;
        ms += to - from;
        first = Math.min(first, from);
        last = Math.max(last, to);
      }
    }
    return { ms, start: first, end: last };
  }

  /** What each window tells of a stretch. One begins before the last one ends: what both cover is told by the earlier. */
  #parts(start: Milliseconds, end: Milliseconds): Part[] {
    const parts: Part[] = [];
    let covered = start;
    for (const window of this.#windows) {
      const from = Math.max(window.start, covered);
      const to = Math.min(window.end, end);
      if (to <= from) continue;
      parts.push({ window, start: from, end: to });
      covered = to;
    }
    return parts;
  }

  #between(start: Milliseconds, end: Milliseconds): HotSpots {
    const found = new Map<string, { frame: ProfileFrame; ms: number; lines: Map<number, ProfileLine> }>();
    for (const part of this.#parts(start, end)) {
      for (const [index, ms] of timesOf(part)) {
        const frame = part.window.frames[index];
        if (frame === undefined) continue;
        const key = JSON.stringify([frame.file, frame.name, frame.within, frame.line, frame.column]);
        const sums = found.get(key) ?? { frame, ms: 0, lines: new Map<number, ProfileLine>() };
        found.set(key, sums);
        sums.ms += ms;
        for (const at of frame.lines) {
          const ticks = at.ticks + (sums.lines.get(at.line)?.ticks ?? 0);
          sums.lines.set(at.line, { ...at, ticks });
        }
      }
    }
    const functions: HotFunction[] = [];
    const lines: HotLine[] = [];
    for (const { frame, lines: at, ms } of found.values()) {
      const { column, file, line, name, within } = frame;
      const what = { function: name, ...(within === undefined ? {} : { within }), file };
      functions.push({ ...what, line, column, ms });
      let ticks = 0;
      for (const each of at.values()) ticks += each.ticks;
      // V8 knew the function only: its own line stands for it.
      if (ticks === 0) lines.push({ ...what, line, column, ms, wholeFunction: true });
      for (const each of at.values()) {
        if (each.ticks > 0)
          lines.push({ ...what, line: each.line, column: each.column, ms: (ms * each.ticks) / ticks });
      }
    }
    return { lines: hottest(lines), functions: hottest(functions) };
  }
}

function hottest<T extends HotFunction>(of: T[]): T[] {
  return of.sort((a, b) => b.ms - a.ms).slice(0, MOST);
}

/** Milliseconds of each frame within a stretch. */
function timesOf({ window: { spans }, start, end }: Part): Map<number, number> {
  const times = new Map<number, number>();
  for (let at = 0; at < spans.length; at += FIELDS) {
    const from = spans[at] ?? 0;
    const ms = Math.min(end, from + (spans[at + 1] ?? 0)) - Math.max(start, from);
    const frame = spans[at + 2] ?? -1;
    if (ms > 0) times.set(frame, ms + (times.get(frame) ?? 0));
  }
  return times;
}
