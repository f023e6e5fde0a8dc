/** The slim row above the timeline: what the run is doing, what can be done, how lanes are arranged, and the search. */
import type { ComponentChildren, JSX } from 'preact';
import type { RunChoice, RunState } from '../../protocol/panel.ts';
import type { ViewCommand } from '../../protocol/view-commands.ts';
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
  readonly onAct: (command: ViewCommand) => void;
}

const GROUPS: Choices<Grouping> = {
  parent: ['groupByParent', word('By parent')],
  function: ['groupByFunction', word('By function')],
  quadrant: ['groupByQuadrant', word('By quadrant')],
  flat: ['groupFlat', word('Flat')],
};
const SORTS: Choices<SortBy> = {
  start: ['sortByStart', word('Sort: start')],
  duration: ['sortByDuration', word('Sort: duration')],
  waited: ['sortByWaited', word('Sort: waited')],
  ready: ['sortByReady', word('Sort: ready')],
  running: ['sortByRunning', word('Sort: running')],
};

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
        <Choice label={t('Group the lanes')} choices={GROUPS} values={GROUPINGS} value={grouping} onAct={onAct} />
        <Choice label={t('Sort the lanes by')} choices={SORTS} values={SORTINGS} value={sortBy} onAct={onAct} />
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
          onClick={() => onAct('toggleDetails')}
        />
      </span>
    </div>
  );
}

/** For each value, the command that chooses it and its name. */
type Choices<T extends string> = Readonly<Record<T, readonly [command: ViewCommand, name: string]>>;

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly choices: Choices<T>;
  readonly values: readonly T[];
  readonly value: T;
  readonly onAct: (command: ViewCommand) => void;
}

function Choice<T extends string>({ choices, label, onAct, value, values }: ChoiceProps<T>): JSX.Element {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => {
        const chosen = values.find((name) => name === event.currentTarget.value);
        if (chosen !== undefined) onAct(choices[chosen][0]);
      }}
    >
      {values.map((name) => (
        <option key={name} value={name}>
          {said(choices[name][1])}
        </option>
      ))}
    </select>
  );
}
