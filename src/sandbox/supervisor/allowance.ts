/** What the recorder may spend on beside records, renewed from time to time: on previews of values, on names of what runs, and on calls of callbacks. */
import { Control, PREVIEW_SLOTS, PreviewSlot } from '../../trace/channel.ts';

/** Ticks and reactions that may be named until it is renewed. */
const CONTENTS = 16;
/** Calls of callbacks that may be recorded until then. */
const CALLBACKS = 32;
/** The slots of one site are looked at at once. */
const SLOTS_A_WORD = 4;

export class Allowance {
  /** See recorder/values.ts; null when no value is to be looked at. */
  readonly previews: SharedArrayBuffer | null;
  readonly #control: Int32Array;
  readonly #slots: Uint8Array;
  readonly #words: Int32Array;

  constructor(control: SharedArrayBuffer, values: boolean) {
    this.#control = new Int32Array(control);
    const shared = new SharedArrayBuffer(values ? PREVIEW_SLOTS : 0);
    this.previews = values ? shared : null;
    this.#slots = new Uint8Array(shared);
    this.#words = new Int32Array(shared);
    this.renew();
  }

  /** The recorder writes there, too, without a lock: a slot that is opened or closed once too often does no harm. */
  renew(): void {
    Atomics.store(this.#control, Control.Contents, CONTENTS);
    Atomics.store(this.#control, Control.Callbacks, CALLBACKS);
    for (let word = 0; word < this.#words.length; word++) {
      if (this.#words[word] === 0) continue;
      for (let slot = word * SLOTS_A_WORD; slot < (word + 1) * SLOTS_A_WORD; slot++)
        if (this.#slots[slot] === PreviewSlot.Closed) this.#slots[slot] = PreviewSlot.Open;
    }
  }
}
