/** Segments that the table lists, and in which order. */
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { segmentEnd, taskTitle, waitingFor } from '../../trace/queries.ts';
import { MERGED, State, type Trace } from '../../trace/tables.ts';
import { said } from '../l10n.ts';
import { siteOf, siteText } from './places.ts';
import type { Matcher } from './search.ts';
import { valueText } from './value-facts.ts';

export const COLUMNS = ['start', 'duration', 'state', 'function', 'at', 'waitedFor', 'value'] as const;
export type Column = (typeof COLUMNS)[number];
export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

/** As they happened. */
export const BY_START: Order = { by: 'start', descending: false };

/** What a column sorts by when it is asked for: first its own way, then the other way round, then as it was at first. */
export function nextOrder(order: Order, column: Column): Order {
  const first = column === 'duration';
  if (order.by !== column) return { by: column, descending: first };
  return order.descending !== first && column !== 'start' ? BY_START : { by: column, descending: !order.descending };
}

/** The command that sorts by a column. */
export const COLUMN_COMMANDS = {
  start: 'tableByStart',
  duration: 'tableByDuration',
  state: 'tableByState',
  function: 'tableByFunction',
  at: 'tableByAt',
  waitedFor: 'tableByWaitedFor',
  value: 'tableByValue',
} as const satisfies Readonly<Record<Column, ViewCommand>>;

/** Commands that go from row to row, and by how many. */
export const ROW_STEPS = {
  rowAbove: -1,
  rowBelow: 1,
  rowPageUp: -10,
  rowPageDown: 10,
  rowFirst: -Infinity,
  rowLast: Infinity,
} as const satisfies Readonly<Partial<Record<ViewCommand, number>>>;
export type RowCommand = keyof typeof ROW_STEPS;

export const ROW_KEYS: Readonly<Record<string, RowCommand>> = {
  ArrowUp: 'rowAbove',
  ArrowDown: 'rowBelow',
  PageUp: 'rowPageUp',
  PageDown: 'rowPageDown',
  Home: 'rowFirst',
  End: 'rowLast',
};

/** The segment that a step leads to from the selected one; -1 for none. */
export function rowAfter(rows: Int32Array, selected: number, command: RowCommand): number {
  const at = selected < 0 ? -1 : rows.indexOf(selected);
  return rows[Math.min(Math.max(0, at + ROW_STEPS[command]), rows.length - 1)] ?? -1;
}

/** More are sorted only once the run has ended: until then they stand in the order in which they became known. */
const SORT_LIVE = 20_000;

/** Rows of the segments that match, in order. */
export function segmentRows(trace: Trace, matcher: Matcher | null, order: Order = BY_START): Int32Array {
  const { segments } = trace;
  const rows = new Int32Array(segments.count);
  let count = 0;
  for (let row = 0; row < segments.count; row++) {
    // What stands for several is no segment to be listed.
    if (segments.state.get(row) === MERGED) continue;
    if (matcher === null || matcher.segment(row)) rows[count++] = row;
  }
  const found = rows.subarray(0, count);
  if (!trace.ended && count > SORT_LIVE) return found;
  const keys = keysOf(trace, found, order.by);
  const starts = segments.start.data;
  const sign = order.descending ? -1 : 1;
  return found.sort((a, b) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0)) || (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
}

/** A number for each row, by which it is sorted: of texts, their place among all of them. */
function keysOf(trace: Trace, rows: Int32Array, by: Column): Float64Array {
  const { segments } = trace;
  if (by === 'start') return segments.start.data;
  const keys = new Float64Array(segments.count);
  if (by === 'duration') for (const row of rows) keys[row] = segmentEnd(trace, row) - segments.start.get(row);
  else if (by === 'state') for (const row of rows) keys[row] = segments.state.get(row);
  else rankTexts(keys, rows, (row) => cellText(trace, row, by));
  return keys;
}

const words = new Intl.Collator('en', { numeric: true });

function rankTexts(keys: Float64Array, rows: Int32Array, textOf: (row: number) => string): void {
  const known = new Map<string, number>();
  for (const row of rows) {
    const text = textOf(row);
    const place = known.get(text) ?? known.size;
    known.set(text, place);
    keys[row] = place;
  }
  const texts = [...known.keys()];
  const rank = new Float64Array(texts.length);
  texts
    .map((_, place) => place)
    .sort((a, b) => words.compare(texts[a] ?? '', texts[b] ?? ''))
    .forEach((place, at) => (rank[place] = at));
  for (const row of rows) keys[row] = rank[keys[row] ?? 0] ?? 0;
}

/** What a cell of words says; times and states are written by who shows them. */
export function cellText(trace: Trace, segment: number, column: 'function' | 'at' | 'waitedFor' | 'value'): string {
  if (column === 'value') return valueText(trace, segment);
  if (column === 'function') return taskTitle(trace, trace.segments.task.get(segment));
  if (trace.segments.state.get(segment) === State.Running) return '';
  if (column === 'waitedFor') return waitingFor(trace, segment, taskTitle, said)?.label ?? '';
  const site = siteOf(trace, segment);
  return site === undefined ? '' : siteText(site);
}
