/** The limits of a run that the supervisor keeps: its time, and its memory outside of the heap. */
import type { RunOutcome } from '../../trace/event.ts';

const WATCH_MS = 20;
/** Within this the program begins, however busy the machine is. */
const START_MS = 20_000;
const BYTES_PER_MB = 1024 * 1024;

export interface Limits {
  readonly timeoutMs: number;
  readonly maxMemoryMb: number;
}

/**
 * @param ranMs how long the program has run; -1 as long as it has not begun: what a busy machine needs to start it does not count
 * @returns the timer, for clearTimeout
 */
export function watchLimits(
  { maxMemoryMb, timeoutMs }: Limits,
  ranMs: () => number,
  stop: (outcome: RunOutcome) => void,
): NodeJS.Timeout {
  const base = process.memoryUsage.rss();
  const made = performance.now();
  return setInterval(() => {
    if (process.memoryUsage.rss() - base > maxMemoryMb * BYTES_PER_MB) stop('outOfMemory');
    const ran = ranMs();
    if ((ran < 0 ? performance.now() - made - START_MS : ran) >= timeoutMs) stop('timedOut');
  }, WATCH_MS);
}
