/** Stands in for VS Code where the timeline is a page of its own: the trace comes from the page itself. */
import type { FromWebview, ToWebview } from '../../protocol/panel.ts';
import { readTraceFile } from './trace-file.ts';

/** Times of one message's events, so that a long trace is drawn while it is read. Bytes */
const BATCH_BYTES = 4 * 1024 * 1024;

function held(id: string): Uint8Array<ArrayBuffer> {
  const binary = atob(document.getElementById(id)?.textContent ?? '');
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function deliver(message: ToWebview): void {
  window.dispatchEvent(new MessageEvent('message', { data: message }));
}

async function show(): Promise<void> {
  const title = new TextDecoder().decode(held('title'));
  deliver({ type: 'reset', title, state: 'ended' });
  try {
    const events = await readTraceFile(held('trace'));
    for (let from = 0, to = 0; from < events.length; from = to) {
      for (let bytes = 0; to < events.length && bytes < BATCH_BYTES; to++) {
        const event = events[to];
        bytes += event?.type === 'records' ? event.bytes.byteLength : 64;
      }
      deliver({ type: 'events', events: events.slice(from, to) });
    }
    deliver({ type: 'state', state: 'ended' });
  } catch (error) {
    deliver({ type: 'state', state: 'ended', message: error instanceof Error ? error.message : String(error) });
  }
}

/** The style sheet of the icons: the icon element looks for a link of this id. */
function addIcons(): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.id = 'vscode-codicon-stylesheet';
  link.href = URL.createObjectURL(new Blob([held('icons')], { type: 'text/css' }));
  document.head.append(link);
}

/** The browser's wishes as the classes that VS Code would set. */
function followScheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const set = (): void => {
    document.body.className = `is-page ${dark.matches ? 'vscode-dark' : 'vscode-light'}`;
  };
  dark.addEventListener('change', set);
  set();
}

let state: unknown;
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromWebview) => {
      if (message.type === 'ready') void show();
    },
    getState: () => state,
    setState: (next: unknown) => {
      state = next;
    },
  }),
});
addIcons();
followScheme();
