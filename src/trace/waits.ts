/** What a wait was for, and who ended it. */
import type { LabelInfo, WaitKind } from './event.ts';
import { taskLines, taskTitle, type Lines } from './names.ts';
import { AWAITED_VALUE, PhaseCode } from './record.ts';
import { State, type Combination, type Trace } from './tables.ts';
import type { Milliseconds, SiteId } from './units.ts';
import { inEnglish, type Say } from './wording.ts';

export interface WaitingFor {
  readonly kind: WaitKind;
  readonly label: string;
  /** Row of the task, when it waits for one. */
  readonly task?: number;
  readonly file?: string;
  readonly line?: number;
}
export interface SettledBy {
  /** In words: the task, or the callback and what woke it. */
  readonly label: string;
  /** Rows. */
  readonly task?: number;
  readonly turn?: number;
  /** Where the settling task had last been suspended: it settled between there and its next suspension. */
  readonly site?: SiteId;
  readonly file?: string;
  readonly line?: number;
}

/** How far a chain of promises is followed. */
const MAX_CHAIN = 32;

function place(label: LabelInfo | undefined): Lines {
  return {
    ...(label?.file === undefined ? {} : { file: label.file }),
    ...(label?.line === undefined ? {} : { line: label.line }),
  };
}

const NO_WAITS: readonly string[] = ['sync', 'tick', 'microtask', 'reaction', 'main', 'listener', 'callback'];

function isWait(kind: LabelInfo['kind']): kind is WaitKind {
  return !NO_WAITS.includes(kind);
}

/** One question: who asks, and how tasks are named in the answer. */
interface Question {
  readonly trace: Trace;
  /** When somebody began to wait. */
  readonly since: Milliseconds;
  readonly name: (trace: Trace, task: number) => string;
  readonly say: Say;
}

/**
 * What a suspended (or ready) segment waited for; null when it awaited nothing (yield) or has no record of it.
 * @param name how a task is named; `taskName` where calls of one function are to be counted together
 */
export function waitingFor(trace: Trace, segment: number, name = taskTitle, say: Say = inEnglish): WaitingFor | null {
  const promise = trace.segments.promise.get(segment);
  if (promise === AWAITED_VALUE) return { kind: 'value', label: say('a value that is no promise') };
  return promise === 0 ? null : describe({ trace, since: sinceWhen(trace, segment), name, say }, promise, 0);
}

/** How far back the wait is looked for that came before a ready segment: about as many tasks may be alive. */
const FURTHEST = 4096;

/** When the wait began of which a segment is the whole, or the part that was spent ready. */
function sinceWhen({ segments }: Trace, segment: number): Milliseconds {
  const task = segments.task.get(segment);
  if (segments.state.get(segment) === State.Ready)
    for (let row = segment - 1; row >= 0 && row >= segment - FURTHEST; row--)
      if (segments.task.get(row) === task) return segments.start.get(row);
  return segments.start.get(segment);
}

function describe(question: Question, promise: number, depth: number): WaitingFor {
  const { say, trace } = question;
  const { promises } = trace;
  const task = (trace.taskRows.get(promise) || promises.askedOf(promise)) - 1;
  if (task >= 0) return { kind: 'task', label: question.name(trace, task), task, ...taskLines(trace, task) };
  const label = promises.label.get(promise);
  if (label !== 0) return fromLabel(question, trace.labels[label]);
  const operation = promises.operation.get(promise) - 1;
  if (operation >= 0) return fromLabel(question, trace.labels[trace.operations.label.get(operation)]);
  const combination = promises.combined.get(promise);
  if (combination !== undefined) return describeCombination(question, promise, combination, depth);
  const follows = promises.follows.get(promise);
  if (follows !== 0 && depth < MAX_CHAIN) {
    const from = describe(question, follows, depth + 1);
    return { ...from, label: say('{0}, then a callback', from.label) };
  }
  return fromSettlement(question, promise);
}

