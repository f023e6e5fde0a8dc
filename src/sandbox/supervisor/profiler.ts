/**
 * Explains blocking computation by V8's CPU profile of the worker, which is taken from outside: it works while the program is
 * stuck in a loop, too. It samples from before the program's first line, since V8 cannot name code that it optimized while
 * it ran (a hot loop) unless it was watched; that costs the program less than can be measured. Whenever the thread was
 * held, the profile so far is taken.
 */
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Control } from '../../trace/channel.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { readProfile, type CpuProfile, type Files } from './cpu-profile.ts';
import type { Modules } from './modules.ts';

/** As Node gives it from 24.8 on. https://nodejs.org/api/worker_threads.html#workerstartcpuprofile */
interface Handle {
  stop(): Promise<string>;
}
interface ProfiledWorker {
  startCpuProfile?(name?: string): Promise<Handle>;
}
let names = 0;

/** @returns undefined where this Node takes none */
function startProfile(worker: ProfiledWorker): Promise<Handle> | undefined {
  try {
    return worker.startCpuProfile?.();
  } catch {
    // Node 22 wants a name for each.
    return worker.startCpuProfile?.(`awaitscope-${++names}`);
  }
}

/** A blocking call of the threshold's length gets about this many samples. */
const SAMPLES = 20;
const SHORTEST_US = 1000;
/** V8's own interval. */
const USUAL_US = 1000;
const LONGEST_US = 5000;
/** V8 is never asked for a profile of more time than this, ms. */
const LONGEST_MS = 60_000;
/** When the run is stopped, ms to wait for the last one. */
const LAST_MS = 80;
const US_PER_MS = 1000;
const NS_PER_US = 1000n;
const WRAP = 2 ** 32;
/** Clocks that are read one after the other, ms. */
const SLACK_MS = 5;

/** V8 reads it once, as the worker's first profile begins. */
function setSamplingInterval(us: number): void {
  setFlagsFromString(`--cpu-profiler-sampling-interval=${us}`);
}

/**
 * When a profile ended, on the clock of `now`.
 * @param endUs V8's end time, of which the low 32 bits are given
 * @param nowUs the same clock now
 * @param limitMs how long ago it was at most; where the clocks have nothing in common, it ended at `now`
 */
export function endOf(endUs: number, nowUs: bigint, now: number, limitMs: number): number {
  const ago = Number((nowUs - BigInt(Math.round(endUs))) & BigInt(WRAP - 1)) / US_PER_MS;
  return ago <= limitMs + SLACK_MS ? now - ago : now;
}

/** Samples are taken by a signal everywhere but on Windows, and a signal ends the loop's wait for events, which it begins anew. */
export function interruptsRests(): boolean {
  return 'startCpuProfile' in Worker.prototype && process.platform !== 'win32';
}

export class Profiler {
  readonly #worker: Worker;
  readonly #control: Int32Array;
  readonly #thresholdMs: number;
  readonly #files: Files;
  readonly #emit: (event: TraceEvent) => void;
  readonly #now: () => number;
  #handle: Handle | null = null;
  /** The profile that is being taken. */
  #taking: Promise<void> | null = null;
  #takenAt = 0;
  /** Trace time at which the last profile ended. */
  #end = 0;
  /** Records written and the loop's idle time when the worker was last looked at, and trace time when it was last seen to move. */
  #written = 0;
  #idle = 0;
  #since = 0;
  /** Busy for longer than this without a record, the profile is taken although the thread is still held. */
  #nextMs: number;
  /** Trace time from which on the profile to be taken next is of interest; null when none is wanted. */
  #wanted: number | null = null;

