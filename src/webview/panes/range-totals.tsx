/** What happened in the stretch of time that was picked out. */
import type { JSX } from 'preact';
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { totalFacts } from '../model/describe.ts';
import { formatDuration, formatTime } from '../model/format.ts';
import { threadIn, totalsOf } from '../model/totals.ts';
import type { Timeline } from '../view/timeline.ts';
import { t } from '../l10n.ts';

export interface RangeTotalsProps {
  readonly timeline: Timeline;
  readonly onAct: (command: ViewCommand) => void;
}

export function RangeTotals({ onAct, timeline }: RangeTotalsProps): JSX.Element | null {
  const { range, segments, trace, turns } = timeline;
  if (range === null) return null;
  const length = range.end - range.start;
  const thread = threadIn(trace, turns, range);
  const share = (ms: number): string =>
    `${formatDuration(ms)}${length > 0 ? `, ${Math.round((100 * ms) / length)}%` : ''}`;
  const totals = totalsOf(trace, segments, range);
  const rows = [
    [t('From'), formatTime(range.start)],
    [t('To'), formatTime(range.end)],
    [t('Thread busy'), share(thread.busy)],
    [t('Blocked'), share(thread.blocked)],
    [t('Tasks alive'), totals.tasks.toLocaleString('en-US')],
    ...totalFacts(totals).map(({ label, value }) => [label, value]),
  ];
  return (
    <div class="details range" role="status">
      <h2>{t('Range of {0}', formatDuration(length))}</h2>
      <dl>
        {rows.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      <p class="buttons">
        <button type="button" class="link" onClick={() => onAct('zoomToSelection')}>
          {t('Zoom to it')}
        </button>
        <button type="button" class="link" onClick={() => onAct('drop')}>
          {t('Drop it')}
        </button>
      </p>
    </div>
  );
}
