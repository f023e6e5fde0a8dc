/** Playback: the controls, and the program's stage as it was at the cursor. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PlaybackAction } from '../../protocol/panel.ts';
import type { Trace } from '../../trace/tables.ts';
import { formatNumber, formatTime } from '../model/format.ts';
import type { Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { SPEEDS, type PlaybackControl } from './control.ts';
import { stageOf, stepWords, type Item, type List } from './words.ts';
import { t } from '../l10n.ts';

export interface PlaybackPaneProps {
  readonly trace: Trace;
  readonly control: PlaybackControl;
  readonly onReveal: (place: Place) => void;
  readonly onSelect: (target: Target) => void;
}

const EMPTY: List = { items: [], count: 0 };

export function PlaybackPane({ control, onReveal, onSelect, trace }: PlaybackPaneProps): JSX.Element {
  const { instant, replay } = control;
  const stage = useMemo(() => (instant === null ? null : stageOf(trace, instant)), [instant, trace]);
  const go = (item: Item): void => {
    if (item.target !== null) onSelect(item.target);
    if (item.place !== null) onReveal(item.place);
  };
  return (
    <section class="playback" aria-label={t('Playback')}>
      <Controls control={control} trace={trace} />
      {replay === null ? (
        <p class="hint">{t('Reading what was recorded…')}</p>
      ) : (
        <div class="stage">
          <Column
            name={t('Call stack')}
            list={stage?.stack ?? EMPTY}
            none={t('empty: the event loop waits')}
            note={t('async functions, generators and modules; others are not recorded')}
            onItem={go}
          />
          <Column
            name={t('Microtask queue')}
            list={stage?.microtasks ?? EMPTY}
            none={t('empty of awaits')}
            note={t('awaits that can go on; when others are queued is not recorded')}
            onItem={go}
          />
          <Column
            name={t('Tick queue')}
            list={null}
            none={t('unknown')}
            note={t('when ticks are queued is not recorded; a turn’s details count them')}
            onItem={go}
          />
          <Column name={t('Timers')} list={stage?.timers ?? EMPTY} none={t('none')} note="" onItem={go} />
          <Column
            name={t('Operations')}
            list={stage?.operations ?? EMPTY}
            none={t('none in flight')}
            note=""
            onItem={go}
          />
        </div>
      )}
    </section>
  );
}

function Controls({ control, trace }: { control: PlaybackControl; trace: Trace }): JSX.Element {
  const { instant, playing, replay } = control;
  const count = replay?.steps.count ?? 0;
  const step = instant?.step ?? 0;
  const words = replay === null || count === 0 ? null : stepWords(trace, replay.steps.at(step));
  const act = (action: PlaybackAction) => () => void control.act(action, trace);
  return (
    <div class="transport">
      <div class="transport-keys" role="group" aria-label={t('Steps')}>
        <Key name={t('First step (<)')} shape="M3 3h2v10H3zM13 3v10L6 8z" onClick={act('first')} />
        <Key
          name={playing === -1 ? t('Pause (K)') : t('Play backwards (J)')}
          shape={playing === -1 ? PAUSE : 'M12 2.5v11L3.5 8z'}
          onClick={act('backwards')}
        />
        <Key name={t('Previous step (,)')} shape="M10.5 3.5 6 8l4.5 4.5L9 14 3 8l6-6z" onClick={act('previous')} />
        <Key name={t('Next step (.)')} shape="M5.5 3.5 10 8l-4.5 4.5L7 14l6-6-6-6z" onClick={act('next')} />
        <Key
          name={playing === 1 ? t('Pause (K)') : t('Play (K)')}
          shape={playing === 1 ? PAUSE : 'M4 2.5v11L12.5 8z'}
          onClick={act('play')}
        />
        <Key name={t('Last step (>)')} shape="M11 3h2v10h-2zM3 3v10l7-5z" onClick={act('last')} />
      </div>
      <input
        type="range"
        class="transport-range"
        min={0}
        max={Math.max(0, count - 1)}
        value={step}
        aria-label={t('Step')}
        aria-valuetext={words === null ? '' : `${formatTime(instant?.time ?? 0)}: ${words.text}`}
        onInput={(event) => {
          // Read before anything is rendered, which sets it.
          const wanted = Number(event.currentTarget.value);
          control.pause();
          control.goTo(wanted);
        }}
      />
      <span class="transport-time">
        <strong>{formatTime(instant?.time ?? 0)}</strong>{' '}
        {trace.ended
          ? t('step {0} of {1}', formatNumber(step + 1), formatNumber(count))
          : t('step {0} of {1} so far', formatNumber(step + 1), formatNumber(count))}
      </span>
      <span class="transport-words" title={words?.text} aria-live={playing === 0 ? 'polite' : 'off'}>
        {words?.text}
      </span>
      <label class="transport-follow" title={t('The editor shows the line of each step')}>
        <input type="checkbox" checked={control.following} onChange={act('follow')} />
        {t('Follow in editor')}
      </label>
      <select
        aria-label={t('Speed')}
        title={t('Speed')}
        value={String(control.speed)}
        onChange={(event) => control.setSpeed(Number(event.currentTarget.value))}
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={String(speed)}>
            {t('{0}/s', speed)}
          </option>
        ))}
      </select>
      <Key
        name={t('Close playback (P)')}
        shape="M4 3 3 4l4 4-4 4 1 1 4-4 4 4 1-1-4-4 4-4-1-1-4 4z"
        onClick={act('toggle')}
      />
    </div>
  );
}

const PAUSE = 'M4 3h3v10H4zM9 3h3v10H9z';

function Key({ name, onClick, shape }: { name: string; shape: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="transport-key" aria-label={name} title={name} onClick={onClick}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={shape} fill="currentColor" />
      </svg>
    </button>
  );
}

interface ColumnProps {
  readonly name: string;
  /** null: the trace does not know. */
  readonly list: List | null;
  readonly none: string;
  /** What it does not hold. */
  readonly note: string;
  readonly onItem: (item: Item) => void;
}

