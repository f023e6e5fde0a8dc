/** What happened in the stretch of time that was picked out. */
import type { JSX } from 'preact';
import { totalFacts } from '../model/describe.ts';
import { formatDuration, formatTime } from '../model/format.ts';
import { threadIn, totalsOf } from '../model/totals.ts';
import type { Timeline } from '../view/timeline.ts';

export function RangeTotals({ timeline }: { timeline: Timeline }): JSX.Element | null {
  const { range, segments, trace, turns } = timeline;
  if (range === null) return null;
  const length = range.end - range.start;
  const thread = threadIn(trace, turns, range);
  const share = (ms: number): string =>
    `${formatDuration(ms)}${length > 0 ? `, ${Math.round((100 * ms) / length)}%` : ''}`;
  const totals = totalsOf(trace, segments, range);
  const rows = [
    ['From', formatTime(range.start)],
    ['To', formatTime(range.end)],
    ['Thread busy', share(thread.busy)],
    ['Blocked', share(thread.blocked)],
    ['Tasks alive', totals.tasks.toLocaleString('en-US')],
    ...totalFacts(totals).map(({ label, value }) => [label, value]),
  ];
  return (
    <div class="details range" role="status">
      <h2>Range of {formatDuration(length)}</h2>
      <dl>
        {rows.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      <p class="buttons">
        <button type="button" class="link" onClick={() => timeline.zoomToSelection()}>
          Zoom to it
        </button>
        <button type="button" class="link" onClick={() => timeline.setRange(null)}>
          Drop it
        </button>
      </p>
    </div>
  );
}
