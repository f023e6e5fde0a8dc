/** The turns of a run with short neighbours in one row. */
import { Floats, Ints } from './columns.ts';
import { ContentTable, TurnTable, type Merged, type Trace } from './tables.ts';

const SLICE = 100_000;

export class TurnMerger {
  readonly turns = new TurnTable();
  readonly #trace: Trace;
  readonly #merged = { count: new Ints(), busy: new Floats() };
  readonly #plan: Merged;
  /** So long are merged rows out of the window, and in it. */
  readonly #lengths: readonly [number, number];
  /** By row + 1. */
  readonly #kept: Uint8Array;
  /** Row of each turn in the merged table. */
  readonly #rows: Int32Array;

  /** @param kept rows + 1 of turns that stay by themselves; 0 for none */
  constructor(trace: Trace, plan: Merged, most: number, kept: Iterable<number>) {
    this.#trace = trace;
    this.#plan = plan;
    this.turns.merged = this.#merged;
    this.#rows = new Int32Array(trace.turns.count);
    this.#kept = new Uint8Array(trace.turns.count + 1);
    for (const row of kept) this.#kept[row] = 1;
    const { window } = plan;
    const inWindow = window === null || plan.belowIn === 0 ? 0 : (8 * (window.end - window.start)) / most;
    this.#lengths = [(8 * trace.now) / most, inWindow];
  }

  /** Row in the merged table of a turn; -1 stays -1. */
  rowOf(turn: number): number {
    return turn < 0 ? -1 : (this.#rows[turn] ?? -1);
  }

  /** What ran in the turns that stay by themselves. */
  contents(): ContentTable {
    const { contents } = this.#trace;
    const kept = new ContentTable();
    for (let from = 0; from < contents.count; from++) {
      const turn = this.rowOf(contents.turn.get(from));
      if (this.#merged.count.get(turn) !== 1) continue;
      const row = kept.count++;
      kept.turn.set(row, turn);
      kept.start.set(row, contents.start.get(from));
      kept.end.set(row, contents.end.get(from));
      kept.label.set(row, contents.label.get(from));
      kept.task.set(row, contents.task.get(from));
    }
    return kept;
  }

  *run(): Generator<void, void> {
    const { end, idle, iteration, jobs, label, microtasks, operation, phase, returned, start, ticks } =
      this.#trace.turns;
    const { turns } = this;
    const { busy, count } = this.#merged;
    let began = -Infinity;
    let length = 0;
    let phaseMs = 0;
    for (let turn = 0; turn < this.#rows.length; turn++) {
      if (turn % SLICE === SLICE - 1) yield;
      const [from, to] = [start.get(turn), end.get(turn)];
      const { window } = this.#plan;
      const [outside, inside] = this.#lengths;
      const alone = this.#kept[turn + 1] === 1;
      const allowed = window !== null && to >= window.start && from <= window.end ? inside : outside;
      // Only neighbours of one kind: a stretch in full detail is not joined to what lies before it.
      if (alone || allowed !== length || to - began > allowed) {
        const row = turns.count++;
        turns.start.set(row, from);
        turns.phase.set(row, phase.get(turn));
        turns.operation.set(row, operation.get(turn));
        turns.label.set(row, label.get(turn));
        turns.iteration.set(row, iteration.get(turn));
        turns.idle.set(row, 0);
        // Nothing is joined to a turn that stays by itself.
        [began, length, phaseMs] = [from, alone ? NaN : allowed, to - from];
      }
      const row = turns.count - 1;
      turns.end.set(row, to);
      turns.idle.set(row, turns.idle.get(row) + idle.get(turn));
      turns.jobs.set(row, turns.jobs.get(row) + jobs.get(turn));
      turns.ticks.set(row, turns.ticks.get(row) + ticks.get(turn));
      turns.microtasks.set(row, turns.microtasks.get(row) + microtasks.get(turn));
      turns.returned.set(row, returned.get(turn));
      count.set(row, count.get(row) + 1);
      busy.set(row, busy.get(row) + to - from);
      if (count.get(row) > 1) {
        turns.operation.set(row, -1);
        turns.label.set(row, 0);
        turns.returned.set(row, 0);
        // The longest of them gives the phase.
        if (to - from > phaseMs) {
          phaseMs = to - from;
          turns.phase.set(row, phase.get(turn));
        }
      }
      this.#rows[turn] = row;
    }
  }
}
