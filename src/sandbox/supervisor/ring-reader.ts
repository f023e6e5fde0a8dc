/**
 * The reader of the ring; recorder/ring-writer.ts is its writer. What the ring holds is copied out as it is, which is quick, and
 * made into records of trace/record.ts later: the program may be waiting for the processor meanwhile.
 */
import { Control, RING_WORDS, TIME_KIND } from '../../trace/channel.ts';
import { RECORD_BYTES, RECORD_WORDS, RecordKind } from '../../trace/record.ts';

/** Words copied at once, at most. */
const BATCH = 4096 * RING_WORDS;
const NS_PER_MS = 1e6;

export class RingReader {
  readonly #words: Int32Array;
  readonly #control: Int32Array;
  /**
   * What was copied last. A new one each time would make V8 collect garbage as long as the program floods the ring, on all
   * processors, and mark all of the parser for it.
   */
  readonly #copy = new Int32Array(BATCH);
  /** Words read; wraps around, as the writer's count does. */
  #read = 0;

  constructor(ring: SharedArrayBuffer, control: SharedArrayBuffer) {
    this.#words = new Int32Array(ring);
    this.#control = new Int32Array(control);
  }

  /**
   * @returns what was written since, as it stands in the ring, at most BATCH words; null when there is nothing. It is there until
   * the next call.
   */
  take(): Int32Array | null {
    const there = (Atomics.load(this.#control, Control.Written) - this.#read) | 0;
    if (there <= 0) return null;
    const from = this.#read & (this.#words.length - 1);
    const count = Math.min(there, BATCH, this.#words.length - from);
    this.#copy.set(this.#words.subarray(from, from + count));
    this.#read = (this.#read + count) | 0;
    Atomics.store(this.#control, Control.Read, this.#read);
    if (Atomics.exchange(this.#control, Control.RingFull, 0) === 1) Atomics.notify(this.#control, Control.RingFull);
    return this.#copy.subarray(0, count);
  }

  /** Records that the writer had to drop. */
  get lost(): number {
    return Atomics.load(this.#control, Control.Lost);
  }
}

/** @returns how many records, beside times of others, were taken, and the word at which the first `most` of them end */
export function measureRecords(taken: Int32Array, most: number): { readonly records: number; readonly end: number } {
  let records = 0;
  let end = 0;
  const { length } = taken;
  for (let at = 0; at < length; at += RING_WORDS) {
    if (taken[at] !== TIME_KIND && ++records === most) end = at + RING_WORDS;
  }
  return { records, end };
}

/** Makes records of what was taken from a ring, in order. */
export class RecordMaker {
  /** The last time that was read from the clock, ms since the run started. */
  #exact = 0;
  /** Does the next record have that time? */
  #timed = false;
  /** The end of what was taken, from the first record on that no time follows yet. */
  #rest = new Int32Array(0);

  /**
   * @returns the records, and one more where times had to be estimated: those left unread lie evenly between the read
   * ones around them. Records at the end whose times are not known yet come with the next.
   */
  make(taken: Int32Array): Uint8Array {
    let all = taken;
    if (this.#rest.length > 0) {
      all = new Int32Array(this.#rest.length + taken.length);
      all.set(this.#rest);
      all.set(taken, this.#rest.length);
    }
    let last = all.length - RING_WORDS;
    while (last >= 0 && all[last] !== TIME_KIND) last -= RING_WORDS;
    // The record that the last time is of; the very first ones that are taken may lack theirs.
    const end = Math.min(all.length, last < 0 ? (this.#timed ? RING_WORDS : 0) : last + 2 * RING_WORDS);
    this.#rest = all.slice(end);
    return this.#convert(all.subarray(0, end));
  }

  /** @returns the records held back, when nothing follows them (yet): they lie at the last time that was read */
  flush(): Uint8Array {
    const rest = this.#rest;
    this.#rest = new Int32Array(0);
    return this.#convert(rest);
  }

  #convert(taken: Int32Array): Uint8Array {
    const count = taken.length / RING_WORDS;
    if (count === 0) return new Uint8Array(0);
    const buffer = new ArrayBuffer((count + 1) * RECORD_BYTES);
    const times = new Float64Array(buffer);
    const words = new Int32Array(buffer);
    let out = 0;
    let unread = 0;
    let estimated = 0;
    let widest = 0;
    for (let at = 0; at < taken.length; at += RING_WORDS) {
      const kind = taken[at] ?? 0;
      if (kind === TIME_KIND) {
        const time = (taken[at + 1] ?? 0) + (taken[at + 2] ?? 0) / NS_PER_MS;
        if (unread > 0) {
          const step = (time - this.#exact) / (unread + 1);
          for (let k = 1; k <= unread; k++) times[(out - unread + k - 1) * 3] = this.#exact + step * k;
          estimated += unread;
          if (time - this.#exact > widest) widest = time - this.#exact;
          unread = 0;
        }
        this.#exact = time;
        this.#timed = true;
        continue;
      }
      if (this.#timed) this.#timed = false;
      else unread++;
      times[out * 3] = this.#exact;
      const to = out * RECORD_WORDS + 2;
      words[to] = kind;
      words[to + 1] = taken[at + 1] ?? 0;
      words[to + 2] = taken[at + 2] ?? 0;
      words[to + 3] = taken[at + 3] ?? 0;
      out++;
    }
    if (estimated + unread > 0) {
      times[out * 3] = this.#exact;
      words.set([RecordKind.Estimated, 0, estimated + unread, Math.ceil(widest * 1000)], out * RECORD_WORDS + 2);
      out++;
    }
    return new Uint8Array(buffer, 0, out * RECORD_BYTES);
  }
}

/** A record of the supervisor's own. @param words kind, task, a, b */
export function oneRecord(time: number, words: readonly number[]): Uint8Array {
  const buffer = new ArrayBuffer(RECORD_BYTES);
  new Float64Array(buffer)[0] = time;
  new Int32Array(buffer).set(words, 2);
  return new Uint8Array(buffer);
}
