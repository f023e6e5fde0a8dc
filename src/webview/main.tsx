/** Entry of the page: messages in, panes and frames out. */
import { render } from 'preact';
import './elements.ts';
import type { PlaybackAction } from '../protocol/panel.ts';
import type { ViewCommand } from '../protocol/view-commands.ts';
import { drawPicture } from './draw/picture.ts';
import { isToWebview, loadState, post } from './host.ts';
import { App } from './panes/app.tsx';
import { PlaybackControl } from './playback/control.ts';
import { actionOf, takesText } from './playback/keys.ts';
import { Session } from './session.ts';
import { DetailRequests } from './view/detail.ts';
import { LiveFrames } from './view/live-frames.ts';
import type { Timeline } from './view/timeline.ts';

/** The panes are brought up to date at most this often while events arrive. ms */
const PANES_MS = 100;
/** Parts of a run that is known already are drawn at most this often. ms */
const PARTS_MS = 300;

/** What is open grows at most so often while the program runs. ms */
const LIVE_MS = 60;

const root = document.getElementById('root') ?? document.body;
let timeline: Timeline | null = null;
let revision = 0;
let drawnAt = -PARTS_MS;
const liveFrames = new LiveFrames();
/** Something came, and no frame has been asked for since. */
let undrawn = false;
let pending = 0;
/** What was shown before the page was hidden; taken up once, by the same run. */
let restore = loadState();

const playback = new PlaybackControl({
  moved: (instant) => timeline?.setCursor(instant?.time ?? null),
  follow: (place) => post(place === null ? { type: 'unfollow' } : { type: 'follow', ...place }),
  changed: () => paint(),
});

const detail = new DetailRequests((wanted) => post({ type: 'detail', ...wanted }));

const session = new Session({
  changed(what) {
    if (what === 'reset') {
      playback.close();
      timeline?.setTrace(session.trace);
    }
    if (what === 'digest') {
      playback.close();
      timeline?.refine(session.trace);
    }
    if (timeline !== null) {
      timeline.highlight = session.highlight;
      timeline.arriving = session.arriving;
    }
    // The run has ended: what was not known before is taken in.
    if (what === 'state' && !session.arriving) playback.refresh();
    restoreView();
    if (what === 'trace' && session.state === 'running') drawLive();
    else drawTrace(what === 'trace' && session.arriving);
    if (what === 'trace') schedule();
    else paint();
  },
  select: (task) => timeline?.show({ kind: 'task', task }),
  command: (command) => act(command),
  playback: playBack,
  draw: (format) => {
    if (timeline !== null) post({ type: 'picture', format, data: drawPicture(timeline.view, format) });
  },
});

/** Of a run that goes on, what was recorded so far is played back. */
function playBack(action: PlaybackAction): void {
  if (canPlayBack()) playback.act(action, session.trace);
}

function canPlayBack(): boolean {
  const { merged, tasks } = session.trace;
  return merged === undefined && (session.state === 'ended' || tasks.count > 0);
}

/** Set by the page once it is there. */
let act: (command: ViewCommand) => void = () => undefined;

/** Of a run that is known already and long, the parts are drawn now and then, so that the whole is there sooner. */
function drawTrace(part: boolean): void {
  const now = performance.now();
  if (part && now - drawnAt < PARTS_MS) return;
  // The first part is drawn at once.
  drawnAt = part ? now : -PARTS_MS;
  timeline?.invalidate();
}

/** Draws what is new of a run that goes on, or leaves it to a later frame. */
function drawLive(): void {
  undrawn = timeline === null || !liveFrames.isDue();
  if (!undrawn) timeline?.invalidate();
}

function restoreView(): void {
  const { segments, startedAt } = session.trace;
  // Not before the run is there as a whole: a selection is a row of its tables.
  const whole = session.state === 'running' ? segments.count > 0 : !session.arriving;
  if (timeline === null || startedAt === '' || !whole) return;
  const { collapsed = [], playback: step = null, run, scrollTop, selection, span, toggled = [] } = restore;
  const { cursor, path, range } = restore;
  restore = {};
  if (run !== startedAt) return;
  if (span !== undefined) timeline.span = span;
  timeline.restoreFolds(collapsed, toggled);
  if (selection !== undefined) timeline.select(selection);
  if (range !== undefined) timeline.setRange(range);
  if (path === true) timeline.togglePath();
  if (scrollTop !== undefined) timeline.scrollTo(scrollTop);
  if (step !== null) playback.open(session.trace, step);
  else if (cursor !== undefined) timeline.cursor = cursor;
}

function paint(): void {
  clearTimeout(pending);
  pending = 0;
  revision++;
  render(
    <App
      session={session}
      revision={revision}
      playback={playback}
      canPlayBack={canPlayBack()}
      onCreate={(created, perform) => {
        timeline = created;
        act = perform;
        created.highlight = session.highlight;
        created.arriving = session.arriving;
        created.onDrawn = () => {
          liveFrames.drawn();
          detail.look(created.trace, created.scale);
        };
        restoreView();
      }}
    />,
    root,
  );
}

function schedule(): void {
  if (pending === 0) pending = window.setTimeout(paint, Math.max(PANES_MS, liveFrames.gap));
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!isToWebview(event.data)) return;
  try {
    session.receive(event.data);
  } finally {
    if (event.data.type === 'events') post({ type: 'taken' });
  }
});
window.addEventListener('keydown', (event) => {
  const action = event.defaultPrevented || takesText(event.target) ? null : actionOf(event);
  if (action === null || !canPlayBack()) return;
  event.preventDefault();
  playBack(action);
});
// The clock of a running program goes on while nothing arrives from it.
setInterval(() => {
  if (session.state !== 'running') return;
  if (session.tick() || undrawn) drawLive();
  schedule();
}, LIVE_MS);
paint();
post({ type: 'ready' });