function Column({ list, name, none, note, onItem }: ColumnProps): JSX.Element {
  const rest = list === null ? 0 : list.count - list.items.length;
  return (
    <div class={`stage-column ${list === null ? 'is-unknown' : ''}`} role="group" aria-label={name}>
      <h2 title={note}>
        {name}
        <span class="stage-count">{list === null ? '?' : list.count.toLocaleString('en-US')}</span>
      </h2>
      {/* With nothing in it to go to, it is scrolled by the keys itself. */}
      <div class="stage-items" tabIndex={list === null || list.count === 0 ? 0 : undefined}>
        {list?.items.map((item, i) => (
          <ItemRow key={i} item={item} onItem={onItem} />
        ))}
        {rest > 0 && <p class="stage-note">{t('and {0} more', formatNumber(rest))}</p>}
        {(list === null || list.count === 0) && <p class="stage-none">{none}</p>}
        {note !== '' && <p class="stage-note">{note}</p>}
      </div>
    </div>
  );
}

function ItemRow({ item, onItem }: { item: Item; onItem: (item: Item) => void }): JSX.Element {
  const { detail, late, place, text } = item;
  const where = place === null ? '' : `${place.file.slice(place.file.lastIndexOf('/') + 1)}:${place.line}`;
  return (
    <button
      type="button"
      class={`stage-item ${late === true ? 'is-late' : ''}`}
      title={[text, detail, place === null ? '' : `${place.file}:${place.line}`].filter(Boolean).join('\n')}
      onClick={() => onItem(item)}
    >
      <bdi class="stage-text">{text}</bdi>
      <span class="stage-where">{where}</span>
      {detail !== '' && <bdi class="stage-detail">{detail}</bdi>}
    </button>
  );
}
