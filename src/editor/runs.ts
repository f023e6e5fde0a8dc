/** The runs of this window: one at a time, and what the last ones showed. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { RunChoice } from '../protocol/panel.ts';
import type { RunEnd } from '../protocol/run.ts';
import { createLauncher } from '../sandbox/client.ts';
import type { Launcher, RunHandle } from '../sandbox/launcher.ts';
import { TraceBuilder } from '../trace/builder.ts';
import type { TraceEvent } from '../trace/event.ts';
import { parseGrant } from '../trace/grant.ts';
import { Grants } from './grants.ts';
import { History, SELECTABLE, type StoredRun } from './history.ts';
import { readSettings, type Settings } from './settings.ts';
import { real, type Target } from './target.ts';

/** Traces kept for hovers; the last SELECTABLE of them can be shown again. */
const KEPT = 8;
/** What is there sooner after the end of its program is not announced, ms. */
const SOON_MS = 200;
/** Between parts of what is no one's wish, ms. */
const IDLE_REST_MS = 20;
/** Records in the ring: 4 MB. */
const RING_RECORDS = 262_144;

export interface Run {
  /** Grows from run to run. */
  readonly id: number;
  readonly title: string;
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
  /** What the timeline says of it beside its outcome. */
  message: string | undefined;
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
  readonly #launcherOf: (settings: Settings) => Launcher;
  readonly #launchers = new Map<string, Launcher>();
  readonly grants: Grants;
  readonly #timeline: TimelineView;
  readonly #history: History;
  /** In order of their ids. */
  readonly #kept: Run[] = [];
  /** Of an earlier window: read when they are chosen. By the id that they will have. */
  readonly #stored = new Map<number, StoredRun>();
  #shown: Run | null = null;
  #lastId = SELECTABLE;
  #handle: RunHandle | null = null;
  #running: Run | null = null;
  /** Their programs have ended, and not all that was recorded is here. */
  readonly #reading = new Set<Run>();
  /** Of the latest caller: one that waits for its turn gives way to a later one. */
  #ticket = 0;

  constructor(context: vscode.ExtensionContext, timeline: TimelineView) {
    this.#timeline = timeline;
    this.#history = new History(context.storageUri, () => this.#untilIdle());
    this.grants = new Grants(context.workspaceState, () => vscode.workspace.isTrusted);
    this.#launcherOf = ({ nodePath, outerWall }) =>
      createLauncher({
        runtimeFolder: vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath,
        cacheFolder: vscode.Uri.joinPath(context.globalStorageUri, 'instrumented').fsPath,
        ...(nodePath === '' ? {} : { nodePath }),
        outerWall,
      });
  }

  /** The run that the timeline shows. */
  get shown(): Run | null {
    return this.#shown;
  }

  /** The run that began or was opened last. */
  get latest(): Run | null {
    return this.#kept.at(-1) ?? null;
  }

  /** The runs that can be shown, the latest first. */
  get choices(): RunChoice[] {
    const choices = this.#kept.map(({ id, title, trace }) => ({ id, title, startedAt: trace.startedAt }));
    for (const [id, { startedAt, title }] of this.#stored) choices.push({ id, title, startedAt });
    return choices.sort((a, b) => b.id - a.id).slice(0, SELECTABLE);
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
      this.#launcher(readSettings(scope)).prepare(workspace);
    } catch {
      // The run itself will say what is wrong.
    }
  }

  /** @returns those of `wanted` that a run of this file would be refused, as far as they are granted by name */
  notGranted(uri: vscode.Uri, wanted: readonly string[]): string[] {
    const granted = this.grants.forRun(readSettings(uri).allow, []);
    const has = (grant: string): boolean => granted.includes(grant) || granted.includes(parseGrant(grant).name);
    return wanted.filter((grant) => !has(grant));
  }

  stop(): void {
    this.#handle?.stop();
  }

