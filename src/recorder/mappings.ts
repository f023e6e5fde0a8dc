/**
 * Positions of instrumented text → positions of the original, from the `mappings` of a source map (version 3).
 * https://tc39.es/ecma426/ Decoded only when a stack is formatted; one pass, no packages.
 */
import { Words, stringCharCodeAt } from './intrinsics.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitOf = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) digitOf[DIGITS.charCodeAt(i)] = i;

/** Segments in order: generated line, generated column, original line, original column; all 0-based. */
export interface Mappings {
  readonly segments: Int32Array;
  readonly count: number;
}

export function decodeMappings(text: string): Mappings {
  const length = text.length;
  let segments: Int32Array = new Words(1024);
  let count = 0;
  let line = 0;
  let column = 0;
  let originalLine = 0;
  let originalColumn = 0;
  let field = 0;
  let value = 0;
  let shift = 0;
  const push = (): void => {
    if (field >= 4) {
      if ((count + 1) * 4 > segments.length) {
        const grown = new Words(segments.length * 2);
        for (let i = 0; i < segments.length; i++) grown[i] = segments[i] ?? 0;
        segments = grown;
      }
      const at = count * 4;
      segments[at] = line;
      segments[at + 1] = column;
      segments[at + 2] = originalLine;
      segments[at + 3] = originalColumn;
      count++;
    }
    field = 0;
  };
  for (let i = 0; i < length; i++) {
    const code = stringCharCodeAt(text, i);
    if (code === 59 /* ; */) {
      push();
      line++;
      column = 0;
    } else if (code === 44 /* , */) {
      push();
    } else {
      const digit = digitOf[code] ?? 0;
      value |= (digit & 31) << shift;
      if ((digit & 32) !== 0) {
        shift += 5;
        continue;
      }
      const delta = (value & 1) !== 0 ? -(value >>> 1) : value >>> 1;
      if (field === 0) column += delta;
      else if (field === 2) originalLine += delta;
      else if (field === 3) originalColumn += delta;
      field++;
      value = 0;
      shift = 0;
    }
  }
  push();
  return { segments, count };
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The original of a generated position, both 1-based. A position before the first segment of its line stays. */
export function originalPosition(mappings: Mappings, line: number, column: number): Position {
  const { segments, count } = mappings;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * 4;
    const l = (segments[at] ?? 0) + 1;
    if (l < line || (l === line && (segments[at + 1] ?? 0) + 1 <= column)) low = middle + 1;
    else high = middle;
  }
  const at = (low - 1) * 4;
  if (low === 0 || (segments[at] ?? 0) + 1 !== line) return { line, column };
  const offset = column - 1 - (segments[at + 1] ?? 0);
  return { line: (segments[at + 2] ?? 0) + 1, column: (segments[at + 3] ?? 0) + 1 + offset };
}
