/** A moment of playback in words and places. What the trace does not hold is said, not made up. */
import type { WaitKind } from '../../trace/event.ts';
import { taskTitle } from '../../trace/queries.ts';
import { PHASES } from '../../trace/record.ts';
import { Outcome, type Trace } from '../../trace/tables.ts';
import { formatDuration } from '../model/format.ts';
import { placeOf, siteOf, siteText, taskPlace, type Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import type { Instant } from './replay.ts';
import type { Step } from './steps.ts';

/** One entry of a list of the stage. */
export interface Item {
  readonly text: string;
  readonly detail: string;
  readonly place: Place | null;
  readonly target: Target | null;
  /** A timer past its time. */
  readonly late?: boolean;
}
export interface List {
  /** At most MOST; the newest of the stack, the first of the rest. */
  readonly items: readonly Item[];
  readonly count: number;
}
export interface Stage {
  readonly stack: List;
  readonly microtasks: List;
  readonly timers: List;
  readonly operations: List;
}

/** Entries that are listed; the rest is counted. */
export const MOST = 50;

function labelOf(trace: Trace, operation: number): { text: string; kind: string; place: Place | null } {
  const label = operation < 0 ? undefined : trace.labels[trace.operations.label.get(operation)];
  const { column = 1, file, line } = label ?? {};
  return {
    text: label?.text ?? 'an operation',
    kind: label?.kind ?? 'operation',
    place: file === undefined || line === undefined ? null : { file, line, column },
  };
}

function segmentItem(trace: Trace, segment: number): Item {
  const site = siteOf(trace, segment);
  return {
    text: taskTitle(trace, trace.segments.task.get(segment)),
    detail: site === undefined ? '' : `after ${siteText(site)}`,
    place: placeOf(trace, { kind: 'segment', segment }),
    target: { kind: 'segment', segment },
  };
}

function operationItem(trace: Trace, operation: number, time: number): Item {
  const { place, text } = labelOf(trace, operation);
  const due = trace.operations.due.get(operation);
  const task = trace.operations.task.get(operation);
  const late = due <= time;
  const left = late ? `due ${formatDuration(time - due)} ago` : `due in ${formatDuration(due - time)}`;
  const since = `for ${formatDuration(time - trace.operations.start.get(operation))}`;
  return {
    text,
    detail: Number.isNaN(due) ? since : left,
    place,
    target: task < 0 ? null : { kind: 'task', task },
    late,
  };
}

/** The event loop's own stretch at the bottom of the stack. */
function turnItem(trace: Trace, turn: number): Item {
  const phase = PHASES[trace.turns.phase.get(turn)] ?? 'poll';
  const operation = trace.turns.operation.get(turn);
  const target: Target = { kind: 'turn', turn };
  const detail = operation < 0 ? '' : labelOf(trace, operation).text;
  return {
    text: phase === 'main' ? 'main script' : `${phase} callback`,
    detail,
    place: placeOf(trace, target),
    target,
  };
}

const TIMER_KINDS: readonly string[] = ['timer', 'immediate'] satisfies WaitKind[];

export function stageOf(trace: Trace, instant: Instant): Stage {
  const { blocking, operations, queue, stack, time, turn } = instant;
  const frames: Item[] = [];
  const block = blocking < 0 ? undefined : trace.blocking[blocking];
  if (block !== undefined) {
    const target: Target = { kind: 'blocking', index: blocking };
    const detail = `holds the thread, ${formatDuration(time - block.start)} so far`;
    frames.push({ text: block.label, detail, place: placeOf(trace, target), target, late: true });
  }
  for (let i = stack.length - 1; i >= Math.max(0, stack.length - MOST); i--) {
    const task = stack[i] ?? 0;
    frames.push({
      text: taskTitle(trace, task),
      detail: '',
      place: taskPlace(trace, task),
      target: { kind: 'task', task },
    });
  }
  if (turn >= 0) frames.push(turnItem(trace, turn));
  const timers: number[] = [];
  const others: number[] = [];
  for (const row of operations) (TIMER_KINDS.includes(labelOf(trace, row).kind) ? timers : others).push(row);
  const { data: due } = trace.operations.due;
  timers.sort((a, b) => (due[a] ?? 0) - (due[b] ?? 0) || a - b);
  const list = (rows: readonly number[], item: (row: number) => Item): List => ({
    items: rows.slice(0, MOST).map(item),
    count: rows.length,
  });
  return {
    stack: { items: frames, count: stack.length + (turn >= 0 ? 1 : 0) + (block === undefined ? 0 : 1) },
    microtasks: list(queue, (segment) => segmentItem(trace, segment)),
    timers: list(timers, (row) => operationItem(trace, row, time)),
    operations: list(others, (row) => operationItem(trace, row, time)),
  };
}

export interface StepWords {
  readonly text: string;
  readonly place: Place | null;
  readonly target: Target | null;
}

/** What happened at a step. */
export function stepWords(trace: Trace, { kind, row }: Step): StepWords {
  const { segments, tasks } = trace;
  const ofSegment = (text: string): StepWords => {
    const target: Target = { kind: 'segment', segment: row };
    return { text, place: placeOf(trace, target), target };
  };
  const ofTask = (text: string, task: number): StepWords => ({
    text,
    place: taskPlace(trace, task),
    target: { kind: 'task', task },
  });
  switch (kind) {
    case 'turnStart': {
      const { detail, place, target, text } = turnItem(trace, row);
      return { text: `The event loop begins: ${text}${detail === '' ? '' : `, ${detail}`}`, place, target };
    }
    case 'turnEnd':
      return { text: 'The stack is empty: back to the event loop', place: null, target: { kind: 'turn', turn: row } };
    case 'taskStart':
      return ofTask(`${taskTitle(trace, row)} is called and begins`, row);
    case 'taskEnd': {
      const how = tasks.outcome.get(row) === Outcome.Rejected ? 'ends with an error' : 'ends';
      return ofTask(`${taskTitle(trace, row)} ${how}`, row);
    }
    case 'suspend':
      return ofSegment(`${taskTitle(trace, segments.task.get(row))} suspends${at(trace, row)}`);
    case 'settled':
      return ofSegment(`${taskTitle(trace, segments.task.get(row))} can go on${at(trace, row, 'after')}`);
    case 'resume':
      return ofSegment(`${taskTitle(trace, segments.task.get(row))} goes on${at(trace, row, 'after')}`);
    case 'operationStart':
    case 'operationEnd':
    case 'timerDue': {
      const { place, text } = labelOf(trace, row);
      const happened = { operationStart: 'starts', operationEnd: 'is done', timerDue: 'is due' }[kind];
      const task = trace.operations.task.get(row);
      return { text: `${text} ${happened}`, place, target: task < 0 ? null : { kind: 'task', task } };
    }
    case 'output': {
      const chunk = trace.output[row];
      const text = `Prints: ${(chunk?.text ?? '').trimEnd().split('\n', 1)[0] ?? ''}`;
      const task = chunk?.task ?? -1;
      return task < 0 ? { text, place: null, target: null } : ofTask(text, task);
    }
    case 'blockStart':
    case 'blockEnd': {
      const target: Target = { kind: 'blocking', index: row };
      const does = kind === 'blockStart' ? 'begins to hold the thread' : 'lets go of the thread';
      return { text: `${trace.blocking[row]?.label ?? ''} ${does}`, place: placeOf(trace, target), target };
    }
  }
}

function at(trace: Trace, segment: number, word = 'at'): string {
  const site = siteOf(trace, segment);
  return site === undefined ? '' : ` ${word} ${siteText(site)}`;
}
