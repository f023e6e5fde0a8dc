/** Makes digests of a trace in slices, so that the host does not stall; a later wish replaces an earlier one. */
import { digest, type Digest } from '../trace/digest.ts';
import type { Window } from '../trace/digest-plan.ts';
import type { Trace } from '../trace/tables.ts';
import type { Schedule } from './outbox.ts';

/** Of work at a time. ms */
const SLICE_MS = 12;
const BREATH_MS = 1;

export class Digester {
  readonly #schedule: Schedule;
  #pending: { cancel: () => void } | null = null;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  get isBusy(): boolean {
    return this.#pending !== null;
  }

  /** @param done called with the digest, unless another is wanted or it is cancelled before */
  make(trace: Trace, window: Window | null, done: (made: Digest) => void): void {
    this.cancel();
    const work = digest(trace, window);
    const slice = (): void => {
      const until = performance.now() + SLICE_MS;
      for (;;) {
        const step = work.next();
        if (step.done === true) {
          this.#pending = null;
          done(step.value);
          return;
        }
        if (performance.now() > until) break;
      }
      this.#pending = this.#schedule(slice, BREATH_MS);
    };
    this.#pending = this.#schedule(slice, 0);
  }

  cancel(): void {
    this.#pending?.cancel();
    this.#pending = null;
  }
}
