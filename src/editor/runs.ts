/** The runs of this window: one at a time, and what the last ones showed. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { RunEnd } from '../protocol/run.ts';
import { createLauncher } from '../sandbox/client.ts';
import type { Launcher, RunHandle } from '../sandbox/launcher.ts';
import { TraceBuilder } from '../trace/builder.ts';
import type { TraceEvent } from '../trace/event.ts';
import { readSettings } from './settings.ts';
import { real, type Target } from './target.ts';

/** Traces kept for hovers. */
const KEPT = 8;
/** Records in the ring: 6 MB. */
const RING_RECORDS = 262_144;

export interface Run {
  /** The entry's document. */
  readonly uri: vscode.Uri;
  /** Paths in the trace are relative to it. */
  readonly folder: vscode.Uri;
  /** The same on the disk, symbolic links resolved. */
  readonly root: string;
  readonly trace: TraceBuilder;
  readonly events: TraceEvent[];
  /** What the open documents said as it ran, by URI; null of a saved trace. */
  readonly texts: ReadonlyMap<string, string> | null;
}

/** How a document's text stands to the run: as it ran, edited since, or not known (a saved trace). */
export type Age = 'current' | 'edited' | 'saved';

export interface Found {
  readonly run: Run;
  /** The document's path in the trace. */
  readonly path: string;
  readonly age: Age;
}

/** The document behind a path of the run's trace. */
export function uriOf(run: Run, file: string): vscode.Uri {
  if (file === run.trace.entry) return run.uri;
  return path.isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(run.folder, file);
}

export class Runs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** A run has begun or ended. */
  readonly onDidChange = this.#changed.event;
  readonly #launcherOf: (nodePath: string) => Launcher;
  readonly #launchers = new Map<string, Launcher>();
  readonly #timeline: TimelineView;
  readonly #kept: Run[] = [];
  #handle: RunHandle | null = null;
  /** Of the latest caller: one that waits for its turn gives way to a later one. */
  #ticket = 0;

  constructor(context: vscode.ExtensionContext, timeline: TimelineView) {
    this.#timeline = timeline;
    this.#launcherOf = (nodePath) =>
      createLauncher({
        runtimeFolder: vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath,
        cacheFolder: vscode.Uri.joinPath(context.globalStorageUri, 'instrumented').fsPath,
        ...(nodePath === '' ? {} : { nodePath }),
      });
  }

  /** The run that the timeline shows. */
  get last(): Run | null {
    return this.#kept[this.#kept.length - 1] ?? null;
  }

  get isRunning(): boolean {
    return this.#handle !== null;
  }

  /** The latest run that loaded this file. */
  find(document: vscode.TextDocument): Found | null {
    const key = document.uri.toString();
    const file = real(document.uri.fsPath);
    for (const run of this.#kept.toReversed()) {
      const own = run.uri.toString() === key;
      const name = own ? run.trace.entry : path.relative(run.root, file).split(path.sep).join('/');
      if (run.trace.files.some((known) => known.path === name)) return { run, path: name, age: age(run, document) };
    }
    return null;
  }

  /** Starts a supervisor ahead, in a window that may run code. */
  prepare(workspace: string, scope: vscode.Uri): void {
    if (!vscode.workspace.isTrusted) return;
    try {
      this.#launcher(readSettings(scope).nodePath).prepare(workspace);
    } catch {
      // The run itself will say what is wrong.
    }
  }

  stop(): void {
    this.#handle?.stop();
  }

  /**
   * Runs a target; a run under way is stopped first.
   * @returns null when another run was asked for before this one could begin
   * @throws SandboxError when it could not begin
   */
  async run(uri: vscode.Uri, target: Target): Promise<{ run: Run; end: RunEnd } | null> {
    if (!(await this.#takeTurn())) return null;
    const settings = readSettings(uri);
    const { folder, texts, workspace } = target;
    const run: Run = { uri, folder, root: workspace, trace: new TraceBuilder(), events: [], texts };
    this.#show(run, path.basename(target.entry));
    const handle = this.#launcher(settings.nodePath).run(
      {
        entry: target.entry,
        workspace: target.workspace,
        args: [],
        overlays: target.overlays,
        allow: settings.allow,
        include: settings.include,
        exclude: settings.exclude,
        timeoutMs: settings.timeoutMs,
        maxMemoryMb: settings.maxMemoryMb,
        blockingThresholdMs: settings.blockingThresholdMs,
        ringRecords: RING_RECORDS,
        instrument: true,
      },
      (events) => {
        this.#receive(run, events);
      },
    );
    this.#handle = handle;
    this.#timeline.setState('running');
    this.#setContexts();
    try {
      return { run, end: await handle.done };
    } finally {
      this.#handle = null;
      this.#setContexts();
      this.#changed.fire();
    }
  }

  /** Shows events that were recorded elsewhere. @throws when they make no trace */
  async load(title: string, folder: vscode.Uri, events: TraceEvent[], message?: string): Promise<void> {
    const trace = new TraceBuilder();
    for (const event of events) trace.push(event);
    if (!(await this.#takeTurn())) return;
    const uri = vscode.Uri.joinPath(folder, trace.entry);
    this.#show({ uri, folder, root: real(folder.fsPath), trace, events, texts: null }, title);
    this.#timeline.push(events);
    this.#timeline.setState('ended', message);
    this.#setContexts();
    this.#changed.fire();
  }

  dispose(): void {
    for (const launcher of this.#launchers.values()) launcher.dispose();
    this.#changed.dispose();
  }

  /** Stops what runs and waits for its end. @returns false when a later caller came meanwhile */
  async #takeTurn(): Promise<boolean> {
    const ticket = ++this.#ticket;
    for (let before = this.#handle; before !== null; before = this.#handle) {
      before.stop();
      await before.done.catch(() => undefined);
      if (ticket !== this.#ticket) return false;
    }
    return true;
  }

  #show(run: Run, title: string): void {
    this.#kept.push(run);
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#timeline.reset(title);
  }

  #launcher(nodePath: string): Launcher {
    let launcher = this.#launchers.get(nodePath);
    if (launcher === undefined) {
      launcher = this.#launcherOf(nodePath);
      this.#launchers.set(nodePath, launcher);
    }
    return launcher;
  }

  #receive(run: Run, events: readonly TraceEvent[]): void {
    for (const event of events) {
      run.trace.push(event);
      run.events.push(event);
    }
    if (run === this.last) this.#timeline.push(events);
  }

  #setContexts(): void {
    void vscode.commands.executeCommand('setContext', ids.running, this.isRunning);
    void vscode.commands.executeCommand('setContext', ids.hasRun, this.last !== null);
  }
}

function age(run: Run, document: vscode.TextDocument): Age {
  if (run.texts === null) return 'saved';
  const then = run.texts.get(document.uri.toString());
  // Opened since: version 1 is what the file holds.
  const same = then === undefined ? document.version === 1 : then === document.getText();
  return same ? 'current' : 'edited';
}
