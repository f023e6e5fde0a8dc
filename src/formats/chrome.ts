/**
 * Trace → Chrome's trace event format, for DevTools, Perfetto and chrome://tracing. Times in microseconds. Viewers nest the
 * slices of a thread: of two that overlap on one, or are paired by an id, DevTools draws none, and Perfetto drops one.
 */
import { PHASES } from '../trace/record.ts';
import { operationTimes, turnLabel } from '../trace/queries.ts';
import type { Trace } from '../trace/tables.ts';
import { arrows } from './chrome-arrows.ts';
import { segmentSlices, type Slice } from './chrome-segments.ts';
import { LOOP, nanos, operationKind, PID, Threads } from './chrome-threads.ts';
import { wellFormed } from './well-formed.ts';

/** In milliseconds. */
const NANO = 1e-6;

/** @returns the JSON object form; its events are made as they are read, once */
export function toChrome(trace: Trace): { traceEvents: Iterable<object> } {
  return { traceEvents: eventsOf(trace) };
}

function* eventsOf(trace: Trace): Generator<object> {
  const threads = new Threads(trace);
  yield { ph: 'M', pid: PID, tid: LOOP, name: 'process_name', args: { name: readable(trace.entry) } };
  for (const [tid, name] of threads.names) {
    yield { ph: 'M', pid: PID, tid, name: 'thread_name', args: { name: readable(name) } };
    yield { ph: 'M', pid: PID, tid, name: 'thread_sort_index', args: { sort_index: tid } };
  }
  for (const slice of slices(trace, threads)) yield complete(slice);
  let id = 0;
  for (const { cat, from, name, to } of arrows(trace, threads)) {
    const arrow = { pid: PID, cat, name, id: ++id };
    yield { ph: 's', tid: from[0], ts: nanos(from[1]) / 1e3, ...arrow };
    yield { ph: 'f', bp: 'e', tid: to[0], ts: nanos(to[1]) / 1e3, ...arrow };
  }
}

function complete({ args, cat, end, name, start, tid }: Slice): object {
  const known = Object.entries(args ?? {}).filter(([, value]) => value !== undefined);
  return {
    ph: 'X',
    pid: PID,
    tid,
    ts: nanos(start) / 1e3,
    // From rounded ends: a slice that ends a nanosecond after the next begins is dropped by viewers that nest slices.
    dur: Math.max(0, nanos(end) - nanos(start)) / 1e3,
    name: readable(name),
    cat,
    args: Object.fromEntries(known.map(([key, value]) => [key, typeof value === 'string' ? readable(value) : value])),
  };
}

/**
 * For half of a pair of UTF-16 in a name, Perfetto refuses the file or never ends; of arguments, it drops those from it on.
 * A zero ends a text for it.
 */
function readable(text: string): string {
  return wellFormed(text).replaceAll('\0', '\ufffd');
}

function* slices(trace: Trace, threads: Threads): Generator<Slice> {
  yield* loopSlices(trace);
  if (threads.lost !== null)
    for (const { end, records, start } of trace.gaps)
      yield { tid: threads.lost, start, end, name: 'records lost', cat: 'lost', args: { records } };
  yield* segmentSlices(trace, threads);
  const { labels, operations } = trace;
  for (let row = 0; row < operations.count; row++) {
    const [start, end] = operationTimes(trace, row);
    const name = labels[operations.label.get(row)]?.text ?? 'operation';
    const args = { open: Number.isNaN(operations.end.get(row)) ? true : undefined };
    yield { tid: threads.operation(row), start, end, name, cat: operationKind(trace, row), args };
  }
}

function* loopSlices(trace: Trace): Generator<Slice> {
  const { turns } = trace;
  for (let row = 0; row < turns.count; row++) {
    const name = PHASES[turns.phase.get(row)] ?? 'turn';
    const args = { trigger: turnLabel(trace, row)?.text };
    yield { tid: LOOP, start: turns.start.get(row), end: turns.end.get(row), name, cat: 'turn', args };
  }
  for (const { column, end, file, kind, label, line, start, turn } of trace.blocking) {
    // An arrow to or from a turn is looked for at its start, and would be taken for one of what is within it from there on.
    const within = turn >= 0 && nanos(start) === nanos(turns.start.get(turn)) ? start + NANO : start;
    yield {
      tid: LOOP,
      start: within,
      end,
      name: label,
      cat: 'blocking',
      args: { kind, at: `${file}:${line}:${column}` },
    };
  }
}
