/** Entry of the page: messages in, panes and frames out. */
import { render } from 'preact';
import './elements.ts';
import type { ViewCommand } from '../protocol/panel.ts';
import { isToWebview, loadState, post } from './host.ts';
import { App } from './panes/app.tsx';
import { Session } from './session.ts';
import type { Timeline } from './view/timeline.ts';

/** The panes are brought up to date at most this often while events arrive; the canvas with each frame. ms */
const PANES_MS = 100;

/** What is open grows so often while the program runs. ms */
const LIVE_MS = 60;

const root = document.getElementById('root') ?? document.body;
let timeline: Timeline | null = null;
let revision = 0;
let pending = 0;
/** What was shown before the page was hidden; taken up once, by the same run. */
let restore = loadState();

const session = new Session(
  (what) => {
    if (what === 'reset') timeline?.setTrace(session.trace);
    if (timeline !== null) timeline.highlight = session.highlight;
    restoreView();
    timeline?.invalidate();
    if (what === 'trace') schedule();
    else paint();
  },
  (task) => timeline?.show({ kind: 'task', task }),
  (command) => act(command),
);

/** Set by the page once it is there. */
let act: (command: ViewCommand) => void = () => undefined;

function restoreView(): void {
  const { startedAt } = session.trace;
  // Not before the run is there as a whole: a selection is a row of its tables.
  if (timeline === null || startedAt === '' || session.trace.segments.count === 0) return;
  const { run, selection, span } = restore;
  restore = {};
  if (run !== startedAt) return;
  if (span !== undefined) timeline.span = span;
  if (selection !== undefined) timeline.select(selection);
}

function paint(): void {
  clearTimeout(pending);
  pending = 0;
  revision++;
  render(
    <App
      session={session}
      revision={revision}
      onCreate={(created, perform) => {
        timeline = created;
        act = perform;
        created.highlight = session.highlight;
        restoreView();
      }}
    />,
    root,
  );
}

function schedule(): void {
  if (pending === 0) pending = window.setTimeout(paint, PANES_MS);
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToWebview(event.data)) session.receive(event.data);
});
// The clock of a running program goes on while nothing arrives from it.
setInterval(() => {
  if (session.tick()) timeline?.invalidate();
  if (session.state === 'running') schedule();
}, LIVE_MS);
paint();
post({ type: 'ready' });
