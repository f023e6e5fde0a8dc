/** The whole page. What the panes share lives here; the timeline keeps its own view. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { loadState, post, saveState, type SavedState, type Tab } from '../host.ts';
import { describe, say } from '../model/describe.ts';
import { formatDuration } from '../model/format.ts';
import { noticesOf, outcomeText } from '../model/notices.ts';
import { pathFact } from '../model/path-fact.ts';
import { placeOf } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { matcherOf } from '../model/search.ts';
import { summarise } from '../model/summary.ts';
import { BY_START, segmentRows, type Order } from '../model/table-rows.ts';
import { listFindings } from '../model/findings-list.ts';
import type { PlaybackControl } from '../playback/control.ts';
import { PlaybackPane } from '../playback/pane.tsx';
import type { Session } from '../session.ts';
import { perform } from '../view/actions.ts';
import type { Timeline } from '../view/timeline.ts';
import { CanvasPane } from './canvas-pane.tsx';
import { Details } from './details.tsx';
import { Empty } from './empty.tsx';
import { Find } from './find.tsx';
import { Findings } from './findings.tsx';
import { Insight } from './insight.tsx';
import { Keys } from './keys.tsx';
import { Notices } from './notices.tsx';
import { Output } from './output.tsx';
import { goToTime, pageOf, reveal } from './page.ts';
import { RangeTotals } from './range-totals.tsx';
import { SidePane } from './side-pane.tsx';
import { Table } from './table.tsx';
import { Toolbar } from './toolbar.tsx';
import { t } from '../l10n.ts';

export interface AppProps {
  readonly session: Session;
  /** Grows whenever the session changed. */
  readonly revision: number;
  readonly playback: PlaybackControl;
  readonly canPlayBack: boolean;
  readonly onCreate: (timeline: Timeline, act: (command: ViewCommand) => void) => void;
}

