/** Trace → Chrome's trace event format, for chrome://tracing and Perfetto. Times in microseconds. */
import { PHASES } from '../trace/record.ts';
import { segmentEnd, taskName, waitingFor } from '../trace/queries.ts';
import { State, STATE_NAMES, type Trace } from '../trace/tables.ts';
import { cameText } from '../trace/values.ts';

const PID = 1;
const LOOP = 0;

/** @returns the JSON object form, `{ traceEvents: [...] }` */
export function toChrome(trace: Trace): { traceEvents: object[]; displayTimeUnit: 'ms' } {
  const us = (ms: number): number => Math.round(ms * 1e6) / 1e3;
  // From rounded ends: a slice that ends a nanosecond after the next begins is dropped by viewers that nest slices.
  const lasting = (start: number, end: number): { ts: number; dur: number } => ({
    ts: us(start),
    dur: Math.max(0, Math.round(end * 1e6) - Math.round(start * 1e6)) / 1e3,
  });
  const events: object[] = [
    { ph: 'M', pid: PID, tid: LOOP, name: 'process_name', args: { name: trace.entry } },
    { ph: 'M', pid: PID, tid: LOOP, name: 'thread_name', args: { name: 'Event loop' } },
  ];
  const { turns, segments, operations, tasks } = trace;
  for (let row = 0; row < turns.count; row++) {
    const start = turns.start.get(row);
    const name = PHASES[turns.phase.get(row)] ?? 'turn';
    events.push({
      ph: 'X',
      pid: PID,
      tid: LOOP,
      ...lasting(start, turns.end.get(row)),
      name,
      cat: 'turn',
    });
  }
  for (let row = 0; row < tasks.count; row++) {
    events.push({
      ph: 'M',
      pid: PID,
      tid: row + 1,
      name: 'thread_name',
      args: { name: `${taskName(trace, row)} #${tasks.id.get(row)}` },
    });
  }
  for (let row = 0; row < segments.count; row++) {
    const start = segments.start.get(row);
    const state = segments.state.get(row);
    const wait = state === State.Running ? null : waitingFor(trace, row);
    events.push({
      ph: 'X',
      pid: PID,
      tid: segments.task.get(row) + 1,
      ...lasting(start, segmentEnd(trace, row)),
      name: STATE_NAMES[state] ?? 'running',
      cat: 'segment',
      args: {
        site: trace.sites[segments.site.get(row) - 1]?.text,
        waitingFor: wait?.label,
        value: cameText(trace, row) ?? undefined,
      },
    });
  }
  for (const block of trace.blocking) {
    events.push({
      ph: 'X',
      pid: PID,
      tid: LOOP,
      ...lasting(block.start, block.end),
      name: block.label,
      cat: 'blocking',
    });
  }
  for (let row = 0; row < operations.count; row++) {
    const end = operations.end.get(row);
    const label = trace.labels[operations.label.get(row)];
    const common = {
      pid: PID,
      tid: LOOP,
      id: row + 1,
      cat: label?.kind ?? 'operation',
      name: label?.text ?? 'operation',
    };
    events.push({ ph: 'b', ts: us(operations.start.get(row)), ...common });
    events.push({ ph: 'e', ts: us(Number.isNaN(end) ? trace.now : end), ...common });
  }
  return { traceEvents: events, displayTimeUnit: 'ms' };
}
