/**
 * Trace → Chrome's trace event format, for DevTools, Perfetto and chrome://tracing. Times in microseconds. Viewers nest the
 * slices of a thread: of two that overlap on one, or are paired by an id, DevTools draws none, and Perfetto drops one.
 */
import { PHASES } from '../trace/record.ts';
import { operationTimes, segmentEnd, turnLabel, waitingFor } from '../trace/queries.ts';
import { State, type Trace } from '../trace/tables.ts';
import type { Milliseconds } from '../trace/units.ts';
import { cameText } from '../trace/values.ts';
import { arrows } from './chrome-arrows.ts';
import { LOOP, nanos, operationKind, PID, Threads } from './chrome-threads.ts';

/** In milliseconds. */
const NANO = 1e-6;
/** By state. Perfetto colours by name, and for `ready` alone it has nearly the colour of `running`. */
const SLICE_NAMES = ['running', 'suspended', 'ready, the thread is busy'] as const;

interface Slice {
  readonly tid: number;
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  readonly name: string;
  readonly cat: string;
  readonly args?: Readonly<Record<string, string | number | boolean | undefined>>;
}

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
  // eslint-disable-next-line no-control-regex -- it is what is looked for
  return text.replace(/\u0000|\p{Surrogate}/gu, '\ufffd');
}

function* slices(trace: Trace, threads: Threads): Generator<Slice> {
  yield* loopSlices(trace);
  if (threads.lost !== null)
    for (const { end, records, start } of trace.gaps)
      yield { tid: threads.lost, start, end, name: 'records lost', cat: 'lost', args: { records } };
  /** What a segment stands for beside itself. */
  const before = new Map<number, number>();
  for (let row = 0; row < trace.segments.count; row++) {
    const shown = shownBy(trace, row);
    if (shown === row) yield segmentSlice(trace, threads, row, before.get(row) ?? row);
    else before.set(shown, row);
  }
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

/** @param wait row of the segment that the awaited value ended */
function segmentSlice(trace: Trace, threads: Threads, row: number, wait: number): Slice {
  const { segments, sites, tasks } = trace;
  const state = segments.state.get(row);
  return {
    tid: threads.task(segments.task.get(row)),
    start: segments.start.get(row),
    end: segmentEnd(trace, row),
    name: SLICE_NAMES[state] ?? 'running',
    cat: 'segment',
    args: {
      site: sites[segments.site.get(row) - 1]?.text,
      at: place(trace, row),
      waitingFor: state === State.Running ? undefined : waitingFor(trace, row)?.label,
      value: cameText(trace, wait) ?? undefined,
      open: segments.next.get(row) < 0 && Number.isNaN(tasks.end.get(segments.task.get(row))) ? true : undefined,
    },
  };
}

/** Where the task is suspended, or was before this segment; before its first suspension, where its function stands. */
function place({ files, functions, segments, sites, tasks }: Trace, row: number): string | undefined {
  const info = functions[tasks.function.get(segments.task.get(row)) - 1];
  const at = sites[segments.site.get(row) - 1] ?? info;
  const file = info === undefined ? undefined : files[info.file - 1];
  return at === undefined || file === undefined ? undefined : `${file.path}:${at.line}:${at.column}`;
}

/**
 * A wait for what was there already took no time, and viewers would draw it within the slice that follows: that one, which is
 * about the same wait, stands for it. @returns the row of the segment whose slice shows a segment
 */
function shownBy({ segments }: Trace, row: number): number {
  let shown = row;
  for (;;) {
    const next = segments.next.get(shown);
    if (next < 0 || nanos(segments.end.get(shown)) !== nanos(segments.start.get(shown))) return shown;
    shown = next;
  }
}
