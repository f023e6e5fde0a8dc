/** One page of the timeline: in the panel, or in an editor tab. It exists before its page does, and keeps up to date. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../protocol/panel.ts';
import { isFromWebview } from './guard.ts';
import { ENGLISH, renderHtml, type Language } from './html.ts';
import { Outbox } from './outbox.ts';

/** As the editor speaks; English where it has no bundle for its language. */
function language(): Language {
  const { bundle } = vscode.l10n;
  return bundle === undefined ? ENGLISH : { tag: vscode.env.language, translations: bundle };
}

export class Surface implements vscode.Disposable {
  readonly outbox: Outbox;
  readonly #extensionUri: vscode.Uri;
  readonly #receive: (message: FromWebview) => void;
  #webview: vscode.Webview | undefined;
  /** Of the page; they end with it. */
  #listeners: vscode.Disposable[] = [];

  /** @param receive what the page says; `ready` has been answered by then */
  constructor(extensionUri: vscode.Uri, receive: (message: FromWebview) => void) {
    this.#extensionUri = extensionUri;
    this.#receive = receive;
    this.outbox = new Outbox((message: ToWebview) => void this.#webview?.postMessage(message));
  }

  /** @param listeners of what holds the page; disposed of with it */
  attach(webview: vscode.Webview, ...listeners: vscode.Disposable[]): void {
    this.leave();
    this.#webview = webview;
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    const media = vscode.Uri.joinPath(this.#extensionUri, 'media');
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    this.#listeners = [
      ...listeners,
      webview.onDidReceiveMessage((message: unknown) => {
        if (!isFromWebview(message)) return;
        if (message.type === 'ready') this.outbox.viewReady();
        if (message.type === 'taken') this.outbox.viewTook();
        if (message.type === 'detail') this.outbox.sendDetail({ start: message.start, end: message.end });
        this.#receive(message);
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
      language: language(),
    });
  }

  /** The page is gone. */
  leave(): void {
    this.outbox.viewGone();
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = [];
    this.#webview = undefined;
  }

  dispose(): void {
    this.leave();
    this.outbox.dispose();
  }
}
