/**
 * How much is sent to the host while the program runs. What the host and its views do with it takes the processor from the
 * program, and from the editor: a program that records more than can be watched anyway is shown in part, and the rest
 * follows at its end.
 */

/** Bytes for each call of `next`: at one in 8 ms, 8 and 4 MB/s. */
const ALONE = 64 * 1024;
const WATCHED = 32 * 1024;
/** In a flood, 1 MB/s. */
const FLOOD = 8 * 1024;
/** Of the latest stretch in the average. */
const WEIGHT = 1 / 16;

export class Pace {
  readonly #most: number;
  /** Bytes that came between two calls, of late. */
  #average = 0;

  /** @param watched whether the host is an editor, which has other work */
  constructor(watched: boolean) {
    this.#most = watched ? WATCHED : ALONE;
  }

  /** @param came bytes since the last call @returns bytes to send until the next one */
  next(came: number): number {
    this.#average += (came - this.#average) * WEIGHT;
    return this.#average > this.#most ? FLOOD : this.#most;
  }
}
