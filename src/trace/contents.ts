/** What ran in turns beside tasks: how much was drained in each, and what of it is known by name. */
import type { LabelInfo } from './event.ts';
import type { ContentTable, Trace, TurnTable } from './tables.ts';
import type { Milliseconds } from './units.ts';
import { turnLabel } from './waits.ts';
import { inEnglish, type Say } from './wording.ts';

/** Listed of one turn. */
const MOST_LISTED = 100;

export class Contents {
  readonly #turns: TurnTable;
  readonly #contents: ContentTable;
  /** Totals of the last record that told them, by turns: jobs, ticks, microtasks. */
  #told: readonly number[] = [0, 0, 0];
  #lost = false;

  constructor(turns: TurnTable, contents: ContentTable) {
    this.#turns = turns;
    this.#contents = contents;
  }

  /** @returns false when there is no turn for it to be in */
  begin(time: Milliseconds, label: number): boolean {
    const turn = this.#turns.count - 1;
    if (turn < 0) return false;
    const row = this.#contents.count++;
    this.#contents.turn.set(row, turn);
    this.#contents.start.set(row, time);
    this.#contents.end.set(row, NaN);
    this.#contents.label.set(row, label);
    return true;
  }

  end(time: Milliseconds): void {
    const last = this.#contents.count - 1;
    if (last >= 0 && this.#contents.turn.get(last) === this.#turns.count - 1) this.#contents.end.set(last, time);
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

/** Something that ran in a turn. */
export interface Content {
  readonly kind: LabelInfo['kind'];
  readonly label: string;
  readonly start: Milliseconds;
  /** Absent where it is not known: of reactions, and of what was cut off. */
  readonly end?: Milliseconds;
  /** Where it was asked for. */
  readonly file?: string;
  readonly line?: number;
}

/** What is known by name to have run in a turn, in order: the callback that began it, then what was drained. */
export function contentOf(trace: Trace, turn: number, say: Say = inEnglish): Content[] {
  const { contents, turns } = trace;
  const list: Content[] = [];
  const label = turnLabel(trace, turn);
  const returned = turns.returned.get(turn);
  if (label !== undefined && (turns.merged?.count.get(turn) ?? 1) === 1)
    list.push(named(label, turns.start.get(turn), returned > 0 ? returned : NaN, say));
  for (let row = firstOf(contents, turn); row < contents.count && list.length < MOST_LISTED; row++) {
    if (contents.turn.get(row) !== turn) break;
    const info = trace.labels[contents.label.get(row)];
    if (info !== undefined) list.push(named(info, contents.start.get(row), contents.end.get(row), say));
  }
  return list;
}

function named(
  { callback, file, kind, line, text }: LabelInfo,
  start: Milliseconds,
  end: Milliseconds,
  say: Say,
): Content {
  return {
    kind,
    label: callback === undefined ? text : say('{0}, by {1}', callback, text),
    start,
    ...(Number.isNaN(end) ? {} : { end }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
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