  /**
   * @param now trace time
   * @param runtime folder of the recorder
   */
  constructor(
    worker: Worker,
    control: SharedArrayBuffer,
    thresholdMs: number,
    modules: Modules,
    runtime: string,
    now: () => number,
    emit: (event: TraceEvent) => void,
  ) {
    this.#worker = worker;
    this.#control = new Int32Array(control);
    this.#thresholdMs = Math.max(1, thresholdMs);
    this.#files = {
      shownPath: (file) => modules.shownPath(file),
      written: (file) => modules.written(file),
      isOurs: (file) => path.dirname(file) === runtime,
      nameAt: (file, place) => modules.nameAt(file, place),
    };
    this.#now = now;
    this.#emit = emit;
    this.#nextMs = this.#thresholdMs / 2;
  }

  /** Begins, where this Node can. Called before the program's first line. */
  start(): void {
    const wanted = Math.round((this.#thresholdMs / SAMPLES) * US_PER_MS);
    setSamplingInterval(Math.min(LONGEST_US, Math.max(SHORTEST_US, wanted)));
    const began = startProfile(this.#worker)?.then(
      (handle) => {
        this.#handle = handle;
        this.#takenAt = this.#now();
      },
      () => undefined,
    );
    // As long as a flag differs, V8 compiles Node's own modules anew in place of taking their compiled code.
    void (began ?? Promise.resolve()).then(() => {
      setSamplingInterval(USUAL_US);
    });
  }

  /** Looks how the worker is. Called every few milliseconds. */
  look(): void {
    if (Atomics.load(this.#control, Control.Started) === 0) return;
    const moved = this.#moved();
    const busy = this.#now() - this.#since;
    if (busy >= (moved ? this.#thresholdMs : this.#nextMs)) {
      this.#take(this.#since);
      this.#nextMs = busy * 2;
    } else if (this.#now() - this.#takenAt > LONGEST_MS) this.#take(Infinity);
    if (!moved) return;
    this.#since = this.#now();
    this.#nextMs = this.#thresholdMs / 2;
  }

  /**
   * Did the thread record something, or its loop rest, since it was last asked? While the loop rests its idle time changes from
   * one nanosecond to the next (and not only upwards, since signals interrupt rests); while JavaScript runs it stands.
   */
  #moved(): boolean {
    const written = Atomics.load(this.#control, Control.Written);
    const { idle } = this.#worker.performance.eventLoopUtilization();
    const moved = written !== this.#written || idle !== this.#idle;
    this.#written = written;
    this.#idle = idle;
    return moved;
  }

  /** Trace time since when the thread has been held, to within a look; undefined when it is free. */
  heldSince(): number | undefined {
    if (this.#moved()) this.#since = this.#now();
    return this.#now() - this.#since < this.#thresholdMs ? undefined : this.#since;
  }

  /** Takes the profile of what holds the thread now, if anything does. Resolves in any case, soon. */
  async last(): Promise<void> {
    if (this.#handle === null || this.heldSince() === undefined) return;
    this.#take(this.#since);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_MS);
    });
    await Promise.race([this.#taking, late]);
    clearTimeout(timer);
  }

  /** @param from trace time from which on it is of interest */
  #take(from: number): void {
    this.#wanted = Math.min(this.#wanted ?? Infinity, from);
    this.#taking ??= this.#takeWanted();
  }

  async #takeWanted(): Promise<void> {
    try {
      while (this.#handle !== null && this.#wanted !== null) {
        const from = this.#wanted;
        this.#wanted = null;
        await this.#exchange(this.#handle, from);
      }
    } catch {
      // The thread is gone, and its profile with it.
    }
    this.#taking = null;
  }

  /** The next profile begins before this one ends: V8 would forget where code lies. */
  async #exchange(handle: Handle, from: number): Promise<void> {
    const next = await startProfile(this.#worker);
    if (next === undefined) return;
    this.#handle = next;
    const asked = this.#now();
    const profile = JSON.parse(await handle.stop()) as CpuProfile;
    const now = this.#now();
    this.#takenAt = now;
    if (from > now) return;
    const end = endOf(profile.endTime, process.hrtime.bigint() / NS_PER_US, now, now - asked);
    // The one before reached into this one.
    const begin = Math.max(this.#end, from - 2 * this.#thresholdMs);
    this.#end = end;
    const event = readProfile(profile, this.#files, { end, from: begin });
    if (event !== null) this.#emit(event);
  }
}
