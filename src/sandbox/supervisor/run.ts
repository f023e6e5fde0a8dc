/** One run: the worker under its policy, the ring, the limits, and the end. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { FatalWords, RunEnd, RunRequest } from '../../protocol/run.ts';
import { Control, RING_WORDS, type FromWorker, type WorkerSetup } from '../../trace/channel.ts';
import type { RunError, RunOutcome } from '../../trace/event.ts';
import { RecordKind } from '../../trace/record.ts';
import { reduceEnvironment, workerFlags } from '../policy.ts';
import { Allowance } from './allowance.ts';
import type { InstrumentCache } from './cache.ts';
import { describeError } from './errors.ts';
import { closeFileHandle } from './file-handle.ts';
import { fatalOf, fatalWords, type Fatal } from './fatal.ts';
import { watchLimits } from './limits.ts';
import { MAIN_FRAME } from './main-frame.ts';
import { Modules } from './modules.ts';
import { exitCodeOf } from './exit-code.ts';
import { notesOn } from './notes.ts';
import { Profiler, interruptsRests } from './profiler.ts';
import { RingReader, measureRecords, oneRecord } from './ring-reader.ts';
import type { RunPort } from './run-port.ts';
import { Sender } from './sender.ts';
import type { Ticker } from './ticker.ts';
import { makeRoomForTheYoung } from './young-generation.ts';

const DRAIN_MS = 8;
/** `terminate()` does not end native work: after this, the run is over, and the process ends itself. ms */
const TERMINATE_MS = 60;
/** Messages of the program are taken so long at a time: one that prints without end would be listened to for ever. ms */
const LISTEN_MS = 4;

/** Records that wait to be sent are kept here up to this, and in a file beyond it. */
const MEMORY_BYTES = 16 * 1024 * 1024;

/** Does its loop rest just now? While it does, its idle time changes from one nanosecond to the next. */
function rests({ performance: { eventLoopUtilization } }: Worker): boolean {
  return eventLoopUtilization().idle !== eventLoopUtilization().idle;
}

export class Run {
  readonly #request: RunRequest;
  readonly #out: RunPort;
  readonly #modules: Modules;
  readonly #port: MessagePort;
  readonly #workerPort: MessagePort;
  readonly #control: SharedArrayBuffer;
  readonly #ring: SharedArrayBuffer;
  readonly #reader: RingReader;
  readonly #stopTicker: () => void;
  readonly #allowance: Allowance;
  readonly #timers: NodeJS.Timeout[] = [];
  #worker: Worker | null = null;
  #profiler: Profiler | null = null;
  readonly #sender: Sender;
  /** Records taken so far, and those that came after the limit and were counted only. */
  #taken = 0;
  #beyond = 0;
  /** Absolute time of the trace's time 0: when the program begins, or, as long as it has not, when all this was made. */
  #origin = performance.timeOrigin + performance.now();
  #begun = false;
  #ending: RunOutcome | null = null;
  #error: RunError | undefined;
  /** What ended the thread, and what the recorder says of it, in either order. */
  #thrown: { readonly error: unknown } | null = null;
  #fatal: Fatal | null = null;
  #words: FatalWords | null = null;
  #printed = false;
  #finished = false;
  /** Trace time since when the thread was held as the run was stopped; undefined when it was not. */
  #heldSince: number | undefined;

