/** The Async Timeline in the bottom panel, on the host's side. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { RunState, ViewCommand } from '../protocol/panel.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { SiteId, TaskId } from '../trace/units.ts';
import { isFromWebview } from './guard.ts';
import { renderHtml } from './html.ts';
import { ids } from './ids.ts';
import { Outbox } from './outbox.ts';

export interface RevealRequest {
  /** A trace path: relative to the workspace, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export class TimelineView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #reveal = new vscode.EventEmitter<RevealRequest>();
  readonly #stop = new vscode.EventEmitter<void>();
  readonly #rerun = new vscode.EventEmitter<void>();
  readonly #examples = new vscode.EventEmitter<void>();
  readonly #outbox = new Outbox((message) => void this.#view?.webview.postMessage(message));
  /** Of the resolved view; they end with it. */
  #listeners: vscode.Disposable[] = [];
  #view: vscode.WebviewView | undefined;
  /** A task to select once the view can. */
  #wanted: TaskId | undefined;
  /** What the view is to do once it can. */
  #commanded: ViewCommand | undefined;

  readonly onDidReveal = this.#reveal.event;
  readonly onDidStop = this.#stop.event;
  readonly onDidRerun = this.#rerun.event;
  readonly onDidAskForExamples = this.#examples.event;

  constructor(extensionUri: vscode.Uri) {
    this.#extensionUri = extensionUri;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#leave();
    this.#view = view;
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    const media = vscode.Uri.joinPath(this.#extensionUri, 'media');
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    this.#listeners = [
      webview.onDidReceiveMessage((message: unknown) => {
        this.#receive(message);
      }),
      // A hidden page is thrown away; it says `ready` again when it is shown.
      view.onDidChangeVisibility(() => {
        if (!view.visible) this.#outbox.viewGone();
      }),
      view.onDidDispose(() => {
        this.#leave();
      }),
    ];
    const uri = (folder: vscode.Uri, ...path: string[]): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, ...path)).toString();
    webview.html = renderHtml({
      script: uri(dist, 'webview.js'),
      style: uri(media, 'webview.css'),
      codicons: uri(dist, 'codicons', 'codicon.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
  }

  /** A new run: forget what was shown. */
  reset(title: string): void {
    this.#wanted = undefined;
    this.#outbox.reset(title);
  }

  push(events: readonly TraceEvent[]): void {
    this.#outbox.push(events);
  }

  setState(state: RunState, message?: string): void {
    this.#outbox.setState(state, message);
  }

  /** Lights up the bars of these sites; none clears. */
  highlight(sites: readonly SiteId[]): void {
    this.#outbox.highlight(sites);
  }

  select(task: TaskId): void {
    if (this.#view?.visible === true) this.#outbox.send({ type: 'select', task });
    else this.#wanted = task;
  }

  /** Does something in the view, which comes up for it. @param focus whether the keyboard goes there, too */
  perform(command: ViewCommand, focus: boolean): void {
    if (this.#view?.visible === true) this.#outbox.send({ type: 'command', command });
    else this.#commanded = command;
    this.show(focus);
  }

  /** Brings the view up, and leaves the focus where it is, once the view exists, unless it is wanted. */
  show(focus = false): void {
    if (this.#view === undefined) void vscode.commands.executeCommand(`${ids.view}.focus`, { preserveFocus: !focus });
    else this.#view.show(!focus);
  }

  dispose(): void {
    this.#leave();
    this.#outbox.dispose();
    this.#reveal.dispose();
    this.#stop.dispose();
    this.#rerun.dispose();
    this.#examples.dispose();
  }

  #receive(message: unknown): void {
    if (!isFromWebview(message)) return;
    switch (message.type) {
      case 'ready':
        this.#outbox.viewReady();
        if (this.#wanted !== undefined) this.#outbox.send({ type: 'select', task: this.#wanted });
        this.#wanted = undefined;
        if (this.#commanded !== undefined) this.#outbox.send({ type: 'command', command: this.#commanded });
        this.#commanded = undefined;
        break;
      case 'reveal':
        this.#reveal.fire({ file: message.file, line: message.line, column: message.column });
        break;
      case 'stop':
        this.#stop.fire();
        break;
      case 'rerun':
        this.#rerun.fire();
        break;
      case 'examples':
        this.#examples.fire();
        break;
      default:
        message satisfies never;
    }
  }

  #leave(): void {
    this.#outbox.viewGone();
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = [];
    this.#view = undefined;
  }
}
