/** Segments that the table lists. */
import { MERGED, type Trace } from '../../trace/tables.ts';
import type { Matcher } from './search.ts';

/** More are sorted only once the run has ended: until then they stand in the order in which they became known. */
const SORT_LIVE = 20_000;

/** Rows of the segments that match, in order of their starts. */
export function segmentRows(trace: Trace, matcher: Matcher | null): Int32Array {
  const { segments } = trace;
  const rows = new Int32Array(segments.count);
  let count = 0;
  for (let row = 0; row < segments.count; row++) {
    // What stands for several is no segment to be listed.
    if (segments.state.get(row) === MERGED) continue;
    if (matcher === null || matcher.segment(row)) rows[count++] = row;
  }
  const found = rows.subarray(0, count);
  const starts = segments.start.data;
  if (trace.ended || count <= SORT_LIVE) found.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  return found;
}