/** What is known only from where the promise was settled. */
function fromSettlement(question: Question, promise: number): WaitingFor {
  const { name, say, since, trace } = question;
  const { promises } = trace;
  const unknown: WaitingFor = { kind: 'promise', label: say('a promise') };
  if (promises.seen.get(promise) !== 1) return unknown;
  const task = promises.byTask.get(promise) - 1;
  if (task >= 0) return { kind: 'promise', label: say('a promise that {0} settled', name(trace, task)) };
  const turn = promises.byTurn.get(promise) - 1;
  if (turn < 0) return unknown;
  if (!wokeUp(trace, turn, since)) {
    const tick = tickAt(trace, turn, promises.settled.get(promise));
    return tick === undefined
      ? { kind: 'promise', label: say('a promise settled in the same turn') }
      : { kind: 'promise', label: tick.text, ...place(tick) };
  }
  const cause = causeOf(trace, turn, since);
  const label = turnLabel(trace, cause);
  if (label === undefined) return unknown;
  const from = fromLabel(question, label);
  return cause === turn ? from : { ...from, label: say('{0}, then a callback', from.label) };
}

/**
 * Libraries put reactions off by immediates. One that was asked for while the wait went on is no work of its own: what woke
 * the turn that asked for it was waited for.
 */
function causeOf(trace: Trace, turn: number, since: Milliseconds): number {
  const { operations, turns } = trace;
  let cause = turn;
  for (let depth = 0; depth < MAX_CHAIN; depth++) {
    const operation = turns.operation.get(cause);
    if (operation < 0 || trace.labels[operations.label.get(operation)]?.kind !== 'immediate') return cause;
    const asked = operations.start.get(operation);
    const before = asked > since ? turnAt(trace, asked) : -1;
    if (before < 0 || !wokeUp(trace, before, since) || turnLabel(trace, before) === undefined) return cause;
    cause = before;
  }
  return turn;
}

/** Row of the turn that was under way, or -1. */
function turnAt({ turns }: Trace, time: Milliseconds): number {
  let low = 0;
  let high = turns.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns.start.get(middle) <= time) low = middle + 1;
    else high = middle;
  }
  const row = low - 1;
  return row >= 0 && turns.end.get(row) >= time && (turns.merged?.count.get(row) ?? 1) === 1 ? row : -1;
}

/** Names the part that decided: the last to settle, or the first; while it waits, how many have settled. */
function describeCombination(
  question: Question,
  promise: number,
  { count, name, parts }: Combination,
  depth: number,
): WaitingFor {
  const { say, trace } = question;
  const label = say('Promise.{0} of {1}', name.slice('Promise.'.length), count);
  if (depth >= MAX_CHAIN || parts.length < count) return { kind: 'promise', label };
  const first = name === 'Promise.race' || name === 'Promise.any';
  let decisive = 0;
  let at = NaN;
  let settled = 0;
  let isExact = true;
  for (const part of parts) {
    const time = settledTime(trace, part);
    if (Number.isNaN(time)) {
      isExact &&= trace.taskRows.get(part) !== 0;
      continue;
    }
    settled++;
    if (decisive === 0 || (first ? time < at : time >= at)) [decisive, at] = [part, time];
  }
  // A part whose settlement was not seen was settled before, or never; where all had to settle, it was before.
  const over = first ? decisive !== 0 : trace.promises.seen.get(promise) === 1;
  if (!over) {
    if (isExact) return { kind: 'promise', label: say('{0} ({1} settled)', label, settled) };
    return { kind: 'promise', label: settled === 0 ? label : say('{0} (at least {1} settled)', label, settled) };
  }
  if (decisive === 0) return { kind: 'promise', label };
  const part = describe(question, decisive, depth + 1);
  const which = first ? say('{0} (first: {1})', label, part.label) : say('{0} (slowest: {1})', label, part.label);
  return { ...part, kind: 'promise', label: which };
}

/** When a promise was seen to settle, or NaN. */
export function settledTime(trace: Trace, promise: number): Milliseconds {
  const task = trace.taskRows.get(promise) - 1;
  if (task >= 0) return trace.tasks.end.get(task);
  return trace.promises.seen.get(promise) === 1 ? trace.promises.settled.get(promise) : NaN;
}

