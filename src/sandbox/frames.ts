/** Writing and reading authenticated frames; protocol/frame.ts says the layout. */
import { createCipheriv, createHash, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { FRAME_HEADER_BYTES, MAC_BYTES, MAX_FRAME_BYTES } from '../protocol/frame.ts';

/**
 * AES-256-GCM with everything as associated data and nothing to encrypt: an order of magnitude faster than an HMAC,
 * and the counter as its nonce never repeats under a key. NIST SP 800-38D.
 */
function mac(key: KeyObject, counter: number, kind: number, body: Uint8Array): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32LE(counter >>> 0, 0);
  nonce[4] = kind;
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: MAC_BYTES });
  cipher.setAAD(body);
  cipher.final();
  return cipher.getAuthTag();
}

/** A key object: to make one of bytes for each frame would cost four times as much as all else. */
function keyOf(secret: string): KeyObject {
  return createSecretKey(createHash('sha256').update(secret).digest());
}

/** Encodes frames in order. */
export class FrameWriter {
  readonly #key: KeyObject;
  #counter = 0;

  constructor(key: string) {
    this.#key = keyOf(key);
  }

  /** @returns header and payload, ready to be written */
  frame(kind: number, body: Uint8Array): Buffer {
    const counter = this.#counter++;
    const out = Buffer.allocUnsafe(FRAME_HEADER_BYTES + 1 + body.length);
    out.writeUInt32LE(body.length + 1, 0);
    out.writeUInt32LE(counter >>> 0, 4);
    mac(this.#key, counter, kind, body).copy(out, 8);
    out[FRAME_HEADER_BYTES] = kind;
    out.set(body, FRAME_HEADER_BYTES + 1);
    return out;
  }
}

/** Decodes a byte stream; anything that does not authenticate ends it. */
export class FrameReader {
  readonly #key: KeyObject;
  readonly #onFrame: (kind: number, body: Buffer) => void;
  #chunks: Buffer[] = [];
  #size = 0;
  #counter = 0;
  /** True once a frame was forged or broken: nothing more is believed. */
  broken = false;

  constructor(key: string, onFrame: (kind: number, body: Buffer) => void) {
    this.#key = keyOf(key);
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    if (this.broken) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      const header = this.#peek(FRAME_HEADER_BYTES);
      if (header === null) return;
      const length = header.readUInt32LE(0);
      if (length < 1 || length > MAX_FRAME_BYTES) {
        this.broken = true;
        return;
      }
      if (this.#size < FRAME_HEADER_BYTES + length) return;
      const frame = this.#take(FRAME_HEADER_BYTES + length);
      const counter = this.#counter++;
      const kind = frame[FRAME_HEADER_BYTES] ?? 0;
      const body = frame.subarray(FRAME_HEADER_BYTES + 1);
      const expected = mac(this.#key, counter, kind, body);
      if (frame.readUInt32LE(4) !== counter >>> 0 || !timingSafeEqual(expected, frame.subarray(8, 8 + MAC_BYTES))) {
        this.broken = true;
        return;
      }
      this.#onFrame(kind, body);
    }
  }

  #join(): Buffer {
    const first = this.#chunks[0];
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  #peek(bytes: number): Buffer | null {
    if (this.#size < bytes) return null;
    const first = this.#chunks[0];
    return (first !== undefined && first.length >= bytes ? first : this.#join()).subarray(0, bytes);
  }

  #take(bytes: number): Buffer {
    const all = this.#join();
    const rest = all.subarray(bytes);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size -= bytes;
    return all.subarray(0, bytes);
  }
}
