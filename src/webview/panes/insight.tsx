/** Below the facts of a selection: its kin over the run, and the chains of callers and of waits. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { segmentEnd } from '../../trace/queries.ts';
import { State, type Trace } from '../../trace/tables.ts';
import { formatDuration, formatNumber } from '../model/format.ts';
import { callersOf, spreadOfSite, waitingChain, type Link, type Spread } from '../model/insight.ts';
import type { Place } from '../model/places.ts';
import type { SegmentIndex } from '../model/segment-index.ts';
import type { Target } from '../model/selection.ts';
import { PlaceLink } from './place-link.tsx';
import { t } from '../l10n.ts';

export interface InsightProps {
  readonly trace: Trace;
  readonly index: SegmentIndex;
  readonly target: Target;
  readonly onReveal: (place: Place) => void;
  readonly onSelect: (target: Target) => void;
}

export function Insight(props: InsightProps): JSX.Element | null {
  const { index, target, trace } = props;
  const segment = target.kind === 'segment' ? target.segment : -1;
  const task = target.kind === 'task' ? target.task : segment < 0 ? -1 : trace.segments.task.get(segment);
  const waits = segment >= 0 && trace.segments.state.get(segment) !== State.Running;
  const site = waits ? trace.segments.site.get(segment) : 0;
  // While the program runs, the picture stays as it was when the bar was selected.
  const spread = useMemo(() => (site === 0 ? null : spreadOfSite(trace, site)), [trace, site, trace.ended]);
  if (task < 0) return null;
  const chain = waits ? waitingChain(trace, index, segment) : [];
  const time = segment < 0 ? trace.tasks.start.get(task) : segmentMiddle(trace, segment);
  const callers = callersOf(trace, index, task, time);
  const ms = segment < 0 ? 0 : index.end(task, index.positionOf(segment)) - trace.segments.start.get(segment);
  return (
    <>
      {chain.length > 1 && <Chain title={t('Waits for, in turn')} links={chain} {...props} />}
      {spread !== null && spread.count > 1 && <SpreadView spread={spread} ms={ms} onSelect={props.onSelect} />}
      {callers.length > 0 && <Chain title={t('Called by, in turn')} links={callers} {...props} />}
    </>
  );
}

/** Within the segment: at its very start its caller may just be on the way to its own await. */
function segmentMiddle(trace: Trace, segment: number): number {
  return (trace.segments.start.get(segment) + segmentEnd(trace, segment)) / 2;
}

function Chain({
  links,
  onReveal,
  onSelect,
  title,
}: InsightProps & { title: string; links: readonly Link[] }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <ol class="chain">
        {links.map(({ place, target, text }, i) => (
          <li key={i}>
            {target === null ? (
              <span>{text}</span>
            ) : (
              <button type="button" class="link" onClick={() => onSelect(target)}>
                {text}
              </button>
            )}{' '}
            {place !== null && <PlaceLink place={place} onReveal={onReveal} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

const WIDTH = 240;
const HEIGHT = 48;

interface SpreadViewProps {
  readonly spread: Spread;
  /** Of the selected wait. */
  readonly ms: number;
  readonly onSelect: (target: Target) => void;
}

function SpreadView({ ms, onSelect, spread }: SpreadViewProps): JSX.Element {
  const { bins, count, longest, percentiles } = spread;
  const most = bins.reduce((max, bin) => Math.max(max, bin.count), 1);
  const step = WIDTH / Math.max(1, bins.length);
  const words = percentiles.map(([name, value]) => `${name} ${formatDuration(value)}`).join(', ');
  return (
    <section>
      <h3>{t('All {0} waits here', formatNumber(count))}</h3>
      <svg
        class="histogram"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('How long the waits took: {0}', words)}
      >
        {bins.map(({ count: n, from, to }, i) => {
          const height = n === 0 ? 0 : Math.max(2, (n / most) * (HEIGHT - 2));
          const own = ms >= from && (ms < to || i === bins.length - 1);
          return (
            <rect key={i} class={own ? 'is-own' : ''} x={i * step} y={HEIGHT - height} width={step - 1} height={height}>
              <title>{t('{0} to {1}: {2}', formatDuration(from), formatDuration(to), n)}</title>
            </rect>
          );
        })}
      </svg>
      <p class="axis">
        <span>{formatDuration(bins[0]?.from ?? 0)}</span>
        <span>{formatDuration(bins.at(-1)?.to ?? 0)}</span>
      </p>
      <dl class="percentiles">
        {percentiles.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatDuration(value)}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('Longest')}</h3>
      <ol class="longest">
        {longest.map(({ ms: length, segment }) => (
          <li key={segment}>
            <button type="button" class="link" onClick={() => onSelect({ kind: 'segment', segment })}>
              {formatDuration(length)}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
