/** Growable columns of numbers. Readers index the typed array directly, up to the table's count. */

export class Floats {
  data = new Float64Array(256);

  set(row: number, value: number): void {
    if (row >= this.data.length) {
      const grown = new Float64Array(Math.max(row + 1, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
    this.data[row] = value;
  }

  /** 0 beyond the end. */
  get(row: number): number {
    return this.data[row] ?? 0;
  }
}

export class Ints {
  data = new Int32Array(256);

  set(row: number, value: number): void {
    if (row >= this.data.length) {
      const grown = new Int32Array(Math.max(row + 1, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
    this.data[row] = value;
  }

  /** 0 beyond the end. */
  get(row: number): number {
    return this.data[row] ?? 0;
  }
}
