/** The slim row above the timeline: what the run is doing, what can be done, and the filter. */
import type { JSX } from 'preact';
import type { RunChoice, RunState } from '../../protocol/panel.ts';
import { Legend } from './legend.tsx';
import { RunPicker } from './run-picker.tsx';

export interface ToolbarProps {
  readonly state: RunState;
  /** Outcome and duration, or how long it has been running. */
  readonly status: string;
  readonly bad: boolean;
  readonly title: string;
  readonly filter: string;
  readonly sideOpen: boolean;
  readonly onFilter: (filter: string) => void;
  readonly onStop: () => void;
  readonly onRerun: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly runs: readonly RunChoice[];
  readonly shownRun: number;
  readonly onChoose: (run: number) => void;
  readonly onExport: () => void;
  readonly onPlayback: () => void;
  readonly onToggleSide: () => void;
}

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { bad, filter, sideOpen, state, status, title } = props;
  const running = state === 'running';
  return (
    <div class="toolbar" role="toolbar" aria-label="Timeline">
      {running ? (
        <Button icon="debug-stop" label="Stop" class="stop" onClick={props.onStop} />
      ) : (
        <Button icon="debug-restart" label="Run again" class="in-editor" onClick={props.onRerun} />
      )}
      <span class={`status ${running ? 'is-running' : bad ? 'is-bad' : ''}`} role="status">
        {status}
      </span>
      <RunPicker runs={props.runs} shown={props.shownRun} title={title} onChoose={props.onChoose} />
      <Legend />
      <vscode-textfield
        class="filter"
        placeholder="Filter tasks by function name"
        label="Filter tasks by function name"
        value={filter}
        onInput={(event) => props.onFilter((event.currentTarget as unknown as { value: string }).value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.onFilter('');
        }}
      />
      <span class="group">
        {!running && <Button icon="play-circle" label="Playback (P)" onClick={props.onPlayback} />}
        {!running && <Button icon="save-as" label="Export" class="in-editor" onClick={props.onExport} />}
        <Button icon="zoom-out" label="Zoom out (-)" onClick={() => props.onZoom(1 / 0.6)} />
        <Button icon="zoom-in" label="Zoom in (+)" onClick={() => props.onZoom(0.6)} />
        <Button icon="screen-full" label="Zoom to fit (0)" onClick={props.onFit} />
        <Button
          icon={sideOpen ? 'layout-sidebar-right' : 'layout-sidebar-right-off'}
          label={sideOpen ? 'Hide details' : 'Show details'}
          onClick={props.onToggleSide}
        />
      </span>
    </div>
  );
}

function Button(props: { icon: string; label: string; class?: string; onClick: () => void }): JSX.Element {
  return (
    <vscode-toolbar-button
      icon={props.icon}
      label={props.label}
      title={props.label}
      class={props.class ?? ''}
      onClick={props.onClick}
    />
  );
}
