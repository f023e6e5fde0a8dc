/** Where records are missing. Nothing is claimed of what went on there. */
import type { Milliseconds } from './units.ts';

export interface Gap {
  /** The last record before it, and the first after it, or the end of the run. */
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  readonly records: number;
}

/** More gaps than this are told as one. */
const MOST_GAPS = 10_000;

/** Adds a gap behind the others. */
export function addGap(gaps: Gap[], gap: Gap): void {
  const last = gaps.at(-1);
  if (last === undefined || gaps.length < MOST_GAPS) gaps.push(gap);
  else gaps[gaps.length - 1] = { start: last.start, end: gap.end, records: last.records + gap.records };
}

/** @returns whether records are missing anywhere after `time`, so that what ended then may not be seen to have ended */
export function missesAfter(gaps: readonly Gap[], time: Milliseconds): boolean {
  const last = gaps.at(-1);
  return last !== undefined && last.end > time;
}
