/** Starts supervisors ahead, sends them runs, checks and hands on what they say, and ends them in any case. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { RunEnd, RunRequest } from '../protocol/run.ts';
import { FramePayload } from '../protocol/frame.ts';
import { isFromSupervisor, type FromSupervisor, type ToSupervisor } from '../protocol/supervisor.ts';
import type { TraceEvent } from '../trace/event.ts';
import { FrameReader } from './frames.ts';
import type { Launcher, LauncherOptions, RunHandle } from './launcher.ts';
import { parseGrant } from '../trace/grant.ts';
import { InheritedOutput, QUIET_MS, readOn } from './inherited-output.ts';
import { describeNode, type NodeInfo } from './node.ts';
import { Order, type Ordered } from './order.ts';
import { findBubblewrap, wallArguments, type WallFolders } from './outer-wall.ts';
import { reduceEnvironment, supervisorFlags } from './policy.ts';
import { crashed, lastWords } from './fatal-words.ts';

/** A run did not start: the message is one sentence for the user. */
export class SandboxError extends Error {
  override name = 'SandboxError';
}

/** A supervisor that was asked to stop, or should have ended by itself, is killed when it says nothing for this long, ms. */
const SILENT_MS = 1000;
/** Beyond the run's own time limit, ms until the host wants it to end. */
const GRACE_MS = 3000;
const START_MS = 30_000;

/** However much there is to read, after so long the rest of this process has its turn, ms. */
const BUSY_MS = 8;
const REST_MS = 2;
/** Of what a supervisor prints on its standard error so many characters are kept. */
const ERRORS_LENGTH = 262_144;
/** In an editor half of its time stays free. */
const WATCHED_REST_MS = 8;
/** What is left of a run that is over is read so slowly while another program runs. */
const GIVE_WAY_MS = 96;

type Listener = (message: FromSupervisor | { readonly type: 'records'; readonly bytes: Uint8Array }) => void;

class Supervisor implements Ordered {
  readonly workspace: string;
  readonly grantsKey: string;
  readonly #child: ChildProcess;
  #listener: Listener | null = null;
  readonly #onSettled: (own: Supervisor) => void;
  #onExit: ((reason: string) => void) | null = null;
  #errors = '';
  #heard = performance.now();
  readonly #pipe: Readable;
  #isBehind = false;
  #isResting = false;
  exited = false;
  /** Something was printed that is in no frame. */
  onPrinted: (stream: 'stdout' | 'stderr', chunk: Buffer) => void = () => undefined;
  /** For how long others that have inherited its outputs may be silent once it has ended, ms. */
  patience = (): number => 0;
  /** Waits for them no longer. */
  letGo = (): void => undefined;
  /** How long the rest of this process has its turn, ms. */
  rest = (): number => REST_MS;

