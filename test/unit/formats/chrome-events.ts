/** The events of a Chrome trace, read back. */
import assert from 'node:assert/strict';
import { jsonChunks, toChrome } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import type { Trace } from '../../../src/trace/tables.ts';
import { head, records, type Row } from '../trace/records.ts';
import { build } from '../webview/support.ts';

export interface Event {
  ph: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  id?: number;
  bp?: string;
  cat?: string;
  name: string;
  args?: Record<string, string | number | boolean>;
}

export function eventsOf(events: readonly TraceEvent[]): Event[] {
  return eventsOfTrace(build(events));
}

/** Of the run in `head` with these records, which ends a millisecond after the last. */
export function eventsOfRows(...rows: Row[]): Event[] {
  const time = Math.max(...rows.map(([at]) => at)) + 1;
  return eventsOf([...head, records(...rows), { type: 'end', time, outcome: 'completed', exitCode: 0 }]);
}

export function eventsOfTrace(trace: Trace): Event[] {
  const file = JSON.parse([...jsonChunks(toChrome(trace))].join('')) as { traceEvents: Event[] };
  // Perfetto notes each other key, even the one of the time unit, that of the format being right.
  assert.deepEqual(Object.keys(file), ['traceEvents']);
  return file.traceEvents;
}

/** Of a time in the format's unit. */
export function toNanos(micros = NaN): number {
  return Math.round(micros * 1000);
}
