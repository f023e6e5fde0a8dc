/** The Async Timeline on the host's side: in the bottom panel, and in an editor tab when one is open. Both show the same. */
import * as vscode from 'vscode';
import type { FromWebview, PictureFormat, PlaybackAction, RunChoice, RunState, ToWebview } from '../protocol/panel.ts';
import type { ViewCommand } from '../protocol/view-commands.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Trace } from '../trace/tables.ts';
import type { SiteId, TaskId } from '../trace/units.ts';
import { ids } from './ids.ts';
import { own } from './outbox.ts';
import { Surface } from './surface.ts';

export interface RevealRequest {
  /** A trace path: relative to the workspace, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** The view answers within this, or not at all. ms */
const PICTURE_MS = 15_000;

export class TimelineView implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #reveal = new vscode.EventEmitter<RevealRequest>();
  readonly #follow = new vscode.EventEmitter<RevealRequest | null>();
  readonly #stop = new vscode.EventEmitter<void>();
  readonly #rerun = new vscode.EventEmitter<void>();
  readonly #export = new vscode.EventEmitter<void>();
  readonly #choose = new vscode.EventEmitter<number>();
  readonly #ready = new vscode.EventEmitter<void>();
  readonly #picture = new vscode.EventEmitter<Extract<FromWebview, { type: 'picture' }>>();
  readonly #examples = new vscode.EventEmitter<void>();
  readonly #inPanel: Surface;
  readonly #inTab: Surface;
  #view: vscode.WebviewView | undefined;
  #tab: vscode.WebviewPanel | undefined;
  /** A task to select once the view can. */
  #wanted: TaskId | undefined;
  /** What the view is to do once it can. */
  #commanded: ViewCommand | undefined;

  readonly onDidReveal = this.#reveal.event;
  /** Playback is at a place; null when the editor is no longer to show it. */
  readonly onDidFollow = this.#follow.event;
  readonly onDidStop = this.#stop.event;
  readonly onDidRerun = this.#rerun.event;
  readonly onDidExport = this.#export.event;
  /** A run was chosen, by its id. */
  readonly onDidChoose = this.#choose.event;
  /** A page is there, and shows what is known. */
  readonly onDidReady = this.#ready.event;
  readonly onDidAskForExamples = this.#examples.event;

