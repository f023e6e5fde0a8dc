/** What a run ends with: the exit code, and the count of records that were lost. */
import type { RunOutcome } from '../../trace/event.ts';
import { RECORD_BYTES, RecordKind } from '../../trace/record.ts';

export function lostRecord(time: number, count: number): Uint8Array {
  const buffer = new ArrayBuffer(RECORD_BYTES);
  new Float64Array(buffer)[0] = time;
  new Int32Array(buffer).set([RecordKind.Lost, 0, count, 0], 2);
  return new Uint8Array(buffer);
}

export function exitCodeOf(outcome: RunOutcome, code: number): number {
  if (outcome === 'timedOut') return 124;
  if (outcome === 'outOfMemory') return 137;
  // A worker whose listener of `exit` throws ends with 0; a process would not.
  if (outcome === 'threw' && code === 0) return 1;
  return outcome === 'stopped' ? 130 : code;
}
