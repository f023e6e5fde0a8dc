/** The events of a Chrome trace, read back. */
import assert from 'node:assert/strict';
import { jsonChunks, toChrome } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import type { Trace } from '../../../src/trace/tables.ts';
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