  constructor(extensionUri: vscode.Uri) {
    this.#extensionUri = extensionUri;
    this.#inPanel = this.#makeSurface();
    this.#inTab = this.#makeSurface();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#inPanel.attach(
      view.webview,
      // A hidden page is thrown away; it says `ready` again when it is shown.
      view.onDidChangeVisibility(() => {
        if (!view.visible) this.#inPanel.outbox.viewGone();
      }),
      view.onDidDispose(() => {
        this.#inPanel.leave();
        this.#view = undefined;
      }),
    );
  }

  /** A tab of an earlier window; its page knows what it showed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#tab === undefined) this.#adopt(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  openInEditor(): void {
    if (this.#tab !== undefined) {
      this.#tab.reveal();
      return;
    }
    const title = vscode.l10n.t('Async Timeline');
    this.#adopt(vscode.window.createWebviewPanel(ids.tab, title, vscode.ViewColumn.Active));
  }

  /**
   * Another run: forget what was shown.
   * @param trace what is built of its events, as they come @param whole all events, of a run that has ended
   */
  reset(title: string, trace: Trace | null = null, whole: readonly TraceEvent[] | null = null): void {
    this.#wanted = undefined;
    const kept = whole?.map(own) ?? null;
    for (const { outbox } of this.#surfaces) outbox.reset(title, kept, trace);
  }

  push(events: readonly TraceEvent[]): void {
    // Both keep the same objects.
    const kept = events.map(own);
    for (const { outbox } of this.#surfaces) outbox.push(kept);
  }

  /** @param more whether more events will come of a run that has ended */
  setState(state: RunState, message?: string, more = false): void {
    for (const { outbox } of this.#surfaces) outbox.setState(state, message, more);
  }

  setRuns(runs: readonly RunChoice[], shown: number): void {
    for (const { outbox } of this.#surfaces) outbox.setRuns(runs, shown);
  }

  /** Lights up the bars of these sites; none clears. */
  highlight(sites: readonly SiteId[]): void {
    for (const { outbox } of this.#surfaces) outbox.highlight(sites);
  }

  select(task: TaskId): void {
    if (!this.#send({ type: 'select', task })) this.#wanted = task;
  }

  playback(action: PlaybackAction): void {
    if (!this.#send({ type: 'playback', action })) this.show();
  }

  /** What is shown as a picture: the text of an SVG or a PNG in base64; null when no view is open to draw it. */
  async draw(format: PictureFormat): Promise<string | null> {
    return new Promise((resolve) => {
      const finish = (data: string | null): void => {
        clearTimeout(timer);
        listener.dispose();
        resolve(data);
      };
      const timer = setTimeout(finish, PICTURE_MS, null);
      const listener = this.#picture.event((picture) => {
        if (picture.format === format) finish(picture.data);
      });
      if (!this.#send({ type: 'draw', format })) finish(null);
    });
  }

  /** Does something in the view, which comes up for it. @param focus whether the keyboard goes there, too */
  perform(command: ViewCommand, focus: boolean): void {
    if (!this.#send({ type: 'command', command })) this.#commanded = command;
    this.show(focus);
  }

  /**
   * Brings the view up, and leaves the focus where it is, once the view exists, unless it is wanted. A tab that is seen is
   * enough.
   */
  show(focus = false): void {
    if (this.#tab?.visible === true) {
      if (focus) this.#tab.reveal();
    } else if (this.#view === undefined)
      void vscode.commands.executeCommand(`${ids.view}.focus`, { preserveFocus: !focus });
    else this.#view.show(!focus);
  }

  dispose(): void {
    for (const surface of this.#surfaces) surface.dispose();
    this.#tab?.dispose();
    for (const emitter of [this.#reveal, this.#follow, this.#stop, this.#rerun]) emitter.dispose();
    for (const emitter of [this.#export, this.#choose, this.#ready, this.#picture, this.#examples]) emitter.dispose();
  }

  get #surfaces(): readonly Surface[] {
    return [this.#inPanel, this.#inTab];
  }

  #makeSurface(): Surface {
    return new Surface(this.#extensionUri, (message) => {
      this.#receive(message);
    });
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#tab = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'view.svg');
    this.#inTab.attach(
      panel.webview,
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#inTab.outbox.viewGone();
      }),
      panel.onDidDispose(() => {
        this.#inTab.leave();
        this.#tab = undefined;
      }),
    );
  }

  /** To the page that is seen, the tab before the panel. @returns whether there is one */
  #send(message: ToWebview): boolean {
    const seen = this.#surfaces.toReversed().find(({ outbox }) => outbox.isReady);
    seen?.outbox.send(message);
    return seen !== undefined;
  }

  #receive(message: FromWebview): void {
    switch (message.type) {
      case 'ready':
        this.#ready.fire();
        if (this.#wanted !== undefined) this.#send({ type: 'select', task: this.#wanted });
        this.#wanted = undefined;
        if (this.#commanded !== undefined) this.#send({ type: 'command', command: this.#commanded });
        this.#commanded = undefined;
        break;
      case 'reveal':
        this.#reveal.fire({ file: message.file, line: message.line, column: message.column });
        break;
      case 'follow':
        this.#follow.fire({ file: message.file, line: message.line, column: message.column });
        break;
      case 'unfollow':
        this.#follow.fire(null);
        break;
      case 'stop':
        this.#stop.fire();
        break;
      case 'rerun':
        this.#rerun.fire();
        break;
      case 'export':
        this.#export.fire();
        break;
      case 'choose':
        this.#choose.fire(message.run);
        break;
      case 'picture':
        this.#picture.fire(message);
        break;
      case 'taken':
      case 'detail':
        // The surface answers it.
        break;
      case 'examples':
        this.#examples.fire();
        break;
      default:
        message satisfies never;
    }
  }
}
