import type { TraceEvent } from './event.ts';
import { RECORD_BYTES } from './record.ts';

/** @returns how many records these events hold; lost ones are not counted */
export function recordsIn(events: readonly TraceEvent[]): number {
  let bytes = 0;
  for (const event of events) if (event.type === 'records') bytes += event.bytes.byteLength;
  return Math.floor(bytes / RECORD_BYTES);
}
