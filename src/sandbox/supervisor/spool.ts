/**
 * Batches of records that wait to be sent, first in, first out. A few are kept in memory and the rest in a file, so that a
 * long run costs this process no more memory than a short one. The file has no name once it is open: it goes with the
 * process, however that ends.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { RING_WORDS } from '../../trace/channel.ts';

/** Bytes read back at once: whole records. */
const CHUNK_BYTES = 3200 * RING_WORDS * 4;

export interface SpoolOptions {
  /** Where the file may lie; this process may write there. */
  readonly folder: string;
  /** Bytes kept in memory before the file is used. */
  readonly memoryBytes: number;
}

export class Spool {
  readonly #options: SpoolOptions;
  /** Oldest first: these, then what lies in the file, then `#tail`, which is used when the file cannot be. */
  #head: (Int32Array | null)[] = [];
  #taken = 0;
  #tail: Int32Array[] = [];
  #held = 0;
  #file = -1;
  #written = 0;
  #read = 0;
  /** Why the file cannot be used any more, such as a full disk; '' while it can. */
  problem = '';

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  /** Bytes in memory. */
  get held(): number {
    return this.#held;
  }

  get isEmpty(): boolean {
    return this.#held === 0 && this.#read === this.#written;
  }

  /** Can it take no more within its memory? Then the ring must be left to fill, and the program waits. */
  get isFull(): boolean {
    return this.problem !== '' && this.#held >= this.#options.memoryBytes;
  }

  /** @param batch is the caller's again afterwards */
  push(batch: Int32Array): void {
    const isBehindFile = this.#read < this.#written;
    if ((isBehindFile || this.#held >= this.#options.memoryBytes) && this.#append(batch)) return;
    this.#held += batch.byteLength;
    if (isBehindFile) this.#tail.push(batch.slice());
    else this.#head.push(batch.slice());
  }

  /** @returns the oldest records, or null when there are none */
  shift(): Int32Array | null {
    if (this.#taken === this.#head.length) {
      const back = this.#readBack();
      if (back !== null) return back;
      this.#head = this.#tail;
      this.#tail = [];
      this.#taken = 0;
    }
    const batch = this.#head[this.#taken] ?? null;
    if (batch === null) return null;
    this.#head[this.#taken++] = null;
    this.#held -= batch.byteLength;
    return batch;
  }

  close(): void {
    if (this.#file !== -1) closeSync(this.#file);
    this.#file = -1;
  }

  /** @returns false when the batch was not written; what lies in the file stays readable */
  #append(batch: Int32Array): boolean {
    if (this.problem !== '') return false;
    try {
      if (this.#file === -1) this.#open();
      const bytes = new Uint8Array(batch.buffer, batch.byteOffset, batch.byteLength);
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done, bytes.length - done, this.#written + done);
      this.#written += bytes.length;
      return true;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  #open(): void {
    const file = path.join(this.#options.folder, `records-${randomBytes(8).toString('hex')}.tmp`);
    this.#file = openSync(file, 'wx+', 0o600);
    unlinkSync(file);
  }

  #readBack(): Int32Array | null {
    const length = Math.min(CHUNK_BYTES, this.#written - this.#read);
    if (length === 0) return null;
    const words = new Int32Array(length / 4);
    const bytes = new Uint8Array(words.buffer);
    for (let done = 0; done < length;) {
      const got = readSync(this.#file, bytes, done, length - done, this.#read + done);
      if (got === 0) throw new Error('the file of records ended early');
      done += got;
    }
    this.#read += length;
    if (this.#read === this.#written) {
      ftruncateSync(this.#file, 0);
      this.#read = this.#written = 0;
    }
    return words;
  }
}
