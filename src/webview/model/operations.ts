/**
 * Operations in flight, as rows in which none overlaps the next: the lanes below the tasks. They are sorted in as they
 * become known, so that a run that grows costs what is new.
 */
import type { LabelInfo } from '../../trace/event.ts';
import type { Trace } from '../../trace/tables.ts';
import type { CssPixels, Scale } from './scale.ts';
import { word } from '../l10n.ts';

/** Operations in order of their starts. */
export class OperationRow {
  count = 0;
  rows = new Int32Array(16);

  push(operation: number): void {
    if (this.count === this.rows.length) {
      const grown = new Int32Array(this.count * 2);
      grown.set(this.rows);
      this.rows = grown;
    }
    this.rows[this.count++] = operation;
  }
}

export interface Family {
  readonly title: string;
  readonly rows: readonly OperationRow[];
  readonly count: number;
}

const TITLES = [
  word('Timers'),
  word('Network'),
  word('Files'),
  word('Thread pool'),
  word('Workers and processes'),
  word('Other operations'),
] as const;
const FAMILY: Readonly<Partial<Record<LabelInfo['kind'], number>>> = {
  timer: 0,
  immediate: 0,
  net: 1,
  stream: 1,
  fs: 2,
  dns: 3,
  crypto: 3,
  zlib: 3,
  worker: 4,
  'child-process': 4,
};
/** What overlaps more is put into the last row, where it is drawn over others. */
const MAX_ROWS = 64;

export class OperationFamilies {
  readonly #trace: Trace;
  readonly #families = TITLES.map((title) => ({
    title,
    rows: [] as OperationRow[],
    count: 0,
    all: new OperationRow(),
  }));
  #known = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Those that have operations. */
  get families(): readonly Family[] {
    return this.#families.filter(({ count }) => count > 0);
  }

  /** @returns whether there are more rows than before */
  update(): boolean {
    const { operations } = this.#trace;
    const before = this.#families.reduce((sum, { rows }) => sum + rows.length, 0);
    for (; this.#known < operations.count; this.#known++) this.#sortIn(this.#known);
    return this.#families.reduce((sum, { rows }) => sum + rows.length, 0) !== before;
  }

  #sortIn(operation: number): void {
    const { labels, operations } = this.#trace;
    const label = labels[operations.label.get(operation)];
    const family = this.#families[(label === undefined ? undefined : FAMILY[label.kind]) ?? TITLES.length - 1];
    if (family === undefined) return;
    family.count++;
    const start = operations.start.get(operation);
    let row = family.rows.find(({ count, rows }) => operations.end.get(rows[count - 1] ?? 0) <= start);
    if (row === undefined) {
      row = family.rows.length < MAX_ROWS ? new OperationRow() : family.rows[MAX_ROWS - 1];
      if (row === undefined) return;
      if (row.count === 0) family.rows.push(row);
    }
    row.push(operation);
  }
}

export function operationEnd(trace: Trace, operation: number): number {
  const end = trace.operations.end.get(operation);
  return Number.isNaN(end) ? Math.max(trace.now, trace.operations.start.get(operation)) : end;
}

/** Place in the row of the last operation that starts at or before `time`, or -1. */
export function findOperation(trace: Trace, row: OperationRow, time: number, from = -1): number {
  const { data } = trace.operations.start;
  let low = from;
  let high = row.count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((data[row.rows[middle] ?? 0] ?? 0) <= time) low = middle;
    else high = middle;
  }
  return low;
}

/** Narrower ones share a column of this width. */
const COLUMN: CssPixels = 2;

/** @param bar called with -1 for several operations that share a column. Costs what is visible. */
export function collectOperations(
  trace: Trace,
  row: OperationRow,
  scale: Scale,
  bar: (operation: number, x0: CssPixels, x1: CssPixels) => void,
): void {
  let at = Math.max(0, findOperation(trace, row, scale.span.start));
  while (at < row.count) {
    const operation = row.rows[at] ?? 0;
    const start = trace.operations.start.get(operation);
    if (start > scale.span.end) return;
    const x0 = Math.max(0, scale.x(start));
    const x1 = Math.min(scale.width, scale.x(operationEnd(trace, operation)));
    if (x1 - x0 >= 1) {
      bar(operation, x0, x1);
      at++;
      continue;
    }
    const column = Math.floor(x0 / COLUMN) * COLUMN;
    const last = Math.max(at, findOperation(trace, row, scale.time(column + COLUMN), at));
    if (x1 >= 0) bar(last > at ? -1 : operation, last > at ? column : x0, last > at ? column + COLUMN : x1);
    at = last + 1;
  }
}
