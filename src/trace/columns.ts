/**
 * Growable columns of numbers. Readers index the typed array directly, up to the table's count. The classes are alike and
 * share no base on purpose: methods that see one kind of array build a trace a quarter faster than those that see three.
 */

/** Larger columns grow by half: twice the room would mostly stay empty. */
const HALF_FROM = 1 << 20;

/** Room for a row, when it lies beyond `length`. */
export function roomFor(row: number, length: number): number {
  return Math.max(row + 1, length < HALF_FROM ? length * 2 : Math.ceil(length * 1.5));
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
    const grown = new Float64Array(length);
    grown.set(this.data);
    this.data = grown;
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
    const grown = new Int32Array(length);
    grown.set(this.data);
    this.data = grown;
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
    const grown = new Uint8Array(length);
    grown.set(this.data);
    this.data = grown;
  }
}
