/** Which runs need not stay in memory. A record takes some 80 bytes there: 12 million, the default limit, take 1 GB. */
import { recordsIn } from '../trace/records-in.ts';
import type { TraceEvent } from '../trace/event.ts';

/** Shorter runs stay: they take little. */
export const LONG_RECORDS = 1_000_000;
/** Of all runs in memory; beyond it the oldest long ones go, too, and hovers know no more of them. */
export const MOST_RECORDS = 24_000_000;

export interface Kept {
  readonly root: string;
  readonly trace: { readonly files: readonly { readonly path: string }[] };
  readonly events: readonly TraceEvent[];
}

/**
 * @param kept the runs in memory, the oldest first
 * @param isUsed whether a run is shown, or not complete yet
 * @returns the oldest long run that no file leads to, since later runs have loaded them all; or, when there is too much in
 * memory, the oldest long one
 */
export function spare<T extends Kept>(kept: readonly T[], isUsed: (run: T) => boolean): T | undefined {
  const free = kept.filter((run) => !isUsed(run) && recordsIn(run.events) >= LONG_RECORDS);
  const hidden = free.find((run) => {
    const later = kept.slice(kept.indexOf(run) + 1).filter(({ root }) => root === run.root);
    return run.trace.files.every(({ path }) =>
      later.some(({ trace }) => trace.files.some((file) => file.path === path)),
    );
  });
  if (hidden !== undefined) return hidden;
  return kept.reduce((sum, run) => sum + recordsIn(run.events), 0) > MOST_RECORDS ? free[0] : undefined;
}
