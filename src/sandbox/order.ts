/**
 * Which of the supervisors goes first. While one gets ready or a program begins, what is left of older runs is not read:
 * their supervisors soon wait until it is, and take nothing of the processor meanwhile. It all follows afterwards.
 */

/** Whoever is waited for has come after so long, or is no longer waited for: what was recorded must arrive. ms */
const LONGEST_MS = 10_000;

export interface Ordered {
  /** Others go first. */
  isBehind: boolean;
}

export class Order {
  /** Somebody waits for their first word. */
  readonly #awaited = new Map<Ordered, NodeJS.Timeout>();
  /** Of these, only what was recorded is left. */
  readonly #left = new Set<Ordered>();
  readonly #longestMs: number;

  constructor(longestMs = LONGEST_MS) {
    this.#longestMs = longestMs;
  }

  /** Its next word is waited for. */
  expect(own: Ordered): void {
    this.arrived(own);
    const timer = setTimeout(() => {
      this.arrived(own);
    }, this.#longestMs);
    timer.unref();
    this.#awaited.set(own, timer);
    this.#arrange();
  }

  arrived(own: Ordered): void {
    clearTimeout(this.#awaited.get(own));
    if (this.#awaited.delete(own)) this.#arrange();
  }

  /** Its program has ended. */
  left(own: Ordered): void {
    this.arrived(own);
    this.#left.add(own);
    this.#arrange();
  }

  gone(own: Ordered): void {
    this.#left.delete(own);
    this.arrived(own);
  }

  #arrange(): void {
    for (const own of this.#left) own.isBehind = this.#awaited.size > 0;
  }
}