/** What woke a turn ended the waits from before it; a wait that began within the turn was ended by something in it. */
function wokeUp(trace: Trace, turn: number, since: Milliseconds): boolean {
  return since <= trace.turns.start.get(turn);
}

function fromLabel({ say }: Question, label: LabelInfo | undefined): WaitingFor {
  const kind = label !== undefined && isWait(label.kind) ? label.kind : 'promise';
  return { kind, label: label?.text ?? say('an operation'), ...place(label) };
}

/** Who settled what a segment waited for; null while it is pending, and where it was not seen. */
export function settledBy(trace: Trace, segment: number, say: Say = inEnglish): SettledBy | null {
  const promise = trace.segments.promise.get(segment);
  if (promise <= 0) return null;
  const own = trace.taskRows.get(promise) - 1;
  if (own >= 0) {
    if (Number.isNaN(trace.tasks.end.get(own))) return null;
    return settledByTask(trace, own, lastSite(trace, own), say);
  }
  const { promises } = trace;
  if (promises.seen.get(promise) !== 1) return null;
  const task = promises.byTask.get(promise) - 1;
  if (task >= 0) return settledByTask(trace, task, promises.bySite.get(promise), say);
  const turn = promises.byTurn.get(promise) - 1;
  if (turn < 0) return null;
  const woke = wokeUp(trace, turn, sinceWhen(trace, segment));
  const tick = woke ? undefined : tickAt(trace, turn, promises.settled.get(promise));
  if (tick !== undefined) return { turn, label: callbackOf(tick, say), ...place(tick) };
  return { turn, ...settledByTurn(trace, turn, woke, say) };
}

/** How many callbacks within a tick are looked past. */
const MOST_WITHIN = 16;

/** The tick, or the callback of `queueMicrotask`, that ran at a time in a turn; undefined where none is named. */
function tickAt({ contents, labels }: Trace, turn: number, time: Milliseconds): LabelInfo | undefined {
  let low = 0;
  let high = contents.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (contents.start.get(middle) < time) low = middle + 1;
    else high = middle;
  }
  for (let row = low - 1; row >= 0 && row >= low - MOST_WITHIN && contents.turn.get(row) === turn; row--) {
    const label = labels[contents.label.get(row)];
    if ((label?.kind === 'tick' || label?.kind === 'microtask') && contents.end.get(row) > time) return label;
  }
  return undefined;
}

function callbackOf({ callback, text }: LabelInfo, say: Say): string {
  return callback === undefined ? say('the callback of {0}', text) : say('the callback {0} of {1}', callback, text);
}

function settledByTask(trace: Trace, task: number, site: SiteId, say: Say): SettledBy {
  const line = trace.sites[site - 1]?.line;
  const title = taskTitle(trace, task);
  const label = line === undefined ? say('task {0}', title) : say('task {0}, after its line {1}', title, line);
  return { label, task, ...(line === undefined ? {} : { site }), ...taskLines(trace, task) };
}

/** What woke a turn, as far as it is known: the request that came, or else the operation. */
export function turnLabel(trace: Trace, turn: number): LabelInfo | undefined {
  const own = trace.turns.label.get(turn);
  if (own !== 0) return trace.labels[own];
  const operation = trace.turns.operation.get(turn);
  return operation < 0 ? undefined : trace.labels[trace.operations.label.get(operation)];
}

/** @param woke the turn began after the wait did; else a microtask or tick of the same turn settled it */
function settledByTurn(trace: Trace, turn: number, woke: boolean, say: Say): { label: string } & Lines {
  const label = turnLabel(trace, turn);
  const main = trace.turns.phase.get(turn) === PhaseCode.Main;
  const what = label?.text ?? say('an internal callback');
  // The line that started the operation is not that of the callback.
  if (!woke) {
    const inMain = label === undefined && main;
    return { label: inMain ? say('a callback in the main turn') : say('a callback in the turn of {0}', what) };
  }
  return label === undefined ? { label: what } : { label: callbackOf(label, say), ...place(label) };
}

/** Where a task that has ended was suspended last, or 0. */
function lastSite(trace: Trace, task: number): SiteId {
  return trace.segments.site.get(trace.tasks.last.get(task));
}