  /**
   * Runs a target; a run under way is stopped first.
   * @param once permissions of this run only
   * @returns null when another run was asked for before this one could begin
   * @throws SandboxError when it could not begin
   */
  async run(uri: vscode.Uri, target: Target, once: readonly string[] = []): Promise<{ run: Run; end: RunEnd } | null> {
    if (!(await this.#takeTurn())) return null;
    const settings = readSettings(uri);
    const { folder, texts, workspace } = target;
    const run: Run = {
      id: ++this.#lastId,
      title: path.basename(target.entry),
      uri,
      folder,
      root: workspace,
      trace: new TraceBuilder(),
      events: [],
      texts,
      message: undefined,
    };
    this.#keep(run);
    this.#show(run);
    const handle = this.#launcher(settings).run(
      {
        entry: target.entry,
        workspace: target.workspace,
        args: [],
        overlays: target.overlays,
        allow: this.grants.forRun(settings.allow, once),
        include: settings.include,
        exclude: settings.exclude,
        timeoutMs: settings.timeoutMs,
        maxMemoryMb: settings.maxMemoryMb,
        blockingThresholdMs: settings.blockingThresholdMs,
        ringRecords: RING_RECORDS,
        maxRecords: settings.maxRecords,
        valuePreviews: settings.valuePreviews,
        watched: true,
        instrument: true,
      },
      (events) => {
        this.#receive(run, events);
      },
    );
    this.#handle = handle;
    this.#running = run;
    void handle.over.then(() => {
      this.#programEnded(handle, run);
    });
    if (run === this.#shown) this.#timeline.setState('running');
    this.#setContexts();
    try {
      return { run, end: await handle.done };
    } finally {
      this.#programEnded(handle, run);
      if (this.#running === run) this.#running = null;
      this.#reading.delete(run);
      this.#listRuns();
      this.#changed.fire();
    }
  }

  /** Another run may begin. What was recorded of this one may still be on its way. */
  #programEnded(handle: RunHandle, run: Run): void {
    if (this.#handle !== handle) return;
    this.#handle = null;
    this.#reading.add(run);
    this.#setContexts();
    // Not before: it would take the program's processor.
    this.prepare(run.root, run.uri);
    setTimeout(() => {
      if (run === this.#shown && this.#reading.has(run)) this.#timeline.setState('ended', stillReading(), true);
    }, SOON_MS);
  }

  /** Shows events that were recorded elsewhere. @throws when they make no trace */
  async load(title: string, folder: vscode.Uri, events: TraceEvent[], message?: string): Promise<void> {
    const trace = new TraceBuilder();
    for (const event of events) trace.push(event);
    if (!(await this.#takeTurn())) return;
    const uri = vscode.Uri.joinPath(folder, trace.entry);
    const id = ++this.#lastId;
    const run: Run = { id, title, uri, folder, root: real(folder.fsPath), trace, events, texts: null, message };
    this.#keep(run);
    this.#showWhole(run);
    this.#save(run);
  }

  /** A run has come to its end, in this way. */
  finish(run: Run, message: string | undefined): void {
    run.message = message;
    if (run === this.#shown) this.#timeline.setState('ended', message);
    this.#save(run);
  }

  /** Shows another of the runs that can be chosen; what runs goes on. */
  async choose(id: number): Promise<void> {
    if (id === this.#shown?.id) return;
    const stored = this.#stored.get(id);
    if (stored !== undefined) await this.#takeFromHistory(id, stored);
    const run = this.#kept.find((other) => other.id === id);
    if (run === undefined) return;
    this.#showWhole(run);
  }

  /** What an earlier window ran last is shown again, once. */
  async restore(): Promise<void> {
    if (this.#lastId > SELECTABLE || this.#stored.size > 0) return;
    const list = await this.#history.list();
    if (this.#lastId > SELECTABLE || this.#stored.size > 0) return;
    list.forEach((stored, i) => this.#stored.set(SELECTABLE - i, stored));
    if (list.length > 0) await this.choose(SELECTABLE);
  }

  dispose(): void {
    for (const launcher of this.#launchers.values()) launcher.dispose();
    this.#changed.dispose();
  }

  /** Stops what runs and waits for the end of its program. @returns false when a later caller came meanwhile */
  async #takeTurn(): Promise<boolean> {
    const ticket = ++this.#ticket;
    for (let before = this.#handle; before !== null; before = this.#handle) {
      before.stop();
      await before.over;
      if (ticket !== this.#ticket) return false;
    }
    return true;
  }

  #keep(run: Run): void {
    this.#kept.push(run);
    this.#kept.sort((a, b) => a.id - b.id);
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  #show(run: Run, whole: readonly TraceEvent[] | null = null): void {
    this.#shown = run;
    this.#timeline.reset(run.title, run.trace, whole);
    this.#listRuns();
  }

  /** Shows a run of which something is known already. */
  #showWhole(run: Run): void {
    if (run === this.#running) {
      this.#show(run);
      this.#timeline.push(run.events);
      this.#timeline.setState('running');
    } else {
      this.#show(run, run.events);
      this.#timeline.setState('ended', run.message);
    }
    this.#setContexts();
    this.#changed.fire();
  }

  #listRuns(): void {
    this.#timeline.setRuns(this.choices, this.#shown?.id ?? -1);
  }

  /** Rests, and as long as a program runs. */
  async #untilIdle(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, IDLE_REST_MS));
    while (this.isRunning);
  }

  #save({ events, folder, message, title, trace: { startedAt }, uri }: Run): void {
    const place = { uri: uri.toString(), folder: folder.toString() };
    void this.#history.save({ title, startedAt, ...place, ...(message === undefined ? {} : { message }) }, events);
  }

  async #takeFromHistory(id: number, stored: StoredRun): Promise<void> {
    try {
      const events = await this.#history.read(stored);
      if (!this.#stored.delete(id)) return;
      const trace = new TraceBuilder();
      for (const event of events) trace.push(event);
      const folder = vscode.Uri.parse(stored.folder);
      const { message, title } = stored;
      const uri = vscode.Uri.parse(stored.uri);
      this.#keep({ id, title, uri, folder, root: real(folder.fsPath), trace, events, texts: null, message });
    } catch {
      // Gone from the disk since: it can no longer be chosen.
      this.#stored.delete(id);
      this.#listRuns();
    }
  }

  #launcher(settings: Settings): Launcher {
    const key = `${settings.outerWall} ${settings.nodePath}`;
    let launcher = this.#launchers.get(key);
    if (launcher === undefined) {
      launcher = this.#launcherOf(settings);
      this.#launchers.set(key, launcher);
    }
    return launcher;
  }

  #receive(run: Run, events: readonly TraceEvent[]): void {
    for (const event of events) {
      run.trace.push(event);
      run.events.push(event);
    }
    if (run === this.#shown) this.#timeline.push(events);
  }

  #setContexts(): void {
    void vscode.commands.executeCommand('setContext', ids.running, this.isRunning);
    void vscode.commands.executeCommand('setContext', ids.hasRun, this.#shown !== null);
  }
}

function stillReading(): string {
  return vscode.l10n.t('The program has ended. What was recorded is still being read.');
}

function age(run: Run, document: vscode.TextDocument): Age {
  if (run.texts === null) return 'saved';
  const then = run.texts.get(document.uri.toString());
  // Opened since: version 1 is what the file holds.
  const same = then === undefined ? document.version === 1 : then === document.getText();
  return same ? 'current' : 'edited';
}
