/**
 * What the asynchronous hooks keep of each resource, by its asynchronous id. Ids only grow, and most resources are short-lived,
 * so one array holds the newest: a look there is an index and a comparison. Those that outlive others of the same place, such as
 * sockets, go into a map.
 */
import { mapDelete, mapGet, mapSet } from './intrinsics.ts';

/** A power of two. */
const PLACES = 4096;
const MASK = PLACES - 1;

export class OperationTable<T extends object> {
  /** Asynchronous ids are no 32-bit integers: a server makes more than 2 ** 31 in some days. */
  readonly #ids = new Float64Array(PLACES);
  readonly #values: (T | null | undefined)[] = [];
  readonly #older = new Map<number, T | null>();
  #olderCount = 0;

  constructor() {
    for (let i = 0; i < PLACES; i++) this.#values[i] = undefined;
  }

  /** @returns undefined where nothing is kept of it */
  get(id: number): T | null | undefined {
    const at = id & MASK;
    if (this.#ids[at] === id) return this.#values[at];
    return this.#olderCount === 0 ? undefined : mapGet(this.#older, id);
  }

  set(id: number, value: T | null): void {
    const at = id & MASK;
    const before = this.#values[at];
    if (before !== undefined) {
      mapSet(this.#older, this.#ids[at] as number, before);
      this.#olderCount++;
    }
    this.#ids[at] = id;
    this.#values[at] = value;
  }

  /** Nothing is kept of `id`: to find that out costs no more than to find something. */
  skip(id: number): void {
    const at = id & MASK;
    if (this.#values[at] === undefined) this.#ids[at] = id;
  }

  delete(id: number): void {
    const at = id & MASK;
    if (this.#ids[at] === id) this.#values[at] = undefined;
    else if (this.#olderCount > 0 && mapDelete(this.#older, id)) this.#olderCount--;
  }
}
