/** The runs of this window: one at a time, and what the last ones of each file showed. */
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
import type { Target } from './target.ts';

/** Traces kept for hovers. */
const KEPT = 8;
/** Records in the ring: 6 MB. */
const RING_RECORDS = 262_144;
/** Lenses and hovers follow a run at this pace, ms. */
const REFRESH_MS = 500;

export interface Run {
  readonly uri: vscode.Uri;
  readonly target: Target;
  readonly trace: TraceBuilder;
  readonly events: TraceEvent[];
  /** Document versions when it ran, by path in the trace: later ones are stale. */
  readonly versions: ReadonlyMap<string, number>;
}

export class Runs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #launcherOf: (nodePath: string) => Launcher;
  readonly #launchers = new Map<string, Launcher>();
  readonly #timeline: TimelineView;
  readonly #kept: Run[] = [];
  #handle: RunHandle | null = null;
  #current: Run | null = null;
  #refresh: NodeJS.Timeout | null = null;

  constructor(context: vscode.ExtensionContext, timeline: TimelineView) {
    this.#timeline = timeline;
    this.#launcherOf = (nodePath) =>
      createLauncher({
        runtimeFolder: path.join(context.extensionUri.fsPath, 'dist'),
        cacheFolder: path.join(context.globalStorageUri.fsPath, 'instrumented'),
        ...(nodePath === '' ? {} : { nodePath }),
      });
  }

  get last(): Run | null {
    return this.#kept[this.#kept.length - 1] ?? null;
  }

  get isRunning(): boolean {
    return this.#handle !== null;
  }

  /** The latest run that loaded this file, with the file's path in its trace. */
  find(document: vscode.TextDocument): { run: Run; path: string; stale: boolean } | null {
    for (let i = this.#kept.length - 1; i >= 0; i--) {
      const run = this.#kept[i];
      if (run === undefined) break;
      const file = run.uri.toString() === document.uri.toString() ? run.target.entry : document.fileName;
      const shown = path.relative(run.target.workspace, file).split(path.sep).join('/');
      if (run.trace.files.some((known) => known.path === shown)) {
        return {
          run,
          path: shown,
          stale: (run.versions.get(document.uri.toString()) ?? document.version) !== document.version,
        };
      }
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

  /** Runs a target; a run under way is stopped first. @throws SandboxError when it could not begin */
  async run(
    uri: vscode.Uri,
    target: Target,
    call?: { name: string; args: readonly unknown[] },
  ): Promise<{ run: Run; end: RunEnd }> {
    const before = this.#handle;
    before?.stop();
    await before?.done.catch(() => undefined);
    const settings = readSettings(uri);
    const versions = new Map(
      vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document.version]),
    );
    const run: Run = { uri, target, trace: new TraceBuilder(), events: [], versions };
    this.#current = run;
    this.#kept.push(run);
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#timeline.reset(path.basename(target.entry));
    this.#timeline.setState('running');
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
        ...(call === undefined ? {} : { call }),
      },
      (events) => {
        this.#receive(run, events);
      },
    );
    this.#handle = handle;
    await this.#setContext(true);
    try {
      const end = await handle.done;
      return { run, end };
    } finally {
      if (this.#handle === handle) {
        this.#handle = null;
        await this.#setContext(false);
        this.#timeline.setState('ended');
      }
      this.#changed.fire();
    }
  }

  dispose(): void {
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    for (const launcher of this.#launchers.values()) launcher.dispose();
    this.#changed.dispose();
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
    if (run === this.#current) this.#timeline.push(events);
    this.#refresh ??= setTimeout(() => {
      this.#refresh = null;
      this.#changed.fire();
    }, REFRESH_MS);
  }

  async #setContext(running: boolean): Promise<void> {
    await vscode.commands.executeCommand('setContext', ids.running, running);
    await vscode.commands.executeCommand('setContext', ids.hasRun, true);
  }
}