const saved = loadState();
const DEFAULT_SIDE = 300;
export function App({ canPlayBack, onCreate, playback, revision, session }: AppProps): JSX.Element {
  const timeline = useRef<Timeline | null>(null);
  const [selection, setSelection] = useState<Target | null>(null);
  const [filter, setFilter] = useState(saved.filter ?? '');
  const [hidesOthers, setHidesOthers] = useState(saved.hidesOthers ?? true);
  const findField = useRef<HTMLElement>(null);
  const [order, setOrder] = useState<Order>(saved.order ?? BY_START);
  const [findingAt, setFindingAt] = useState(-1);
  const [keysShown, setKeysShown] = useState(false);
  // What the timeline holds itself is read from it whenever it says that it changed.
  const [, changed] = useReducer((n: number) => n + 1, 0);
  const shownBeside = useRef('');
  const [tab, setTab] = useState<Tab>(saved.tab ?? 'details');
  const [sideWidth, setSideWidth] = useState(saved.sideWidth ?? DEFAULT_SIDE);
  const [sideOpen, setSideOpen] = useState(saved.sideOpen ?? true);
  // In a narrow panel the pane is closed, and opens over the timeline.
  const [sideOver, setSideOver] = useState(false);
  const { state, trace } = session;
  const save = useSaving(timeline, session, playback, { filter, hidesOthers, order, tab, sideWidth, sideOpen });
  useEffect(() => {
    timeline.current?.setFilter(filter, hidesOthers);
  }, [filter, hidesOthers]);
  useEffect(() => setFindingAt(-1), [trace]);
  useEffect(save, [filter, hidesOthers, order, tab, sideWidth, sideOpen]);

  const current = timeline.current;
  const ownTrace = current !== null && current.trace === trace;
  const shown = ownTrace ? selection : null;
  const path = current?.path ?? [];
  const description = useMemo(() => {
    if (shown === null || current === null) return null;
    const own = describe(trace, current.segments, shown, current.lanes);
    return { ...own, facts: [...own.facts, ...pathFact(trace, path, shown)] };
  }, [shown, trace, state, revision, path]);
  const listed = tab === 'table';
  const matcher = useMemo(() => matcherOf(trace, filter), [filter, trace, trace.ended]);
  const rows = useMemo(
    () => (listed ? segmentRows(trace, matcher, order) : null),
    [matcher, listed, order, trace, revision],
  );
  const findings = useMemo(
    () => (trace.ended && !session.arriving ? listFindings(trace) : null),
    [trace, trace.ended, session.arriving],
  );
  const plain = tab === 'details' && shown === null && ownTrace;
  const summary = useMemo(
    () => (plain ? summarise(trace, current.turns) : []),
    [plain, trace, trace.ended, trace.ended ? 0 : revision],
  );
  const matches = useMemo(
    () => matcher?.count(shown?.kind === 'segment' ? shown.segment : -1) ?? null,
    [matcher, shown, state, revision],
  );
  const outcome = outcomeText(trace, session.arriving);
  const status =
    state === 'running'
      ? t('Running {0}', formatDuration(Math.max(trace.now, performance.now() - session.startedAt)))
      : `${outcome.text} · ${formatDuration(trace.now)}`;
  const parts = {
    ...{ trace, playback, canPlayBack, findField, findings, rows, tab, findingAt, timeline: timeline.current },
    ...{ setFilter, setHidesOthers, setKeysShown, setOrder, setTab, setSideWidth, setSideOpen, setSideOver },
    setFindingAt,
  };
  const act = (command: ViewCommand): void => {
    if (timeline.current !== null) perform(command, timeline.current, pageOf(parts));
  };
  const select = (target: Target): void => timeline.current?.show(target);
  const latestAct = useRef(act);
  latestAct.current = act;
  const empty = state === 'idle' && trace.startedAt === '' && session.message === '';

  if (empty) return <Empty onExamples={() => post({ type: 'examples' })} />;
  return (
    <main class={`app ${sideOpen ? '' : 'is-side-closed'} ${sideOver ? 'is-side-over' : ''}`}>
      <h1 class="spoken">{t('Async Timeline')}</h1>
      <Toolbar
        state={state}
        status={status}
        bad={outcome.bad}
        title={session.title}
        sideOpen={sideOpen}
        grouping={current?.arranged.grouping ?? 'parent'}
        sortBy={current?.arranged.sortBy ?? 'start'}
        follows={current?.follows ?? true}
        pathShown={path.length > 0}
        onStop={() => post({ type: 'stop' })}
        onRerun={() => post({ type: 'rerun' })}
        runs={session.runs}
        shownRun={session.shownRun}
        onChoose={(run) => post({ type: 'choose', run })}
        onExport={() => post({ type: 'export' })}
        onPlayback={canPlayBack ? () => playback.act('toggle', trace) : null}
        onAct={act}
      >
        <Find
          text={filter}
          hidesOthers={hidesOthers}
          field={findField}
          matches={matches}
          onText={setFilter}
          onAct={act}
        />
      </Toolbar>
      <Notices notices={noticesOf(trace, session.message)} onReveal={reveal} />
      <div class="main">
        <CanvasPane
          trace={trace}
          spoken={description === null ? '' : say(description)}
          onCreate={(created) => {
            timeline.current = created;
            created.arrange(saved.grouping ?? 'parent', saved.sortBy ?? 'start');
            created.setFilter(filter, hidesOthers);
            onCreate(created, (command) => latestAct.current(command));
          }}
          onSelect={(target) => {
            setSelection(target);
          }}
          onReveal={(target) => reveal(placeOf(trace, target, timeline.current?.lanes))}
          onViewChange={() => {
            save();
            noteShown(timeline.current, shownBeside, changed);
          }}
          onTime={(time) => playback.goToTime(time)}
          onAct={act}
        />
        <SidePane
          tab={tab}
          width={sideWidth}
          badges={{ findings: findings?.length ?? 0, output: trace.output.length }}
          onAct={act}
          onResize={setSideWidth}
        >
          {tab === 'details' && ownTrace && <RangeTotals timeline={current} onAct={act} />}
          {tab === 'details' && (current?.range === null || current === null || description !== null) && (
            <Details description={description} summary={summary} onReveal={reveal} onSelect={select}>
              {shown !== null && current !== null && (
                <Insight trace={trace} index={current.segments} target={shown} onReveal={reveal} onSelect={select} />
              )}
            </Details>
          )}
          {tab === 'findings' && <Findings listed={findings} at={findingAt} onReveal={reveal} onSelect={select} />}
          {tab === 'output' && (
            <Output
              trace={trace}
              count={trace.output.length}
              cursor={current?.cursor ?? null}
              onTime={(time) => goToTime(parts, time)}
              onSelect={select}
            />
          )}
          {rows !== null && (
            <Table
              trace={trace}
              rows={rows}
              order={order}
              onAct={act}
              onReveal={(target) => reveal(placeOf(trace, target, timeline.current?.lanes))}
              selected={shown?.kind === 'segment' ? shown.segment : -1}
              onSelect={select}
            />
          )}
        </SidePane>
        {keysShown && <Keys onClose={() => act('showKeys')} />}
      </div>
      {playback.isOpen && <PlaybackPane trace={trace} control={playback} onReveal={reveal} onSelect={select} />}
    </main>
  );
}

/** Panning moves the canvas alone; the panes are made anew only when they show something of what changed. */
function noteShown(timeline: Timeline | null, last: { current: string }, changed: (_: number) => void): void {
  if (timeline === null) return;
  const { arranged, cursor, follows, path, range } = timeline;
  const now = JSON.stringify([follows, arranged, path.length > 0, range, cursor]);
  if (now === last.current) return;
  last.current = now;
  changed(0);
}

type Kept = Pick<SavedState, 'filter' | 'hidesOthers' | 'order' | 'tab' | 'sideWidth' | 'sideOpen'>;

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
        grouping: current?.arranged.grouping ?? 'parent',
        sortBy: current?.arranged.sortBy ?? 'start',
        selection: current?.selection ?? null,
        scrollTop: current?.scrollTop ?? 0,
        range: current?.range ?? null,
        cursor: current?.cursor ?? null,
        path: (current?.path.length ?? 0) > 0,
        ...(current?.folds ?? { collapsed: [], toggled: [] }),
        playback: playback.instant?.step ?? null,
      });
    }, SAVE_MS);
  };
}
