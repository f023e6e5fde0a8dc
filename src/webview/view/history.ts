/** Where the view has been, so that one can go back and forth. A stretch of panning or zooming counts once. */
import type { CssPixels, Span } from '../model/scale.ts';

export interface Place {
  readonly span: Span | null;
  readonly scrollTop: CssPixels;
}

/** Gradual moves that follow each other within this time are one. ms */
const TOGETHER_MS = 700;
const MAX_KEPT = 100;

export class History {
  #past: Place[] = [];
  #future: Place[] = [];
  #last = -Infinity;
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Takes note of where the view was before a move. @param gradual one of many, as of a wheel */
  leave(place: Place, gradual: boolean): void {
    const now = this.#clock();
    const together = gradual && now - this.#last < TOGETHER_MS;
    this.#last = gradual ? now : -Infinity;
    if (together) return;
    this.#past.push(place);
    if (this.#past.length > MAX_KEPT) this.#past.shift();
    this.#future = [];
  }

  /** @returns null when there is nothing to go back to */
  back(from: Place): Place | null {
    return this.#go(this.#past, this.#future, from);
  }

  forth(from: Place): Place | null {
    return this.#go(this.#future, this.#past, from);
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.#last = -Infinity;
  }

  #go(out: Place[], into: Place[], from: Place): Place | null {
    const place = out.pop();
    if (place === undefined) return null;
    into.push(from);
    this.#last = -Infinity;
    return place;
  }
}
