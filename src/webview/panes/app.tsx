/** The whole page. What the panes share lives here; the timeline keeps its own view. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { loadState, post, saveState, type SavedState, type Tab } from '../host.ts';
import { describe, say } from '../model/describe.ts';
import { formatDuration } from '../model/format.ts';
import { noticesOf, outcomeText } from '../model/notices.ts';
import { placeOf, type Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { segmentRows } from '../model/table-rows.ts';
import type { PlaybackControl } from '../playback/control.ts';
import { PlaybackPane } from '../playback/pane.tsx';
import type { Session } from '../session.ts';
import type { Timeline } from '../view/timeline.ts';
import { CanvasPane } from './canvas-pane.tsx';
import { Details } from './details.tsx';
import { Empty } from './empty.tsx';
import { Notices } from './notices.tsx';
import { Output } from './output.tsx';
import { SidePane } from './side-pane.tsx';
import { Table } from './table.tsx';
import { Toolbar } from './toolbar.tsx';

export interface AppProps {
  readonly session: Session;
  /** Grows whenever the session changed. */
  readonly revision: number;
  readonly playback: PlaybackControl;
  readonly onCreate: (timeline: Timeline) => void;
}

const saved = loadState();
const DEFAULT_SIDE = 300;
/** As in webview.css. CSS pixels */
const NARROW = 600;

function reveal(place: Place | null): void {
  if (place !== null) post({ type: 'reveal', ...place });
}

export function App({ onCreate, playback, revision, session }: AppProps): JSX.Element {
  const timeline = useRef<Timeline | null>(null);
  const [selection, setSelection] = useState<Target | null>(null);
  const [filter, setFilter] = useState(saved.filter ?? '');
  const [tab, setTab] = useState<Tab>(saved.tab ?? 'details');
  const [sideWidth, setSideWidth] = useState(saved.sideWidth ?? DEFAULT_SIDE);
  const [sideOpen, setSideOpen] = useState(saved.sideOpen ?? true);
  // In a narrow panel the pane is closed, and opens over the timeline.
  const [sideOver, setSideOver] = useState(false);
  const { state, trace } = session;
  const save = useSaving(timeline, session, playback, { filter, tab, sideWidth, sideOpen });
  useEffect(() => {
    timeline.current?.setFilter(filter);
  }, [filter]);
  useEffect(save, [filter, tab, sideWidth, sideOpen]);

  const current = timeline.current;
  const ownTrace = current !== null && current.trace === trace;
  const shown = ownTrace ? selection : null;
  const description = useMemo(
    () => (shown === null || current === null ? null : describe(trace, current.segments, shown)),
    [shown, trace, state, revision],
  );
  const listed = tab === 'table';
  const rows = useMemo(() => (listed ? segmentRows(trace, filter) : null), [filter, listed, trace, revision]);
  const outcome = outcomeText(trace);
  const status =
    state === 'running'
      ? `Running ${formatDuration(Math.max(trace.now, performance.now() - session.startedAt))}`
      : `${outcome.text} · ${formatDuration(trace.now)}`;
  const select = (target: Target): void => timeline.current?.show(target);
  const empty = state === 'idle' && trace.startedAt === '' && session.message === '';

  if (empty) return <Empty />;
  return (
    <main class={`app ${sideOpen ? '' : 'is-side-closed'} ${sideOver ? 'is-side-over' : ''}`}>
      <h1 class="spoken">Async Timeline</h1>
      <Toolbar
        state={state}
        status={status}
        bad={outcome.bad}
        title={session.title}
        filter={filter}
        sideOpen={sideOpen}
        onFilter={setFilter}
        onStop={() => post({ type: 'stop' })}
        onRerun={() => post({ type: 'rerun' })}
        onZoom={(factor) => timeline.current?.zoom(factor)}
        onFit={() => timeline.current?.fit()}
        runs={session.runs}
        shownRun={session.shownRun}
        onChoose={(run) => post({ type: 'choose', run })}
        onExport={() => post({ type: 'export' })}
        onPlayback={() => playback.act('toggle', trace)}
        onToggleSide={() => (window.innerWidth <= NARROW ? setSideOver(!sideOver) : setSideOpen(!sideOpen))}
      />
      <Notices notices={noticesOf(trace, session.message)} />
      <div class="main">
        <CanvasPane
          trace={trace}
          spoken={description === null ? '' : say(description)}
          onCreate={(created) => {
            timeline.current = created;
            created.setFilter(filter);
            onCreate(created);
          }}
          onSelect={(target) => {
            setSelection(target);
            if (target !== null && tab === 'output') setTab('details');
          }}
          onReveal={(target) => reveal(placeOf(trace, target))}
          onViewChange={save}
          onTime={(time) => playback.goToTime(time)}
          onEscape={() => setFilter('')}
        />
        <SidePane tab={tab} width={sideWidth} badge={trace.output.length} onTab={setTab} onResize={setSideWidth}>
          {tab === 'details' && <Details description={description} onReveal={reveal} onSelect={select} />}
          {tab === 'output' && <Output output={trace.output} count={trace.output.length} />}
          {rows !== null && (
            <Table
              trace={trace}
              rows={rows}
              selected={shown?.kind === 'segment' ? shown.segment : -1}
              onSelect={select}
            />
          )}
        </SidePane>
      </div>
      {playback.isOpen && <PlaybackPane trace={trace} control={playback} onReveal={reveal} onSelect={select} />}
    </main>
  );
}

type Kept = Pick<SavedState, 'filter' | 'tab' | 'sideWidth' | 'sideOpen'>;

/** Saving waits until the view rests: a pan changes it with each frame. */
const SAVE_MS = 200;

function useSaving(
  timeline: { current: Timeline | null },
  session: Session,
  playback: PlaybackControl,
  kept: Kept,
): () => void {
  const latest = useRef(kept);
  latest.current = kept;
  const timer = useRef(0);
  return () => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const { current } = timeline;
      saveState({
        ...latest.current,
        run: session.trace.startedAt,
        span: current?.span ?? null,
        selection: current?.selection ?? null,
        scrollTop: current?.scrollTop ?? 0,
        collapsed: [...(current?.collapsed ?? [])],
        playback: playback.instant?.step ?? null,
      });
    }, SAVE_MS);
  };
}
