/** Which sites may have the value of one more await or hand-over previewed; recorder/values.ts asks and closes. */
import { PREVIEW_SLOTS, PreviewSlot } from '../../trace/channel.ts';

/** Four slots, one site, are looked at at once. */
const SLOTS_A_WORD = 4;

export class Previews {
  readonly shared = new SharedArrayBuffer(PREVIEW_SLOTS);
  readonly #slots = new Uint8Array(this.shared);
  readonly #words = new Int32Array(this.shared);

  /** The recorder writes there, too, without a lock: a slot that is opened or closed once too often does no harm. */
  reopen(): void {
    for (let word = 0; word < this.#words.length; word++) {
      if (this.#words[word] === 0) continue;
      for (let slot = word * SLOTS_A_WORD; slot < (word + 1) * SLOTS_A_WORD; slot++)
        if (this.#slots[slot] === PreviewSlot.Closed) this.#slots[slot] = PreviewSlot.Open;
    }
  }
}
