/** The runs of this window: one at a time, and what the last ones showed. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { RunChoice } from '../protocol/panel.ts';
import type { RunEnd } from '../protocol/run.ts';
import { createLauncher } from '../sandbox/client.ts';
import { RING_RECORDS, type Launcher, type RunHandle } from '../sandbox/launcher.ts';
import { TraceBuilder } from '../trace/builder.ts';
import type { TraceEvent } from '../trace/event.ts';
import { parseGrant } from '../trace/grant.ts';
import { Grants } from './grants.ts';
import type { Whole } from './reading.ts';
import { History, SELECTABLE } from './history.ts';
import { age, type Found, type Run } from './run.ts';
import { readSettings, type Settings } from './settings.ts';
import { Shelf } from './shelf.ts';
import { spare } from './spare.ts';
import { real, type Target } from './target.ts';

/** Traces kept for hovers; the last SELECTABLE of them can be shown again. */
const KEPT = 8;
/** What is there sooner after the end of its program is not announced, ms. */
const SOON_MS = 200;
/** Between parts of what is no one's wish, ms. */
const IDLE_REST_MS = 20;

export class Runs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** A run has begun or ended. */
  readonly onDidChange = this.#changed.event;
  readonly #launcherOf: (settings: Settings) => Launcher;
  readonly #launchers = new Map<string, Launcher>();
  readonly grants: Grants;
  readonly #timeline: TimelineView;
  readonly #history: History;
  readonly #shelf: Shelf;
  /** In order of their ids. */
  readonly #kept: Run[] = [];
  #puttingAway = false;
  #shown: Run | null = null;
  #lastId = SELECTABLE;
  #handle: RunHandle | null = null;
  #running: Run | null = null;
  /** Their programs have ended, and not all that was recorded is here. */
  readonly #reading = new Set<Run>();
  /** Of the latest caller: one that waits for its turn gives way to a later one. */
  #ticket = 0;
  /** Of the latest that is to be shown. */
  #wish = 0;

  constructor(context: vscode.ExtensionContext, timeline: TimelineView) {
    this.#timeline = timeline;
    const untilIdle = (): Promise<void> => this.#untilIdle();
    this.#history = new History(context.storageUri, untilIdle);
    this.#shelf = new Shelf(this.#history, untilIdle);
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
    choices.push(...this.#shelf.choices);
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
      saved: null,
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
      void this.#putAway();
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

  /** Shows a trace that was recorded elsewhere. */
  async load(title: string, folder: vscode.Uri, { events, trace }: Whole, message?: string): Promise<void> {
    if (!(await this.#takeTurn())) return;
    const uri = vscode.Uri.joinPath(folder, trace.entry);
    const id = ++this.#lastId;
    const run: Run = {
      id,
      title,
      uri,
      folder,
      root: real(folder.fsPath),
      trace,
      events,
      texts: null,
      message,
      saved: null,
    };
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

  /**
   * Shows another of the runs that can be chosen; what runs goes on.
   * @returns false when it is gone
   */
  async choose(id: number): Promise<boolean> {
    if (id === this.#shown?.id) return true;
    const wish = ++this.#wish;
    if (this.#shelf.has(id)) await this.#bringBack(id);
    const run = this.#kept.find((other) => other.id === id);
    // Meanwhile another may have been chosen, or begun.
    if (run !== undefined && wish === this.#wish) this.#showWhole(run);
    return run !== undefined;
  }

  /** What an earlier window ran last is shown again, once. */
  async restore(): Promise<void> {
    const isNew = (): boolean => this.#lastId === SELECTABLE && this.#kept.length === 0;
    if (!isNew() || this.#shelf.choices.length > 0) return;
    const list = await this.#history.list();
    if (!isNew() || this.#shelf.choices.length > 0) return;
    list.forEach((stored, i) => {
      this.#shelf.add(SELECTABLE - i, stored);
    });
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
    this.#wish++;
    this.#timeline.reset(run.title, run.trace, whole);
    this.#listRuns();
    void this.#putAway();
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

  #save(run: Run): void {
    const { events, folder, message, title, trace, uri } = run;
    const place = { uri: uri.toString(), folder: folder.toString() };
    const facts = { title, startedAt: trace.startedAt, ...place, ...(message === undefined ? {} : { message }) };
    run.saved = this.#history.save(facts, events);
  }

  async #bringBack(id: number): Promise<void> {
    const back = this.#shelf.bringBack(id);
    void vscode.window.withProgress({ location: { viewId: ids.view } }, () => back);
    const run = await back;
    if (run !== null) this.#keep(run);
    this.#listRuns();
  }

  /** Frees the memory of runs that need not stay there, one after the other. */
  async #putAway(): Promise<void> {
    if (this.#puttingAway) return;
    this.#puttingAway = true;
    try {
      for (let run = this.#spare(); run !== undefined; run = this.#spare()) {
        const chosen = run;
        if (!(await this.#shelf.put(chosen, () => this.#spare() === chosen))) continue;
        this.#kept.splice(this.#kept.indexOf(chosen), 1);
        this.#shelf.keepOnly(this.choices.map(({ id }) => id));
      }
    } catch {
      // It stays where it is.
    } finally {
      this.#puttingAway = false;
    }
  }

  #spare(): Run | undefined {
    const used = [this.#shown, this.#running, this.latest];
    return spare(this.#kept, (run) => used.includes(run) || this.#reading.has(run));
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
