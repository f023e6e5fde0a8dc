/** Segments that the table lists. */
import type { Trace } from '../../trace/tables.ts';

/** Rows of the segments of functions whose names match, or null when the filter is empty: then it is every row. */
export function segmentRows(trace: Trace, filter: string): Int32Array | null {
  const needle = filter.trim().toLowerCase();
  if (needle === '') return null;
  const matches = trace.functions.map((info) => info.name.toLowerCase().includes(needle));
  const { segments, tasks } = trace;
  const rows = new Int32Array(segments.count);
  let count = 0;
  for (let row = 0; row < segments.count; row++) {
    if (matches[(tasks.function.data[segments.task.data[row] ?? 0] ?? 0) - 1] === true) rows[count++] = row;
  }
  return rows.slice(0, count);
}
