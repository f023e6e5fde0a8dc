/** Operations as their records tell of them, by id. The builder has checked ids. */
import { Ints, type Floats } from './columns.ts';
import type { OperationTable } from './tables.ts';

export class InFlight {
  readonly #table: OperationTable;
  /** Row + 1, by id. */
  readonly #rows = new Ints();
  /** Timers that repeat, by row: their periods, and the rows of their last turns. */
  readonly #repeating = new Map<number, { readonly period: number; turn: number }>();

  constructor(table: OperationTable) {
    this.#table = table;
  }

  /** @returns the row of an operation, or -1 */
  row(id: number): number {
    return this.#rows.get(id) - 1;
  }

  /** @returns false when there is an operation of this id */
  start(time: number, id: number, label: number, task: number): boolean {
    if (this.#rows.get(id) !== 0) return false;
    const table = this.#table;
    const row = table.count++;
    table.start.set(row, time);
    table.end.set(row, NaN);
    table.due.set(row, NaN);
    table.label.set(row, label);
    table.task.set(row, task);
    this.#rows.set(id, row + 1);
    return true;
  }

  due(id: number, time: number): void {
    const row = this.row(id);
    if (row >= 0) this.#table.due.set(row, time);
  }

  /**
   * The callback of what goes on begins, in row `turn`. A timer that repeats is due one period after its callback has
   * returned, from the second time on.
   */
  fire(id: number, turn: number, returned: Floats): void {
    const row = this.row(id);
    const { due, start } = this.#table;
    if (row < 0 || Number.isNaN(due.get(row))) return;
    const known = this.#repeating.get(row);
    if (known === undefined) {
      this.#repeating.set(row, { period: due.get(row) - start.get(row), turn });
      return;
    }
    due.set(row, (returned.get(known.turn) || NaN) + known.period);
    known.turn = turn;
  }

  end(time: number, id: number): void {
    const row = this.row(id);
    this.#repeating.delete(row);
    if (row >= 0 && Number.isNaN(this.#table.end.get(row))) this.#table.end.set(row, time);
  }

  /** Its callback begins. One that was taken for a synchronous call was none: that has no callback. */
  complete(time: number, id: number): void {
    const row = this.row(id);
    if (row >= 0 && this.#table.end.get(row) === this.#table.start.get(row)) this.#table.end.set(row, time);
    else this.end(time, id);
  }

  /** It was a synchronous call after all: nothing was in flight. */
  forget(id: number): void {
    const row = this.row(id);
    if (row >= 0) this.#table.end.set(row, this.#table.start.get(row));
  }
}
