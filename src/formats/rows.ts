/** Puts intervals that overlap into rows, as few as hold them: a heap of the rows, the one that is free first on top. */
export class Rows {
  readonly #open: () => number;
  readonly #ids: number[] = [];
  readonly #ends: number[] = [];

  /** @param open opens a row, and gives its number */
  constructor(open: () => number) {
    this.#open = open;
  }

  /** @param start not before that of the interval that came last @returns the number of its row */
  take(start: number, end: number): number {
    const [first] = this.#ids;
    if (first === undefined || (this.#ends[0] ?? 0) > start) return this.#up(this.#open(), end);
    this.#down(first, end);
    return first;
  }

  #up(id: number, end: number): number {
    let at = this.#ids.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#ends[parent] ?? 0) <= end) break;
      this.#set(at, this.#ids[parent] ?? 0, this.#ends[parent] ?? 0);
      at = parent;
    }
    this.#set(at, id, end);
    return id;
  }

  #down(id: number, end: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < this.#ids.length && (this.#ends[child + 1] ?? 0) < (this.#ends[child] ?? 0)) child++;
      if (child >= this.#ids.length || (this.#ends[child] ?? 0) >= end) break;
      this.#set(at, this.#ids[child] ?? 0, this.#ends[child] ?? 0);
      at = child;
    }
    this.#set(at, id, end);
  }

  #set(at: number, id: number, end: number): void {
    this.#ids[at] = id;
    this.#ends[at] = end;
  }
}
