/** The reader of the ring; recorder/ring.ts is its writer. A slot holds a record while its kind word is not 0. */
import { Control } from '../../trace/channel.ts';
import { RECORD_BYTES, RECORD_WORDS } from '../../trace/record.ts';

/** Records handed over at once, at most. */
const BATCH = 8192;

/** x86 keeps the order of loads and of stores, so plain ones do, at a tenth of the price. */
const ORDERED = process.arch === 'x64' || process.arch === 'ia32';

export class RingReader {
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #control: Int32Array;
  readonly #slots: number;
  #slot = 0;

  constructor(ring: SharedArrayBuffer, control: SharedArrayBuffer) {
    this.#bytes = new Uint8Array(ring);
    this.#words = new Int32Array(ring);
    this.#control = new Int32Array(control);
    this.#slots = ring.byteLength / RECORD_BYTES;
  }

  /** @returns the records written since, in order; empty when there are none. At most BATCH. */
  read(): Uint8Array {
    const first = this.#slot;
    const most = Math.min(BATCH, this.#slots);
    let count = 0;
    while (count < most && this.#kind(count) !== 0) count++;
    if (count === 0) return new Uint8Array(0);
    const out = new Uint8Array(count * RECORD_BYTES);
    const untilEnd = Math.min(count, this.#slots - first);
    out.set(this.#bytes.subarray(first * RECORD_BYTES, (first + untilEnd) * RECORD_BYTES));
    out.set(this.#bytes.subarray(0, (count - untilEnd) * RECORD_BYTES), untilEnd * RECORD_BYTES);
    this.#clear(count);
    this.#slot = (first + count) % this.#slots;
    if (Atomics.exchange(this.#control, Control.RingFull, 0) === 1) Atomics.notify(this.#control, Control.RingFull);
    return out;
  }

  /** Records that the writer had to drop. */
  get lost(): number {
    return Atomics.load(this.#control, Control.Lost);
  }

  #at(index: number): number {
    return ((this.#slot + index) % this.#slots) * RECORD_WORDS;
  }

  #kind(index: number): number {
    const at = this.#at(index) + 2;
    return ORDERED ? (this.#words[at] ?? 0) : Atomics.load(this.#words, at);
  }

  #clear(count: number): void {
    for (let i = 0; i < count; i++) {
      const at = this.#at(i) + 2;
      if (ORDERED) this.#words[at] = 0;
      else Atomics.store(this.#words, at, 0);
    }
  }
}