  /** @param folder this process may write there @param ticker was started ahead */
  constructor(request: RunRequest, cache: InstrumentCache, folder: string, ticker: Ticker, out: RunPort) {
    this.#request = request;
    this.#control = ticker.control;
    this.#stopTicker = ticker.stop;
    this.#out = out;
    this.#sender = new Sender(out, { folder, memoryBytes: MEMORY_BYTES }, request.watched === true);
    this.#modules = new Modules(request, cache, (event) => {
      this.#sender.event(event);
    });
    this.#ring = new SharedArrayBuffer(request.ringRecords * RING_WORDS * 4);
    this.#reader = new RingReader(this.#ring, this.#control);
    this.#allowance = new Allowance(this.#control, request.valuePreviews !== false);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#workerPort = port2;
  }

  /** @param handle of any file, see file-handle.ts */
  start(recorder: string, handle: FileHandle): void {
    const { entry, workspace } = this.#request;
    this.#sender.event({
      type: 'start',
      entry: path.relative(workspace, entry).split(path.sep).join('/'),
      startedAt: new Date().toISOString(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      blockingThresholdMs: this.#request.blockingThresholdMs,
      ...(this.#request.instrument ? { valuePreviews: this.#allowance.previews !== null } : {}),
      ...(this.#request.instrument && interruptsRests() ? { restsInterrupted: true } : {}),
    });
    // What is refused here is found before anything runs. What V8 refuses, Node tells of.
    const reply = this.#modules.load(entry);
    this.#error = this.#modules.syntaxError ?? undefined;
    if (reply.kind === 'error') {
      this.#finish('threw', 1);
      return;
    }
    this.#port.on('message', (message: FromWorker) => {
      this.#receive(message);
    });
    const setup: WorkerSetup<MessagePort> = {
      ring: this.#ring,
      control: this.#control,
      previews: this.#allowance.previews,
      port: this.#workerPort,
      handle,
      workspace,
      allow: this.#request.allow,
      entry,
      instrument: this.#request.instrument,
      outside: randomBytes(8).toString('hex'),
      mainFrame: MAIN_FRAME,
      ...(this.#request.call === undefined ? {} : { call: this.#request.call }),
    };
    makeRoomForTheYoung();
    try {
      this.#worker = new Worker(entry, {
        argv: [...this.#request.args],
        env: reduceEnvironment(process.env, this.#request.allow),
        execArgv: [
          ...workerFlags(recorder, workspace, this.#request.allow),
          // A text that is on no disk: Node cannot see that it is an ES module, and must be told which loader to use.
          ...(reply.kind === 'source' && reply.format === 'module' && !existsSync(entry)
            ? ['--import', 'data:text/javascript,']
            : []),
        ],
        workerData: setup,
        transferList: [this.#workerPort, handle],
        resourceLimits: { maxOldGenerationSizeMb: this.#request.maxMemoryMb },
        // With a `stdin` Node schedules no tick before the program's own first; the rest is kept here and never read: else Node calls methods of the streams that the recorder has replaced.
        stdin: true,
        stdout: true,
        stderr: true,
        trackUnmanagedFds: false,
      });
    } catch (error) {
      this.#out.failed(`This Node cannot start the sandbox: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.#watch(this.#worker);
    if (!this.#request.instrument) return;
    this.#profile(this.#worker, path.dirname(recorder));
  }

  /** Ends the run, also when the program is stuck. */
  stop(outcome: RunOutcome = 'stopped'): void {
    if (this.#finished || this.#ending !== null) return;
    this.#ending = outcome;
    this.#heldSince = this.#profiler?.heldSince();
    this.#drain();
    // Memory that runs out leaves no time to ask what it is busy with.
    const last = outcome === 'outOfMemory' ? undefined : this.#profiler?.last();
    void (last ?? Promise.resolve()).finally(() => {
      this.#terminate(outcome);
    });
  }

  /** Something that the program did has broken this process. @returns false when the run cannot be ended as one any more */
  fail(message: string): boolean {
    if (this.#worker === null || this.#finished) return false;
    this.#error ??= { name: 'Error', message };
    this.stop('crashed');
    return true;
  }

  #terminate(outcome: RunOutcome): void {
    void this.#worker?.terminate();
    setTimeout(() => {
      this.#finish(outcome, exitCodeOf(outcome, 1));
    }, TERMINATE_MS);
  }

  #profile(worker: Worker, runtime: string): void {
    const { blockingThresholdMs } = this.#request;
    const now = (): number => this.#now();
    this.#profiler = new Profiler(worker, this.#control, blockingThresholdMs, this.#modules, runtime, now, (event) => {
      if (!this.#finished) this.#sender.event(event);
    });
  }

  /** Trace time. */
  #now(): number {
    return performance.timeOrigin + performance.now() - this.#origin;
  }

  #watch(worker: Worker): void {
    worker.on('error', (error: unknown) => {
      const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#ending ??= outOfMemory ? 'outOfMemory' : 'threw';
      this.#error ??= describeError(error, this.#request.workspace, this.#modules.syntaxError);
      if (this.#ending === 'threw') this.#thrown = { error };
    });
    worker.on('exit', (code) => {
      // What the program said at its end; of one that was stopped all that waits for the host.
      if (this.#ending === null || this.#ending === 'threw') this.#drainPort();
      if (this.#thrown !== null) this.#print(this.#thrown.error);
      const outcome = this.#ending ?? (this.#word(Control.Exited) === 1 ? 'exited' : 'completed');
      this.#finish(outcome, exitCodeOf(outcome, code));
    });
    const every = (ms: number, work: () => void): void => {
      this.#timers.push(setInterval(work, ms));
    };
    every(DRAIN_MS, () => {
      this.#profiler?.look();
      this.#allowance.renew();
      this.#sender.tick(this.#drain(), rests(worker));
    });
    const stop = (outcome: RunOutcome): void => {
      this.stop(outcome);
    };
    this.#timers.push(watchLimits(this.#request, () => (this.#begun ? this.#now() : -1), stop));
  }

  /** Tells what ended the program. */
  #print(error: unknown): void {
    // About the request, not about a place in the program.
    const isRequest = this.#request.call !== undefined && error instanceof Error && error.stack === error.message;
    if (isRequest) {
      const text = `${error.message}\n`;
      this.#sender.event({ type: 'output', time: this.#now(), stream: 'stderr', text, task: 0 });
      this.#printed = true;
    } else this.#words = fatalWords(this.#fatal ?? fatalOf(error), (file) => this.#modules.text(file));
  }

  #word(index: number): number {
    return Atomics.load(new Int32Array(this.#control), index);
  }

  #receive(message: FromWorker): void {
    switch (message[0]) {
      case 'begin':
        this.#origin = message[1];
        this.#begun = true;
        break;
      case 'load':
      case 'resolve':
        this.#reply(
          message[0] === 'load' ? this.#modules.load(message[1]) : this.#modules.resolve(message[1], message[2]),
        );
        break;
      case 'json':
        this.#reply({ kind: this.#modules.allowsJson(message[1]) ? 'json' : 'default' });
        break;
      case 'profile':
        this.#profiler?.start();
        this.#reply({ kind: 'default' });
        break;
      case 'label':
        this.#sender.label(message[1]);
        break;
      case 'output':
        this.#sender.event({
          type: 'output',
          time: message[1],
          stream: message[2] === 1 ? 'stdout' : 'stderr',
          text: message[3],
          ...(message[5] === undefined ? {} : { base64: Buffer.from(message[5]).toString('base64') }),
          task: message[4],
        });
        break;
      case 'refused':
        this.#sender.event({
          type: 'refused',
          time: message[1],
          what: message[2],
          allow: message[3],
          ...(message[4] ?? {}),
        });
        break;
      case 'fatal':
        this.#fatal = { text: message[1], fromPromise: message[2], isError: message[3] };
        break;
      case 'handle':
        closeFileHandle(message[1]);
        break;
      case 'wall':
        this.#finished = true;
        this.#out.failed(`Nothing was run, because the sandbox is not in force: ${message[1]}.`);
        break;
    }
  }

  #reply(answer: object): void {
    const control = new Int32Array(this.#control);
    this.#port.postMessage(answer);
    Atomics.store(control, Control.Reply, 0);
    Atomics.notify(control, Control.Reply);
  }

  /** Takes what the port still holds; after the worker's exit nothing arrives by event. @returns false when time ran out */
  #drainPort(ms = Infinity): boolean {
    const until = performance.now() + ms;
    for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port)) {
      this.#receive(got.message as FromWorker);
      if (performance.now() > until) return false;
    }
    return true;
  }

  /** Takes what the program said and recorded. @returns false when it goes on saying more than can be listened to */
  #drain(ms = LISTEN_MS): boolean {
    while (!this.#sender.isFull || this.#ending !== null) {
      const taken = this.#reader.take();
      if (taken === null) break;
      this.#keep(taken);
    }
    // Labels that the records name were posted before these were written.
    return this.#drainPort(ms);
  }

  #keep(taken: Int32Array): void {
    const room = Math.max(0, this.#request.maxRecords - this.#taken);
    const { records, end } = measureRecords(taken, room);
    this.#taken += records;
    if (records <= room) this.#sender.records(taken);
    else {
      if (room > 0) this.#sender.records(taken.subarray(0, end));
      this.#beyond += records - room;
    }
  }

  #finish(outcome: RunOutcome, exitCode: number): void {
    if (this.#finished) return;
    this.#finished = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#stopTicker();
    this.#ending ??= outcome;
    this.#out.over();
    this.#drain(Infinity);
    const time = this.#now();
    const lost = this.#reader.lost + this.#beyond;
    const { maxRecords } = this.#request;
    const end: RunEnd = { outcome, exitCode, ...(this.#error === undefined ? {} : { error: this.#error }) };
    const held = this.#heldSince === undefined ? {} : { heldSince: this.#heldSince };
    this.#sender.sendAll(() => {
      if (lost > 0) this.#sender.event({ type: 'records', bytes: oneRecord(time, [RecordKind.Lost, 0, lost, 0]) });
      const [jobs, ticks, microtasks] = [Control.Jobs, Control.Ticks, Control.Microtasks].map((at) => this.#word(at));
      const drained = oneRecord(time, [RecordKind.Drained, microtasks ?? 0, jobs ?? 0, ticks ?? 0]);
      this.#sender.event({ type: 'records', bytes: drained });
      for (const text of notesOn({ beyond: this.#beyond, maxRecords, problem: this.#sender.problem }))
        this.#sender.event({ type: 'note', text });
      this.#sender.event({ type: 'end', time, ...end, ...held });
      this.#sender.sendAll(() => {
        this.#out.done({
          ...end,
          ...(this.#printed ? { printed: true } : {}),
          ...(this.#words === null ? {} : { fatal: this.#words }),
        });
      });
    });
  }
}
