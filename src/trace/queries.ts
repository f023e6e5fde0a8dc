/** Questions to a trace. Read-only; what is costly is computed once and kept by its caller. */
import type { LabelInfo, WaitKind } from './event.ts';
import { AWAITED_VALUE } from './record.ts';
import { State, type Blocking, type Combination, type Trace } from './tables.ts';
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
  const promise = trace.segments.promise.get(segment);
  if (promise === AWAITED_VALUE) return { kind: 'value', label: 'a value that is no promise' };
  return promise === 0 ? null : describe(trace, promise, trace.segments.start.get(segment), 0);
}

/** @param since when somebody began to wait for it */
function describe(trace: Trace, promise: number, since: Milliseconds, depth: number): WaitingFor {
  const task = trace.taskRows.get(promise) - 1;
  if (task >= 0) return { kind: 'task', label: taskName(trace, task), task, ...taskPlace(trace, task) };
  const { promises } = trace;
  const operation = promises.operation.get(promise) - 1;
  if (operation >= 0) return fromOperation(trace, operation);
  const combination = promises.combined.get(promise);
  if (combination !== undefined) return describeCombination(trace, promise, combination, since, depth);
  const follows = promises.follows.get(promise);
  if (follows !== 0 && depth < MAX_CHAIN) {
    const from = describe(trace, follows, since, depth + 1);
    return { ...from, label: `${from.label}, then a callback` };
  }
  return fromSettlement(trace, promise, since);
}

/** What is known only from where the promise was settled. */
function fromSettlement(trace: Trace, promise: number, since: Milliseconds): WaitingFor {
  const { promises } = trace;
  if (promises.seen.get(promise) !== 1) return { kind: 'promise', label: 'a promise' };
  const task = promises.byTask.get(promise) - 1;
  if (task >= 0) return { kind: 'promise', label: `a promise that ${taskName(trace, task)} settled` };
  const turn = promises.byTurn.get(promise) - 1;
  if (turn < 0) return { kind: 'promise', label: 'a promise' };
  if (!wokeUp(trace, turn, since)) return { kind: 'promise', label: 'a promise settled in the same turn' };
  const operation = trace.turns.operation.get(turn);
  return operation >= 0 ? fromOperation(trace, operation) : { kind: 'promise', label: 'a promise' };
}

/** Names the part that decided: the last to settle, or the first; while it waits, how many have settled. */
function describeCombination(
  trace: Trace,
  promise: number,
  { count, name, parts }: Combination,
  since: Milliseconds,
  depth: number,
): WaitingFor {
  const label = `${name} of ${count}`;
  if (depth >= MAX_CHAIN || parts.length < count) return { kind: 'promise', label };
  const first = name === 'Promise.race' || name === 'Promise.any';
  let decisive = 0;
  let at = NaN;
  let settled = 0;
  for (const part of parts) {
    const time = settledTime(trace, part);
    if (Number.isNaN(time)) continue;
    settled++;
    if (decisive === 0 || (first ? time < at : time >= at)) [decisive, at] = [part, time];
  }
  // A part whose settlement was not seen was settled before, or never; where all had to settle, it was before.
  const over = first ? decisive !== 0 : trace.promises.seen.get(promise) === 1;
  if (!over) return { kind: 'promise', label: `${label} (${settled} settled)` };
  if (decisive === 0) return { kind: 'promise', label };
  const part = describe(trace, decisive, since, depth + 1);
  return { ...part, kind: 'promise', label: `${label} (${first ? 'first' : 'slowest'}: ${part.label})` };
}

/** When a promise was seen to settle, or NaN. */
function settledTime(trace: Trace, promise: number): Milliseconds {
  const task = trace.taskRows.get(promise) - 1;
  if (task >= 0) return trace.tasks.end.get(task);
  return trace.promises.seen.get(promise) === 1 ? trace.promises.settled.get(promise) : NaN;
}

/** What woke a turn ended the waits from before it; a wait that began within the turn was ended by something in it. */
function wokeUp(trace: Trace, turn: number, since: Milliseconds): boolean {
  return since <= trace.turns.start.get(turn);
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
  return {
    turn,
    ...(operation < 0 || !wokeUp(trace, turn, trace.segments.start.get(segment))
      ? {}
      : place(trace.labels[trace.operations.label.get(operation)])),
  };
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
  const busyUntil = busyAfter(trace, block);
  for (let row = 0; row < segments.count; row++) {
    const start = segments.start.get(row);
    if (start >= block.end) continue;
    const end = segmentEnd(trace, row);
    if (end <= block.start) continue;
    const task = segments.task.get(row);
    const site = segments.site.get(row);
    const ms = Math.min(end, block.end) - Math.max(start, block.start);
    if (segments.state.get(row) === State.Ready) delays.push({ task, site, ms, atMost: false });
    else if (segments.state.get(row) === State.Suspended && wokenWhileBusy(trace, row, block.end, busyUntil)) {
      delays.push({ task, site, ms, atMost: true });
    }
  }
  return delays;
}

/** Between two turns that follow one another the loop takes no longer than this, ms. */
const HAND_OVER_MS = 1;

/** Until when the thread went on without a pause after a block: the loop collected then what had come meanwhile. */
function busyAfter(trace: Trace, block: Blocking): Milliseconds {
  const { turns } = trace;
  let until = block.end;
  for (let turn = Math.max(0, block.turn); turn < turns.count && turns.start.get(turn) <= until + HAND_OVER_MS; turn++)
    until = Math.max(until, turns.end.get(turn));
  return until;
}

/** Was this wait ended by I/O that was collected before the thread came to rest? It may have been complete all along. */
function wokenWhileBusy(trace: Trace, segment: number, from: Milliseconds, until: Milliseconds): boolean {
  const promise = trace.segments.promise.get(segment);
  if (promise <= 0 || trace.promises.seen.get(promise) !== 1) return false;
  const settled = trace.promises.settled.get(promise);
  if (settled < from || settled > until) return false;
  const wait = waitingFor(trace, segment);
  return wait !== null && !OWN_THREAD.includes(wait.kind);
}
