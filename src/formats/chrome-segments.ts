/** Segments of tasks as slices of a Chrome trace. */
import { segmentEnd, waitingFor } from '../trace/queries.ts';
import { Outcome, State, type Trace } from '../trace/tables.ts';
import type { Milliseconds } from '../trace/units.ts';
import { cameText, endText, yieldedText } from '../trace/values.ts';
import { nanos, type Threads } from './chrome-threads.ts';

export type Args = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Slice {
  readonly tid: number;
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  readonly name: string;
  readonly cat: string;
  readonly args?: Args;
}

/** By state. Perfetto colours by name, and for `ready` alone it has nearly the colour of `running`. */
const SLICE_NAMES = ['running', 'suspended', 'ready, the thread is busy'] as const;

export function* segmentSlices(trace: Trace, threads: Threads): Generator<Slice> {
  const { segments } = trace;
  /** Row of the segment that another stands for beside itself. */
  const before = new Map<number, number>();
  for (let row = 0; row < segments.count; row++) {
    const shown = shownBy(trace, row);
    if (shown !== row) {
      before.set(shown, row);
      continue;
    }
    yield {
      tid: threads.task(segments.task.get(row)),
      start: segments.start.get(row),
      end: segmentEnd(trace, row),
      name: SLICE_NAMES[segments.state.get(row)] ?? 'running',
      cat: 'segment',
      args: { ...about(trace, row), ...came(trace, before.get(row) ?? row), ...ended(trace, row) },
    };
  }
}

function about(trace: Trace, row: number): Args {
  const { segments, sites } = trace;
  return {
    site: sites[segments.site.get(row) - 1]?.text,
    at: place(trace, row),
    waitingFor: segments.state.get(row) === State.Running ? undefined : waitingFor(trace, row)?.label,
  };
}

/** What a suspension handed out, and what it brought. */
function came(trace: Trace, row: number): Args {
  return {
    yielded: yieldedText(trace, row) ?? undefined,
    value: cameText(trace, row) ?? undefined,
    outcome: trace.segments.outcome.get(row) === Outcome.Rejected ? 'rejected' : undefined,
  };
}

/** Of a task's last segment: by what the task ended, or that it had not ended when the run did. */
function ended(trace: Trace, row: number): Args {
  const { segments, tasks } = trace;
  const task = segments.task.get(row);
  if (segments.next.get(row) >= 0) return {};
  if (Number.isNaN(tasks.end.get(task))) return { open: true };
  return { [tasks.outcome.get(task) === Outcome.Rejected ? 'threw' : 'returned']: endText(trace, task) ?? undefined };
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
