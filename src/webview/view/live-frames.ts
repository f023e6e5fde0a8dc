/**
 * How often a run that goes on is drawn. The longer a frame takes to come, the fewer are asked for: the machine is busy then,
 * and the program and the editor need it, too.
 */
import type { Milliseconds } from '../../trace/units.ts';

/** From frame to frame, in lengths of one. */
const RESTS = 4;
const LEAST_MS = 60;
const MOST_MS = 1000;

export class LiveFrames {
  readonly #now: () => Milliseconds;
  /** Null while none is under way. */
  #askedAt: Milliseconds | null = null;
  #drawnAt = -Infinity;
  /** From asking to drawing, of late. */
  #took: Milliseconds = 0;

  constructor(now: () => Milliseconds = () => performance.now()) {
    this.#now = now;
  }

  /** From one frame to the next. */
  get gap(): Milliseconds {
    return Math.min(MOST_MS, Math.max(LEAST_MS, RESTS * this.#took));
  }

  /** Is it time for another? Who is told so asks for it. */
  isDue(): boolean {
    const now = this.#now();
    if (this.#askedAt !== null || now - this.#drawnAt < this.gap) return false;
    this.#askedAt = now;
    return true;
  }

  drawn(): void {
    const now = this.#now();
    if (this.#askedAt !== null) this.#took = (this.#took + now - this.#askedAt) / 2;
    this.#askedAt = null;
    this.#drawnAt = now;
  }
}
