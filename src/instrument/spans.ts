/**
 * Mappings (source map, version 3: https://tc39.es/ecma426/) from an edited text to the one without its fenced chunks. A
 * segment stands at the begin of each line and of each kept piece. What a chunk calls is said to be called at what follows
 * the chunk, or at the place given for it.
 */
import { FENCE_CLOSE, FENCE_OPEN } from './probe-names.ts';
import { lineEnds, Lines } from './lines.ts';

/** What V8 gives a position to in a chunk. */
const CALLS = /\$\w+\(|\breturn\b/g;
const CALLS_AND_READS = /\$\w+|\breturn\b/g;
const WORDS = /\w+|\W+/g;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function digits(value: number): string {
  let text = '';
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit] ?? '';
  } while (rest > 0);
  return text;
}

/** Writes segments in order; positions 0-based. */
class Segments {
  text = '';
  #column = 0;
  #line = 0;
  #originalColumn = 0;
  #first = true;

  newLine(): void {
    this.text += ';';
    this.#column = 0;
    this.#first = true;
  }

  add(column: number, originalLine: number, originalColumn: number): void {
    this.text += `${this.#first ? '' : ','}${digits(column - this.#column)}A${digits(originalLine - this.#line)}${digits(originalColumn - this.#originalColumn)}`;
    this.#column = column;
    this.#line = originalLine;
    this.#originalColumn = originalColumn;
    this.#first = false;
  }
}

interface Places {
  /** `offset:chunk` → offset that the calls in the chunk are said to be at, and that its names are said to be read at. */
  readonly calls: ReadonlyMap<string, number>;
  readonly reads: ReadonlyMap<string, number>;
  /** Offset of a name → offset that it is said to be read at. */
  readonly kept: ReadonlyMap<number, number>;
}

/**
 * @param edited what `original` became
 * @param trace leads on from `original` (0-based), where that is itself made of another text; about each word of it is known
 */
export function mappingsOf(
  edited: string,
  original: string,
  places: Places,
  trace: ((line: number, column: number) => readonly [line: number, column: number] | null) | null,
): string {
  const segments = new Segments();
  const lines = new Lines(original);
  const names = trace === null ? [...places.kept.keys()].sort((a, b) => a - b) : [];
  let nextName = 0;
  /** Of the line that `at` is in, in the edited text. */
  let lineStart = 0;
  let offset = 0;
  const mark = (at: number, place: number): void => {
    const { line, column } = lines.at(place);
    const traced = trace === null ? ([line - 1, column - 1] as const) : trace(line - 1, column - 1);
    if (traced !== null) segments.add(at - lineStart, ...traced);
  };
  let newLine = -1;
  const lineEnd = lineEnds(edited);
  /** @param place of all of it; null for what is kept @param read of the names in it, where that is elsewhere */
  const pass = (from: number, to: number, place: number | null, read?: number): void => {
    const markEach = (start: number, end: number, pattern: RegExp): void => {
      for (const { 0: found, index } of edited.slice(start, end).matchAll(pattern)) {
        const at = start + index;
        const isRead = read !== undefined && found.startsWith('$') && edited[at + found.length] !== '(';
        if (at > from) mark(at, isRead ? read : (place ?? at - from + offset));
      }
    };
    for (let at = from; ;) {
      // Looked for once for all pieces on a line, which may be very long.
      if (newLine < at) newLine = (lineEnd(at) + 1 || edited.length + 1) - 1;
      const end = Math.min(newLine, to);
      if (place !== null) markEach(at, end, read === undefined ? CALLS : CALLS_AND_READS);
      else if (trace !== null) markEach(at, end, WORDS);
      else if (at > from && at < to) mark(at, at - from + offset);
      if (newLine >= to) return;
      at = lineStart = newLine + 1;
      segments.newLine();
    }
  };
  for (let at = 0; at < edited.length;) {
    const open = edited.indexOf(FENCE_OPEN, at);
    const end = open === -1 ? edited.length : open;
    if (end > at) {
      for (let from = at; from < end;) {
        const name = names[nextName];
        const place = offset === name ? places.kept.get(name) : undefined;
        if (place !== undefined) nextName++;
        const next = names[nextName] ?? Infinity;
        const to = Math.min(end, from + next - offset);
        mark(from, place ?? offset);
        if (place !== undefined) mark(from + 1, offset + 1);
        pass(from, to, null);
        offset += to - from;
        from = to;
      }
    }
    if (open === -1) break;
    const close = edited.indexOf(FENCE_CLOSE, open);
    const chunk = edited.slice(open + FENCE_OPEN.length, close);
    at = close + FENCE_CLOSE.length;
    const place = Math.min(places.calls.get(`${offset}:${chunk}`) ?? offset, original.length);
    pass(open, at, place, places.reads.get(`${offset}:${chunk}`));
  }
  return segments.text;
}
