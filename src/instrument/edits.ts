/** Inserts probes. Openers nest outermost first, closers innermost first: the walk visits parents before children. */
import MagicString from 'magic-string';
import { FENCE_CLOSE, FENCE_OPEN } from './probe-names.ts';

export class Edits {
  readonly #string: MagicString;
  changed = false;

  readonly #text: string;
  readonly #original: string;

  /** @param text what is edited: `original`, where types may be blanked */
  constructor(text: string, original: string) {
    this.#string = new MagicString(text);
    this.#text = text;
    this.#original = original;
  }

  /** Puts `chunk` at `offset`, after what earlier calls put there. */
  open(offset: number, chunk: string): void {
    this.#string.appendRight(offset, FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  /** Puts `chunk` at `offset`, before everything that other calls put there. */
  first(offset: number, chunk: string): void {
    this.#string.prependRight(offset, FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  /** Puts `chunk` at `offset`, before what earlier calls closed there. */
  close(offset: number, chunk: string): void {
    this.#string.prependLeft(this.#beforeBlanks(offset), FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  /** A blanked `as T` may hold a semicolon that ends the statement: what closes an expression belongs before it. */
  #beforeBlanks(offset: number): number {
    if (this.#text === this.#original) return offset;
    let at = offset;
    let blanked = offset;
    for (; at > 0 && /[\s;]/.test(this.#text[at - 1] ?? ''); at--) {
      if (this.#text[at - 1] !== this.#original[at - 1]) blanked = at - 1;
    }
    return blanked;
  }

  toString(): string {
    return this.#string.toString();
  }

  /** Segments stand at the begin of each line and of each kept piece: enough, since pieces are kept whole. */
  map(source: string): ReturnType<MagicString['generateMap']> {
    return this.#string.generateMap({ source, hires: false });
  }
}
