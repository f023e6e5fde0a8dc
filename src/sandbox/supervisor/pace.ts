/**
 * How much is sent to the host while the program runs. What the host and its views do with it takes the processor from the
 * program, and from the editor: a program that records more than can be watched anyway is shown in part, and the rest
 * follows at its end. Where nobody watches, records wait until the program rests, or ends.
 */

/** Bytes for each call of `next`: at one in 8 ms, 8 and 4 MB/s. */
const ALONE = 64 * 1024;
const WATCHED = 32 * 1024;
/** In a flood, 1 MB/s. */
const FLOOD = 8 * 1024;
/** Of the latest stretch in the averages. */
const WEIGHT = 1 / 16;
/** Above this share of them the program needs its processor. */
const BUSY = 0.5;

export class Pace {
  readonly #watched: boolean;
  /** Bytes that came between two calls, of late. */
  #average = 0;
  /** Share of the calls that found the program's loop busy, of late. */
  #busy = 1;

  /** @param watched whether the host is an editor, which has other work and shows what happens as it does */
  constructor(watched: boolean) {
    this.#watched = watched;
  }

  /**
   * @param came bytes since the last call
   * @param rests whether the program's loop rests just now
   * @returns bytes to send until the next one
   */
  next(came: number, rests: boolean): number {
    this.#average += (came - this.#average) * WEIGHT;
    this.#busy += ((rests ? 0 : 1) - this.#busy) * WEIGHT;
    const most = this.#watched ? WATCHED : ALONE;
    return this.#average > most ? FLOOD : most;
  }

  /** Should records wait? */
  get holdsRecords(): boolean {
    return !this.#watched && this.#busy > BUSY;
  }
}
