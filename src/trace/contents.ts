/** What ran in turns beside tasks: how much was drained in each, and what of it is known by name. */
import type { LabelInfo, SourcePlace } from './event.ts';
import { RecordKind } from './record.ts';
import type { ContentTable, Trace, TurnTable } from './tables.ts';
import type { Milliseconds } from './units.ts';
import { turnLabel } from './waits.ts';
import { inEnglish, type Say } from './wording.ts';

/** Listed of one turn. */
const MOST_LISTED = 100;
/** Callbacks within one another whose end may still come. */
const MOST_OPEN = 1000;

export class Contents {
  readonly #turns: TurnTable;
  readonly #contents: ContentTable;
  /** Totals of the last record that told them, by turns: jobs, ticks, microtasks. */
  #told: readonly number[] = [0, 0, 0];
  #lost = false;
  /** What has begun, outermost first. */
  readonly #open: { readonly number: number; readonly row: number }[] = [];

  constructor(turns: TurnTable, contents: ContentTable) {
    this.#turns = turns;
    this.#contents = contents;
  }

  /**
   * @param number of a callback with probes, or 0
   * @param task row of the task that called it, or -1
   * @returns false when there is no turn for it to be in
   */
  begin(time: Milliseconds, label: number, number: number, task: number): boolean {
    const turn = this.#turns.count - 1;
    if (turn < 0) return false;
    const row = this.#contents.count++;
    this.#contents.turn.set(row, turn);
    this.#contents.start.set(row, time);
    this.#contents.end.set(row, NaN);
    this.#contents.label.set(row, label);
    this.#contents.task.set(row, task + 1);
    // What is called by callbacks is in them; what a hook tells of is in none.
    if (number === 0 || this.#open.length >= MOST_OPEN) this.#open.length = 0;
    this.#open.push({ number, row });
    return true;
  }

  /** @param number as given to `begin` */
  end(time: Milliseconds, number: number): void {
    const at = this.#open.findLastIndex((one) => one.number === number);
    const row = this.#open[at]?.row;
    if (row === undefined) return;
    // Those within that had no end have been left by a throw.
    this.#open.length = at;
    if (this.#contents.turn.get(row) === this.#turns.count - 1) this.#contents.end.set(row, time);
  }

  /** @param totals of jobs, ticks and microtasks; what was added since the last ones was drained in the last turn */
  drained(totals: readonly [jobs: number, ticks: number, microtasks: number]): void {
    const { count, jobs, microtasks, ticks } = this.#turns;
    // Where records are missing, so are turns: nobody knows in which of them it was.
    if (count > 0 && !this.#lost)
      for (const [i, column] of [jobs, ticks, microtasks].entries())
        column.set(count - 1, Math.max(0, ((totals[i] ?? 0) - (this.#told[i] ?? 0)) | 0));
    this.#told = totals;
    this.#lost = false;
  }

  lose(): void {
    this.#lost = true;
  }
}

/** Is a record about a callback with probes? It ran within what was running. */
export function isOfCallback(kind: number, a: number, b: number): boolean {
  return (kind === RecordKind.ContentStart && b !== 0) || (kind === RecordKind.ContentEnd && a !== 0);
}

/** Something that ran in a turn. */
export interface Content {
  readonly kind: LabelInfo['kind'];
  readonly label: string;
  readonly start: Milliseconds;
  /** Absent where it is not known: of reactions without probes, and of what was left by a throw or cut off. */
  readonly end?: Milliseconds;
  /** Where it was asked for. */
  readonly file?: string;
  readonly line?: number;
  /** Where the callback itself stands. */
  readonly own?: SourcePlace;
  /** Row of the task that called it. */
  readonly task?: number;
}

/** What is known by name to have run in a turn, in order: the callback that began it, then what was drained. */
export function contentOf(trace: Trace, turn: number, say: Say = inEnglish): Content[] {
  const { contents, turns } = trace;
  const list: Content[] = [];
  let before = turnLabel(trace, turn);
  const returned = turns.returned.get(turn);
  if (before !== undefined && (turns.merged?.count.get(turn) ?? 1) === 1)
    list.push(named(before, turns.start.get(turn), returned > 0 ? returned : NaN, say));
  for (let row = firstOf(contents, turn); row < contents.count && list.length < MOST_LISTED; row++) {
    if (contents.turn.get(row) !== turn) break;
    const info = trace.labels[contents.label.get(row)];
    if (info === undefined) continue;
    const content = named(info, contents.start.get(row), contents.end.get(row), say, contents.task.get(row) - 1);
    const last = list[list.length - 1];
    if (last !== undefined && before !== undefined && isItsCallback(content, info, last, before)) {
      const { text } = before;
      list[list.length - 1] = joined(last, content, { ...info, text }, say);
    } else list.push(content);
    before = info;
  }
  return list;
}

function named(
  { callback, file, kind, line, own, text }: LabelInfo,
  start: Milliseconds,
  end: Milliseconds,
  say: Say,
  task = -1,
): Content {
  return {
    kind,
    label: callback === undefined ? text : say('{0}, by {1}', callback, text),
    start,
    ...(Number.isNaN(end) ? {} : { end }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(own === undefined ? {} : { own }),
    ...(task < 0 ? {} : { task }),
  };
}

/**
 * Is `content` the callback of what is listed before it: of a timer, a tick, a reaction that a hook told of? It is the first
 * in that, and was handed over by the very call that asked for it.
 */
function isItsCallback(content: Content, info: LabelInfo, last: Content, before: LabelInfo | undefined): boolean {
  return (
    content.own !== undefined &&
    last.own === undefined &&
    (last.end === undefined || content.start <= last.end) &&
    before?.line !== undefined &&
    before.line === info.line &&
    before.column === info.column &&
    before.file === info.file
  );
}

/** What a hook told of, with what its callback's probes tell. */
function joined(last: Content, { end, own }: Content, { callback, text }: LabelInfo, say: Say): Content {
  return {
    ...last,
    ...(callback === undefined ? {} : { label: say('{0}, by {1}', callback, text) }),
    ...(last.end === undefined && end !== undefined ? { end } : {}),
    ...(own === undefined ? {} : { own }),
  };
}

/** Rows are in order of their turns. */
function firstOf({ count, turn: column }: ContentTable, turn: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column.get(middle) < turn) low = middle + 1;
    else high = middle;
  }
  return low;
}
