/**
 * Growable columns of numbers. Readers index the typed array directly, up to the table's count, and take it anew each time.
 * The classes are alike and share no base on purpose: methods that see one kind of array build a trace a quarter faster than
 * those that see three.
 */

/** Larger columns grow by half: twice the room would mostly stay empty. */
const HALF_FROM = 1 << 20;

/** Room for a row, when it lies beyond `length`. */
export function roomFor(row: number, length: number): number {
  return Math.max(row + 1, length < HALF_FROM ? length * 2 : Math.ceil(length * 1.5));
}

/**
 * What `data` holds, in a buffer of so many bytes; zeros behind it. The buffer before is given back at once: left to the garbage
 * collector, those of a long run would make it collect again and again. Nobody may keep `data` while rows are added.
 */
function moved({ buffer, byteLength, byteOffset }: ArrayBufferView<ArrayBuffer>, bytes: number): ArrayBuffer {
  if (byteLength === buffer.byteLength && 'transfer' in buffer) return buffer.transfer(bytes);
  const larger = new ArrayBuffer(bytes);
  new Uint8Array(larger).set(new Uint8Array(buffer, byteOffset, byteLength));
  return larger;
}

export class Floats {
  data = new Float64Array(256);

  set(row: number, value: number): void {
    if (row >= this.data.length) this.reserve(roomFor(row, this.data.length));
    this.data[row] = value;
  }

  /** 0 beyond the end. */
  get(row: number): number {
    return this.data[row] ?? 0;
  }

  reserve(length: number): void {
    if (length <= this.data.length) return;
    this.data = new Float64Array(moved(this.data, length * Float64Array.BYTES_PER_ELEMENT));
  }
}

export class Ints {
  data = new Int32Array(256);

  set(row: number, value: number): void {
    if (row >= this.data.length) this.reserve(roomFor(row, this.data.length));
    this.data[row] = value;
  }

  /** 0 beyond the end. */
  get(row: number): number {
    return this.data[row] ?? 0;
  }

  reserve(length: number): void {
    if (length <= this.data.length) return;
    this.data = new Int32Array(moved(this.data, length * Int32Array.BYTES_PER_ELEMENT));
  }
}

/** For states, outcomes and the like: 0 to 255. */
export class Bytes {
  data = new Uint8Array(256);

  set(row: number, value: number): void {
    if (row >= this.data.length) this.reserve(roomFor(row, this.data.length));
    this.data[row] = value;
  }

  /** 0 beyond the end. */
  get(row: number): number {
    return this.data[row] ?? 0;
  }

  reserve(length: number): void {
    if (length <= this.data.length) return;
    this.data = new Uint8Array(moved(this.data, length * Uint8Array.BYTES_PER_ELEMENT));
  }
}
