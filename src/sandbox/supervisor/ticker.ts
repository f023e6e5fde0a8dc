/**
 * Counts ticks in shared memory while the recorder wants them, see recorder/ring.ts. In slices on the supervisor's own
 * thread, which has little else to do while the program runs: a thread of its own would cost more than it measures.
 */
import { Control, TICK_MS } from '../../trace/channel.ts';

/** Between slices the event loop gets its turn. */
const SLICE_MS = 4;
/** Ticks without a wish for more, after which it stops. */
const IDLE_TICKS = 50;
/** A machine that waits longer than this many periods would give ticks too coarse to be of use. */
const MAX_PERIODS = 5;

const never = new Int32Array(new SharedArrayBuffer(4));

export class Ticker {
  readonly #control: Int32Array;
  #running = false;

  /** @param control the control block, in shared memory */
  constructor(control: Int32Array) {
    this.#control = control;
  }

  /** Starts to tick if the recorder wants it. Called now and then. */
  look(): void {
    if (this.#running || Atomics.load(this.#control, Control.TickWanted) === 0) return;
    if (Atomics.load(this.#control, Control.Ticking) !== 0) return;
    this.#running = true;
    Atomics.store(this.#control, Control.Ticking, 1);
    this.#slice(0);
  }

  stop(): void {
    this.#running = false;
  }

  #slice(idleBefore: number): void {
    if (!this.#running) return;
    let idle = idleBefore;
    let ticks = 0;
    const start = performance.now();
    do {
      Atomics.wait(never, 0, 0, TICK_MS);
      ticks++;
      Atomics.add(this.#control, Control.Tick, 1);
      idle = Atomics.exchange(this.#control, Control.TickWanted, 0) === 1 ? 0 : idle + 1;
    } while (performance.now() - start < SLICE_MS && idle < IDLE_TICKS);
    const coarse = performance.now() - start > ticks * TICK_MS * MAX_PERIODS;
    if (coarse || idle >= IDLE_TICKS) {
      this.#running = false;
      Atomics.store(this.#control, Control.Ticking, coarse ? -1 : 0);
    } else {
      setImmediate(() => {
        this.#slice(idle);
      });
    }
  }
}
