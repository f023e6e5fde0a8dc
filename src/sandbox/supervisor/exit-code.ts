/** The exit code of a run, from how it ended and from the worker's own. */
import type { RunOutcome } from '../../trace/event.ts';

export function exitCodeOf(outcome: RunOutcome, code: number): number {
  if (outcome === 'timedOut') return 124;
  if (outcome === 'outOfMemory') return 137;
  if (outcome === 'crashed') return 134;
  // A worker whose listener of `exit` throws ends with 0; a process would not.
  if (outcome === 'threw' && code === 0) return 1;
  return outcome === 'stopped' ? 130 : code;
}
