/** The slim row above the timeline: what the run is doing, what can be done, how lanes are arranged, and the search. */
import type { ComponentChildren, JSX } from 'preact';
import type { RunChoice, RunState, ViewCommand } from '../../protocol/panel.ts';
import { GROUPINGS, type Grouping } from '../model/lanes.ts';
import { SORTINGS, type SortBy } from '../model/sorting.ts';
import { IconButton } from './icon-button.tsx';
import { Legend } from './legend.tsx';
import { RunPicker } from './run-picker.tsx';
import { said, t, word } from '../l10n.ts';

export interface ToolbarProps {
  readonly state: RunState;
  /** Outcome and duration, or how long it has been running. */
  readonly status: string;
  readonly bad: boolean;
  readonly title: string;
  readonly sideOpen: boolean;
  readonly grouping: Grouping;
  readonly sortBy: SortBy;
  readonly follows: boolean;
  readonly pathShown: boolean;
  /** The search. */
  readonly children: ComponentChildren;
  readonly onStop: () => void;
  readonly onRerun: () => void;
  readonly runs: readonly RunChoice[];
  readonly shownRun: number;
  readonly onChoose: (run: number) => void;
  readonly onExport: () => void;
  /** null where there is nothing to play, or not all of it is known. */
  readonly onPlayback: (() => void) | null;
  readonly onArrange: (grouping: Grouping, sortBy: SortBy) => void;
  readonly onAct: (command: ViewCommand) => void;
  readonly onToggleSide: () => void;
}

const GROUP_NAMES = {
  parent: word('By parent'),
  function: word('By function'),
  quadrant: word('By quadrant'),
  flat: word('Flat'),
} as const;
const SORT_NAMES = {
  start: word('Sort: start'),
  duration: word('Sort: duration'),
  waited: word('Sort: waited'),
  ready: word('Sort: ready'),
  running: word('Sort: running'),
} as const;

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { bad, follows, grouping, onAct, onPlayback, pathShown, sideOpen, sortBy, state, status, title } = props;
  const running = state === 'running';
  return (
    <div class="toolbar" role="toolbar" aria-label={t('Timeline')}>
      {running ? (
        <IconButton icon="debug-stop" label={t('Stop')} class="stop" onClick={props.onStop} />
      ) : (
        <IconButton icon="debug-restart" label={t('Run again')} class="in-editor" onClick={props.onRerun} />
      )}
      {running && (
        <IconButton
          icon={follows ? 'debug-pause' : 'debug-continue'}
          label={follows ? t('Pause following the end (e)') : t('Follow the end (e)')}
          onClick={() => onAct('follow')}
        />
      )}
      <span class={`status ${running ? 'is-running' : bad ? 'is-bad' : ''}`} role="status">
        {status}
      </span>
      <RunPicker runs={props.runs} shown={props.shownRun} title={title} onChoose={props.onChoose} />
      <Legend />
      <span class="group arrange">
        <Choice
          label={t('Group the lanes')}
          names={GROUP_NAMES}
          values={GROUPINGS}
          value={grouping}
          onChoose={(value) => props.onArrange(value, sortBy)}
        />
        <Choice
          label={t('Sort the lanes by')}
          names={SORT_NAMES}
          values={SORTINGS}
          value={sortBy}
          onChoose={(value) => props.onArrange(grouping, value)}
        />
      </span>
      {props.children}
      <span class="group">
        {onPlayback !== null && <IconButton icon="play-circle" label={t('Playback (P)')} onClick={onPlayback} />}
        {!running && <IconButton icon="save-as" label={t('Export')} class="in-editor spare" onClick={props.onExport} />}
        {!running && (
          <IconButton
            icon="milestone"
            class="spare"
            label={pathShown ? t('Hide the critical path (c)') : t('Show the critical path (c)')}
            checked={pathShown}
            onClick={() => onAct('criticalPath')}
          />
        )}
        <span class="group zooms">
          <IconButton icon="zoom-out" label={t('Zoom out (s)')} onClick={() => onAct('zoomOut')} />
          <IconButton icon="zoom-in" label={t('Zoom in (w)')} onClick={() => onAct('zoomIn')} />
          <IconButton icon="screen-full" label={t('Show the whole run (0)')} onClick={() => onAct('fit')} />
          <IconButton icon="question" label={t('Keys (?)')} onClick={() => onAct('showKeys')} />
        </span>
        <IconButton
          icon={sideOpen ? 'layout-sidebar-right' : 'layout-sidebar-right-off'}
          label={sideOpen ? t('Hide details (i)') : t('Show details (i)')}
          onClick={props.onToggleSide}
        />
      </span>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly names: Readonly<Record<T, string>>;
  readonly values: readonly T[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

function Choice<T extends string>({ label, names, onChoose, value, values }: ChoiceProps<T>): JSX.Element {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => {
        const chosen = values.find((name) => name === event.currentTarget.value);
        if (chosen !== undefined) onChoose(chosen);
      }}
    >
      {values.map((name) => (
        <option key={name} value={name}>
          {said(names[name])}
        </option>
      ))}
    </select>
  );
}
