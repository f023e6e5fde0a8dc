/** A moment of playback in words and places. What the trace does not hold is said, not made up. */
import type { WaitKind } from '../../trace/event.ts';
import { taskTitle } from '../../trace/queries.ts';
import { PHASES } from '../../trace/record.ts';
import { Outcome, type Trace } from '../../trace/tables.ts';
import { blockName } from '../model/describe.ts';
import { formatDuration } from '../model/format.ts';
import { phaseName } from '../model/meanings.ts';
import { placeOf, siteOf, siteText, taskPlace, type Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import type { Instant } from './replay.ts';
import type { Step } from './steps.ts';
import { said, t, word } from '../l10n.ts';

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
    text: label?.text ?? t('an operation'),
    kind: label?.kind ?? 'operation',
    place: file === undefined || line === undefined ? null : { file, line, column },
  };
}

function segmentItem(trace: Trace, segment: number): Item {
  const site = siteOf(trace, segment);
  return {
    text: taskTitle(trace, trace.segments.task.get(segment)),
    detail: site === undefined ? '' : t('after {0}', siteText(site)),
    place: placeOf(trace, { kind: 'segment', segment }),
    target: { kind: 'segment', segment },
  };
}

function operationItem(trace: Trace, operation: number, time: number): Item {
  const { place, text } = labelOf(trace, operation);
  const due = trace.operations.due.get(operation);
  const task = trace.operations.task.get(operation);
  const late = due <= time;
  const left = late ? t('due {0} ago', formatDuration(time - due)) : t('due in {0}', formatDuration(due - time));
  const since = t('for {0}', formatDuration(time - trace.operations.start.get(operation)));
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
    text: phase === 'main' ? t('main script') : t('{0} callback', phaseName(phase)),
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
    const detail = t('holds the thread, {0} so far', formatDuration(time - block.start));
    frames.push({ text: blockName(block), detail, place: placeOf(trace, target), target, late: true });
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
  const { tasks } = trace;
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
      return { text: t('The event loop begins: {0}', detail === '' ? text : `${text}, ${detail}`), place, target };
    }
    case 'turnEnd':
      return {
        text: t('The stack is empty: back to the event loop'),
        place: null,
        target: { kind: 'turn', turn: row },
      };
    case 'taskStart':
      return ofTask(t('{0} is called and begins', taskTitle(trace, row)), row);
    case 'taskEnd': {
      const failed = tasks.outcome.get(row) === Outcome.Rejected;
      const title = taskTitle(trace, row);
      return ofTask(failed ? t('{0} ends with an error', title) : t('{0} ends', title), row);
    }
    case 'suspend':
      return ofSegment(said(...at(trace, row, word('{0} suspends'), word('{0} suspends at {1}'))));
    case 'settled':
      return ofSegment(said(...at(trace, row, word('{0} can go on'), word('{0} can go on after {1}'))));
    case 'resume':
      return ofSegment(said(...at(trace, row, word('{0} goes on'), word('{0} goes on after {1}'))));
    case 'operationStart':
    case 'operationEnd':
    case 'timerDue': {
      const { place, text } = labelOf(trace, row);
      const happened = {
        operationStart: word('{0} starts'),
        operationEnd: word('{0} is done'),
        timerDue: word('{0} is due'),
      }[kind];
      const task = trace.operations.task.get(row);
      return { text: said(happened, text), place, target: task < 0 ? null : { kind: 'task', task } };
    }
    case 'output': {
      const chunk = trace.output[row];
      const text = t('Prints: {0}', (chunk?.text ?? '').trimEnd().split('\n', 1)[0] ?? '');
      const task = chunk?.task ?? -1;
      return task < 0 ? { text, place: null, target: null } : ofTask(text, task);
    }
    case 'blockStart':
    case 'blockEnd': {
      const target: Target = { kind: 'blocking', index: row };
      const block = trace.blocking[row];
      const name = block === undefined ? '' : blockName(block);
      const text =
        kind === 'blockStart' ? t('{0} begins to hold the thread', name) : t('{0} lets go of the thread', name);
      return { text, place: placeOf(trace, target), target };
    }
  }
}

/** @returns the message and its values: the task and, where it is known, the await. */
function at(trace: Trace, segment: number, plain: string, atSite: string): [string, ...string[]] {
  const site = siteOf(trace, segment);
  const title = taskTitle(trace, trace.segments.task.get(segment));
  return site === undefined ? [plain, title] : [atSite, title, siteText(site)];
}
