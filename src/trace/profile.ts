/** What the CPU profile found in stretches of time: the lines and functions that held the thread. */
import type { ProfileFrame, TraceEvent } from './event.ts';
import type { Blocking } from './tables.ts';
import type { Column, Line, Milliseconds } from './units.ts';

/** Time in a function itself, or in what it called of code that is not the program's. */
export interface HotFunction {
  /** '' when it has no name. */
  readonly function: string;
  /** What it had called meanwhile, when that is no code of the program. */
  readonly within?: string;
  /** '' for no code of the program: garbage collection. */
  readonly file: string;
  readonly line: Line;
  readonly column: Column;
  readonly ms: Milliseconds;
}
/** The same on one line of it. */
export type HotLine = HotFunction;

export interface HotSpots {
  /** The hottest first; no more than MOST. */
  readonly lines: readonly HotLine[];
  readonly functions: readonly HotFunction[];
}

/** A function for readers. */
export function hotName({ function: name }: HotFunction): string {
  return name === '' ? '(anonymous)' : name;
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

export class Profiles {
  readonly #windows: Window[] = [];
  #spans = 0;

  /**
   * Takes a profile, and explains the computation that it covers.
   * @returns false when it makes no sense and was left out
   */
  explain(event: Extract<TraceEvent, { type: 'profile' }>, blocking: Blocking[]): boolean {
    const covers = this.#add(event);
    if (covers === null) return false;
    for (const [index, block] of blocking.entries()) {
      if (block.start < covers.end && block.end > covers.start) blocking[index] = this.explained(block);
    }
    return true;
  }

  /** @returns the same with its hottest lines, as far as they are known by now */
  explained(block: Blocking): Blocking {
    if (block.kind !== 'cpu') return block;
    const hot = this.#between(block.start, block.end);
    const hottest = hot.lines.find(({ file }) => file !== '');
    if (hottest === undefined) return block;
    const { column, file, line } = hottest;
    return { ...block, label: hotName(hottest), file, line, column, hot };
  }

  /** @returns the time that it covers, or null when it makes no sense */
  #add({ frames, spans }: Extract<TraceEvent, { type: 'profile' }>): { start: Milliseconds; end: Milliseconds } | null {
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
    return { start, end };
  }

  #between(start: Milliseconds, end: Milliseconds): HotSpots {
    const functions = new Map<string, HotFunction>();
    const lines = new Map<string, HotLine>();
    for (const window of this.#windows) {
      if (window.start >= end || window.end <= start) continue;
      for (const [index, ms] of timesOf(window, start, end)) {
        const frame = window.frames[index];
        if (frame === undefined) continue;
        sum(functions, frame, frame.line, frame.column, ms);
        const ticks = frame.lines.reduce((total, line) => total + line.ticks, 0);
        if (ticks === 0) sum(lines, frame, frame.line, frame.column, ms);
        else for (const at of frame.lines) sum(lines, frame, at.line, at.column, (ms * at.ticks) / ticks);
      }
    }
    const hottest = (of: Map<string, HotFunction>): HotFunction[] =>
      [...of.values()].sort((a, b) => b.ms - a.ms).slice(0, MOST);
    return { lines: hottest(lines), functions: hottest(functions) };
  }
}

/** Milliseconds of each frame within a stretch. */
function timesOf({ spans }: Window, start: Milliseconds, end: Milliseconds): Map<number, number> {
  const times = new Map<number, number>();
  for (let at = 0; at < spans.length; at += FIELDS) {
    const from = spans[at] ?? 0;
    const ms = Math.min(end, from + (spans[at + 1] ?? 0)) - Math.max(start, from);
    const frame = spans[at + 2] ?? -1;
    if (ms > 0) times.set(frame, ms + (times.get(frame) ?? 0));
  }
  return times;
}

function sum(
  into: Map<string, HotFunction>,
  { file, name, within }: ProfileFrame,
  line: number,
  column: number,
  ms: number,
): void {
  const key = JSON.stringify([file, name, within, line, column]);
  const known = into.get(key);
  into.set(key, {
    function: name,
    ...(within === undefined ? {} : { within }),
    file,
    line,
    column,
    ms: ms + (known?.ms ?? 0),
  });
}
