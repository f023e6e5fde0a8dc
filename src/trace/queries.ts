/** Questions to a trace. Read-only; what is costly is computed once and kept by its caller. */
import type { LabelInfo, WaitKind } from './event.ts';
import { AWAITED_VALUE } from './record.ts';
import { State, type Blocking, type Trace } from './tables.ts';
import type { Milliseconds } from './units.ts';

export interface WaitingFor {
  readonly kind: WaitKind;
  readonly label: string;
  /** Row of the task, when it waits for one. */
  readonly task?: number;
  readonly file?: string;
  readonly line?: number;
}
export interface SettledBy {
  /** Rows. */
  readonly task?: number;
  readonly turn?: number;
  readonly file?: string;
  readonly line?: number;
}

/** How far a chain of promises is followed. */
const MAX_CHAIN = 32;

export function segmentEnd(trace: Trace, segment: number): Milliseconds {
  const end = trace.segments.end.get(segment);
  return Number.isNaN(end) ? Math.max(trace.now, trace.segments.start.get(segment)) : end;
}

export function taskEnd(trace: Trace, task: number): Milliseconds {
  const end = trace.tasks.end.get(task);
  return Number.isNaN(end) ? Math.max(trace.now, trace.tasks.start.get(task)) : end;
}

export function taskName(trace: Trace, task: number): string {
  return trace.functions[trace.tasks.function.get(task) - 1]?.name ?? '(unknown)';
}

/** Rows of a task's segments, in order. */
export function segmentsOf(trace: Trace, task: number): number[] {
  const rows: number[] = [];
  for (let at = trace.tasks.first.get(task); at >= 0; at = trace.segments.next.get(at)) rows.push(at);
  return rows;
}

function place(label: LabelInfo | undefined): { file?: string; line?: number } {
  return {
    ...(label?.file === undefined ? {} : { file: label.file }),
    ...(label?.line === undefined ? {} : { line: label.line }),
  };
}

function isWait(kind: LabelInfo['kind']): kind is WaitKind {
  return kind !== 'sync' && kind !== 'tick' && kind !== 'microtask' && kind !== 'main';
}

/** What a suspended (or ready) segment waited for; null when it awaited nothing (yield) or has no record of it. */
export function waitingFor(trace: Trace, segment: number): WaitingFor | null {
  let promise = trace.segments.promise.get(segment);
  if (promise === AWAITED_VALUE) return { kind: 'value', label: 'a value that is no promise' };
  if (promise === 0) return null;
  for (let step = 0; step < MAX_CHAIN; step++) {
    const task = trace.taskRows.get(promise) - 1;
    if (task >= 0) {
      const info = trace.functions[trace.tasks.function.get(task) - 1];
      const file = info === undefined ? undefined : trace.files[info.file - 1]?.path;
      return {
        kind: 'task',
        label: taskName(trace, task),
        task,
        ...(file === undefined || info === undefined ? {} : { file, line: info.line }),
      };
    }
    const operation = trace.promises.operation.get(promise) - 1;
    if (operation >= 0) return fromOperation(trace, operation);
    const follows = trace.promises.follows.get(promise);
    if (follows === 0) break;
    promise = follows;
  }
  if (trace.promises.seen.get(promise) === 1) {
    const byTask = trace.promises.byTask.get(promise) - 1;
    if (byTask >= 0) return { kind: 'promise', label: `a promise that ${taskName(trace, byTask)} settled` };
    const turn = trace.promises.byTurn.get(promise) - 1;
    const operation = turn >= 0 ? trace.turns.operation.get(turn) : -1;
    if (operation >= 0) return fromOperation(trace, operation);
  }
  return { kind: 'promise', label: 'a promise' };
}

function fromOperation(trace: Trace, operation: number): WaitingFor {
  const label = trace.labels[trace.operations.label.get(operation)];
  const kind = label !== undefined && isWait(label.kind) ? label.kind : 'promise';
  return { kind, label: label?.text ?? 'an operation', ...place(label) };
}

/** Who settled what a segment waited for; null while it is pending, and where it was not seen. */
export function settledBy(trace: Trace, segment: number): SettledBy | null {
  const promise = trace.segments.promise.get(segment);
  if (promise <= 0) return null;
  const own = trace.taskRows.get(promise) - 1;
  if (own >= 0) return Number.isNaN(trace.tasks.end.get(own)) ? null : { task: own, ...taskPlace(trace, own) };
  if (trace.promises.seen.get(promise) !== 1) return null;
  const task = trace.promises.byTask.get(promise) - 1;
  if (task >= 0) return { task, ...taskPlace(trace, task) };
  const turn = trace.promises.byTurn.get(promise) - 1;
  if (turn < 0) return null;
  const operation = trace.turns.operation.get(turn);
  return { turn, ...(operation < 0 ? {} : place(trace.labels[trace.operations.label.get(operation)])) };
}

function taskPlace(trace: Trace, task: number): { file?: string; line?: number } {
  const info = trace.functions[trace.tasks.function.get(task) - 1];
  const file = info === undefined ? undefined : trace.files[info.file - 1]?.path;
  return info === undefined || file === undefined ? {} : { file, line: info.line };
}

export interface Delay {
  readonly task: number;
  readonly site: number;
  readonly ms: Milliseconds;
  /** An upper bound: the completion of I/O is not visible while the thread is held. */
  readonly atMost: boolean;
}

const OWN_THREAD: readonly WaitKind[] = ['timer', 'immediate', 'task', 'promise', 'value', 'event'];

/**
 * The awaits that a blocking stretch held up. Ready time is exact; for I/O that was collected right after the stretch the
 * overlap is an upper bound.
 */
export function delayedBy(trace: Trace, block: Blocking): Delay[] {
  const { segments } = trace;
  const delays: Delay[] = [];
  for (let row = 0; row < segments.count; row++) {
    const start = segments.start.get(row);
    if (start >= block.end) continue;
    const end = segmentEnd(trace, row);
    if (end <= block.start) continue;
    const task = segments.task.get(row);
    const site = segments.site.get(row);
    const ms = Math.min(end, block.end) - Math.max(start, block.start);
    if (segments.state.get(row) === State.Ready) delays.push({ task, site, ms, atMost: false });
    else if (segments.state.get(row) === State.Suspended && wokenNextAfter(trace, row, block)) {
      delays.push({ task, site, ms, atMost: true });
    }
  }
  return delays;
}

/** Was this wait ended by I/O that the loop collected in its first turns after the block? */
function wokenNextAfter(trace: Trace, segment: number, block: Blocking): boolean {
  const promise = trace.segments.promise.get(segment);
  if (promise <= 0 || trace.promises.seen.get(promise) !== 1) return false;
  const settled = trace.promises.settled.get(promise);
  if (settled < block.end || settled > block.end + 5) return false;
  const wait = waitingFor(trace, segment);
  return wait !== null && !OWN_THREAD.includes(wait.kind);
}