  /** @param onSettled called once it can take a run, or never will */
  constructor(
    options: LauncherOptions,
    workspace: string,
    allow: readonly string[],
    onSettled: (own: Supervisor) => void,
  ) {
    this.workspace = workspace;
    this.grantsKey = grantsKey(options, allow);
    this.#onSettled = onSettled;
    const cache = path.join(options.cacheFolder, createHash('sha256').update(workspace).digest('hex').slice(0, 16));
    const walls = path.join(options.cacheFolder, 'walls');
    for (const folder of [cache, walls]) mkdirSync(folder, { recursive: true });
    const runtime = realpathSync(options.runtimeFolder);
    const node = findNode(options.nodePath);
    const environment = reduceEnvironment(process.env, allow);
    if ('electron' in process.versions && options.nodePath === undefined) environment['ELECTRON_RUN_AS_NODE'] = '1';
    const flags = supervisorFlags(
      { runtime, workspace, cache: realpathSync(cache), walls: realpathSync(walls) },
      node.flags,
      allow,
    );
    const caches = [realpathSync(cache), realpathSync(walls)];
    const command = [node.path, ...flags, path.join(runtime, 'supervisor.cjs'), realpathSync(cache)];
    const [file = '', ...args] =
      options.outerWall === 'bubblewrap'
        ? [...wall({ node: realpathSync(node.path), runtime, workspace, caches }, allow), ...command]
        : command;
    this.#child = spawn(file, args, {
      cwd: workspace,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const key = randomBytes(32).toString('hex');
    const reader = new FrameReader(key, (kind, body) => {
      this.#receive(kind, body);
    });
    this.#pipe = this.#child.stdio[4] as Readable;
    let busy = 0;
    this.#pipe.on('data', (chunk: Buffer) => {
      this.#heard = performance.now();
      reader.push(chunk);
      if (reader.broken) this.kill();
      busy += performance.now() - this.#heard;
      if (busy < BUSY_MS) return;
      busy = 0;
      this.#takeRest();
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => this.onPrinted('stdout', chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-ERRORS_LENGTH);
      this.onPrinted('stderr', chunk);
    });
    const gone = (reason: string): void => {
      this.exited = true;
      this.#onSettled(this);
      this.#onExit?.(reason);
    };
    this.#child.on('error', (error) => {
      gone(`Node could not be started (${error.message}); check awaitscope.nodePath`);
    });
    this.#child.on('exit', () => {
      this.letGo = readOn(this.#child, () => this.patience());
    });
    this.#child.on('close', (code, signal) => {
      gone(this.#errors.trim() || `the process that ran it ended by ${signal ?? `exit code ${String(code)}`}`);
    });
    for (const stream of this.#child.stdio) stream?.on('error', () => undefined);
    this.send({ type: 'hello', key, cacheFolder: realpathSync(cache), wallsFolder: realpathSync(walls) });
    this.#child.unref();
    for (const stream of this.#child.stdio) (stream as unknown as { unref?(): void } | null)?.unref?.();
  }

  /** The last of what it printed on its standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** From now on this process waits for the child. */
  hold(): void {
    this.#child.ref();
    for (const stream of this.#child.stdio) (stream as unknown as { ref?(): void } | null)?.ref?.();
  }

  listen(listener: Listener, onExit: (reason: string) => void): void {
    this.#listener = listener;
    this.#onExit = onExit;
    if (this.exited) onExit(this.#errors.trim());
  }

  send(message: ToSupervisor): void {
    if (!this.exited) (this.#child.stdio[3] as Writable).write(`${JSON.stringify(message)}\n`);
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** While others go first, what it says is not read; afterwards it is, as before. */
  set isBehind(isBehind: boolean) {
    if (isBehind === this.#isBehind) return;
    this.#isBehind = isBehind;
    // Nobody listened until now.
    this.#heard = performance.now();
    this.#takeRest();
  }

  #takeRest(): void {
    this.#pipe.pause();
    if (this.#isResting) return;
    this.#isResting = true;
    setTimeout(() => {
      this.#isResting = false;
      if (!this.#isBehind) this.#pipe.resume();
    }, this.rest());
  }

  /** Kills it once it says nothing more: it may have much to hand over still. */
  killWhenSilent(): void {
    if (this.exited) return;
    const from = performance.now();
    const look = (): void => {
      const silent = this.#isBehind ? 0 : performance.now() - Math.max(from, this.#heard);
      if (silent >= SILENT_MS) this.kill();
      else if (!this.exited) setTimeout(look, SILENT_MS - silent).unref();
    };
    look();
  }

  /** From now on, others go first. */
  giveWay(): void {
    try {
      if (this.#child.pid !== undefined) os.setPriority(this.#child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended just now.
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #receive(kind: number, body: Buffer): void {
    if (kind === FramePayload.Records) {
      this.#listener?.({ type: 'records', bytes: new Uint8Array(body) });
      return;
    }
    let message: unknown;
    try {
      message = JSON.parse(body.toString('utf8'));
    } catch {
      return;
    }
    if (!isFromSupervisor(message)) return;
    if (message.type === 'ready') this.#onSettled(this);
    this.#listener?.(message);
  }
}

function findNode(nodePath: string | undefined): NodeInfo {
  try {
    return describeNode(nodePath);
  } catch (error) {
    throw new SandboxError((error as Error).message);
  }
}

/** What a supervisor is started with; one that was started with something else cannot be used. */
function grantsKey(options: LauncherOptions, allow: readonly string[]): string {
  const walled = options.outerWall === 'bubblewrap';
  const needed = ['env', 'addons'];
  return allow.filter((entry) => walled || needed.includes(parseGrant(entry).name)).join();
}

/** @throws SandboxError when there is no bubblewrap */
function wall(folders: WallFolders, allow: readonly string[]): string[] {
  const command = findBubblewrap();
  if (command === null) {
    throw new SandboxError(
      'bubblewrap is not installed here (it is for Linux only); install it, or set awaitscope.outerWall to none.',
    );
  }
  return [command, ...wallArguments(folders, allow)];
}

/** @param options where the runtime and the cache are; see LauncherOptions */
export function createLauncher(options: LauncherOptions): Launcher {
  let ahead: Supervisor | null = null;
  let disposed = false;
  const running = new Set<Supervisor>();
  /** Of these the programs have not ended. */
  const busy = new Set<Supervisor>();
  const order = new Order();

  const start = (workspace: string, allow: readonly string[]): Supervisor => {
    if (!existsSync(path.join(options.runtimeFolder, 'supervisor.cjs'))) {
      throw new SandboxError(
        `The runtime is missing from ${options.runtimeFolder}; build or install the extension again.`,
      );
    }
    // What is left of older runs is sent when nothing else is to be done.
    for (const other of running) if (!busy.has(other)) other.giveWay();
    const made = new Supervisor(options, realpathSync(workspace), allow, (own) => {
      // One that has a run already is waited for until that begins.
      if (!running.has(own)) order.arrived(own);
    });
    order.expect(made);
    return made;
  };

  const take = (workspace: string, allow: readonly string[]): Supervisor => {
    const ready = ahead;
    ahead = null;
    if (ready !== null && !ready.exited) {
      if (ready.workspace === realpathSync(workspace) && ready.grantsKey === grantsKey(options, allow)) return ready;
      ready.kill();
    }
    return start(workspace, allow);
  };

  const run = (request: RunRequest, onEvents: (events: readonly TraceEvent[]) => void): RunHandle => {
    let stopped = false;
    let supervisor: Supervisor | null = null;
    let isOver = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    const done = new Promise<RunEnd>((resolve, reject) => {
      const own = take(request.workspace, request.allow);
      supervisor = own;
      running.add(own);
      busy.add(own);
      order.expect(own);
      if (request.watched === true) {
        own.rest = () => {
          // Somebody waits for its end, which is behind what it has said.
          if (busy.has(own)) return stopped ? REST_MS : WATCHED_REST_MS;
          return busy.size > 0 ? GIVE_WAY_MS : WATCHED_REST_MS;
        };
      }
      own.hold();
      const programEnded = (): void => {
        busy.delete(own);
        order.left(own);
        isOver();
      };
      let end: RunEnd | null = null;
      /** The last event of all, held back until what Node itself printed is known. */
      let last: TraceEvent | null = null;
      let failed: string | null = null;
      let lastTime = 0;
      let inherited: InheritedOutput | null = null;
      if (request.allow.includes('child-process')) {
        const from = performance.now();
        const others = new InheritedOutput(onEvents);
        inherited = others;
        own.onPrinted = (stream, chunk) => {
          // The run may have ended.
          others.take(stream, chunk, last === null ? performance.now() - from : lastTime);
        };
        own.patience = () => (stopped ? 0 : Math.min(QUIET_MS, from + request.timeoutMs - performance.now()));
      }
      const deadline = setTimeout(
        () => {
          own.killWhenSilent();
        },
        request.timeoutMs + GRACE_MS + START_MS,
      );
      own.listen(
        (message) => {
          if (message.type === 'records' || (message.type === 'event' && message.event.type === 'output'))
            order.arrived(own);
          if (message.type === 'records') onEvents([message]);
          else if (message.type === 'event') {
            if (message.event.type === 'end') {
              lastTime = message.event.time;
              last = message.event;
            } else onEvents([message.event]);
          } else if (message.type === 'failed') failed = message.message;
          else if (message.type === 'over') programEnded();
          else if (message.type === 'done') end = message.end;
        },
        (reason) => {
          clearTimeout(deadline);
          programEnded();
          running.delete(own);
          order.gone(own);
          if (failed !== null) {
            reject(new SandboxError(failed));
            return;
          }
          const { fatal, ...result } = end ?? (stopped ? { outcome: 'stopped', exitCode: 130 } : crashed(reason));
          inherited?.end(lastTime);
          const text = lastWords(own.errors, fatal, inherited?.words ?? null, options.runtimeFolder);
          if (text !== '') onEvents([{ type: 'output', time: lastTime, stream: 'stderr', text, task: 0 }]);
          onEvents([last ?? { type: 'end', time: lastTime, ...result }]);
          resolve(fatal === undefined ? result : { ...result, printed: true });
        },
      );
      own.send({ type: 'run', request });
    });
    return {
      over,
      done,
      stop: () => {
        if (stopped) return;
        stopped = true;
        const own = supervisor;
        own?.send({ type: 'stop' });
        own?.letGo();
        own?.killWhenSilent();
      },
    };
  };

  return {
    prepare: (workspace) => {
      if (disposed) return;
      if (ahead !== null && !ahead.exited && ahead.workspace === realpathSync(workspace)) return;
      ahead?.kill();
      ahead = null;
      ahead = start(workspace, []);
    },
    run,
    dispose: () => {
      disposed = true;
      ahead?.kill();
      for (const supervisor of running) supervisor.kill();
    },
  };
}
