/**
 * Trace → Chrome's trace event format, for DevTools, Perfetto and chrome://tracing. Times in microseconds. A thread for the
 * event loop, one for each task, and as many for each kind of operation as were in flight at once: DevTools draws no events
 * that overlap on one thread, and none of those that are paired by an id.
 */
import { PHASES } from '../trace/record.ts';
import { operationTimes, segmentEnd, taskName, waitingFor } from '../trace/queries.ts';
import { State, STATE_NAMES, type Trace } from '../trace/tables.ts';
import { cameText } from '../trace/values.ts';
import { Rows } from './rows.ts';

const PID = 1;
/** The thread with the number of its process is shown first; 0 is the idle thread of the system. */
const LOOP = PID;

interface Slice {
  readonly tid: number;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly cat: string;
  readonly args?: object;
}

/** @returns the JSON object form, `{ traceEvents: [...] }`; what tells how to read the events stands before them */
export function toChrome(trace: Trace): { displayTimeUnit: 'ms'; traceEvents: object[] } {
  const events: object[] = [{ ph: 'M', pid: PID, tid: LOOP, name: 'process_name', args: { name: trace.entry } }];
  const thread = (tid: number, name: string): void => {
    events.push({ ph: 'M', pid: PID, tid, name: 'thread_name', args: { name } });
    events.push({ ph: 'M', pid: PID, tid, name: 'thread_sort_index', args: { sort_index: tid } });
  };
  const slice = ({ end, start, ...rest }: Slice): void => {
    // From rounded ends: a slice that ends a nanosecond after the next begins is dropped by viewers that nest slices.
    events.push({
      ph: 'X',
      pid: PID,
      ts: nanos(start) / 1e3,
      dur: Math.max(0, nanos(end) - nanos(start)) / 1e3,
      ...rest,
    });
  };
  const { segments, sites, tasks, turns } = trace;
  thread(LOOP, 'Event loop');
  for (let row = 0; row < turns.count; row++) {
    const name = PHASES[turns.phase.get(row)] ?? 'turn';
    slice({ tid: LOOP, start: turns.start.get(row), end: turns.end.get(row), name, cat: 'turn' });
  }
  for (const { column, end, file, kind, label, line, start } of trace.blocking) {
    slice({ tid: LOOP, start, end, name: label, cat: 'blocking', args: { kind, at: `${file}:${line}:${column}` } });
  }
  const tidOf = (task: number): number => LOOP + 1 + task;
  for (let row = 0; row < tasks.count; row++) thread(tidOf(row), `${taskName(trace, row)} #${tasks.id.get(row)}`);
  for (let row = 0; row < segments.count; row++) {
    const state = segments.state.get(row);
    const wait = state === State.Running ? null : waitingFor(trace, row);
    slice({
      tid: tidOf(segments.task.get(row)),
      start: segments.start.get(row),
      end: segmentEnd(trace, row),
      name: STATE_NAMES[state] ?? 'running',
      cat: 'segment',
      args: {
        site: sites[segments.site.get(row) - 1]?.text,
        waitingFor: wait?.label,
        value: cameText(trace, row) ?? undefined,
      },
    });
  }
  addOperations(trace, tidOf(tasks.count), thread, slice);
  return { displayTimeUnit: 'ms', traceEvents: events };
}

/** @param firstTid the first thread that is free */
function addOperations(
  trace: Trace,
  firstTid: number,
  thread: (tid: number, name: string) => void,
  slice: (slice: Slice) => void,
): void {
  const { labels, operations } = trace;
  const kinds = new Map<string, Rows>();
  let nextTid = firstTid;
  const times = Array.from({ length: operations.count }, (_, row) => operationTimes(trace, row));
  const byStart = [...times.keys()].sort((a, b) => (times[a]?.[0] ?? 0) - (times[b]?.[0] ?? 0) || a - b);
  for (const row of byStart) {
    const [start, end] = times[row] ?? [0, 0];
    const label = labels[operations.label.get(row)];
    const kind = label?.kind ?? 'operation';
    const rows = kinds.get(kind) ?? new Rows(() => nextTid++);
    kinds.set(kind, rows);
    const known = nextTid;
    const tid = rows.take(nanos(start), nanos(end));
    if (tid >= known) thread(tid, `Operations: ${kind}`);
    const open = Number.isNaN(operations.end.get(row));
    slice({ tid, start, end, name: label?.text ?? 'operation', cat: kind, args: open ? { open } : {} });
  }
}

function nanos(ms: number): number {
  return Math.round(ms * 1e6);
}
