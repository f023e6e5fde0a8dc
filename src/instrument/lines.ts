/** Offsets → 1-based lines and columns, as V8 counts them. */

/** Ends of lines that editors seldom write. https://tc39.es/ecma262/#sec-line-terminators */
const SELDOM = /\r(?!\n)|[\u2028\u2029]/;

/** @returns a function that finds the last character of the line that `from` is in, or -1 on the last line */
export function lineEnds(text: string): (from: number) => number {
  if (!SELDOM.test(text)) return (from) => text.indexOf('\n', from);
  const any = new RegExp(`\\n|${SELDOM.source}`, 'g');
  return (from) => {
    any.lastIndex = from;
    return any.exec(text)?.index ?? -1;
  };
}

export class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    const end = lineEnds(text);
    for (let at = end(0); at !== -1; at = end(at + 1)) this.#starts.push(at + 1);
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** The way back; both 0-based. */
  offset(line: number, column: number): number {
    return (this.#starts[line] ?? Infinity) + column;
  }
}
