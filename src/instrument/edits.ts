/** Inserts probes. Openers nest outermost first, closers innermost first: the walk visits parents before children. */
import MagicString from 'magic-string';
import { FENCE_CLOSE, FENCE_OPEN } from './probe-names.ts';

export class Edits {
  readonly #string: MagicString;
  changed = false;

  constructor(text: string) {
    this.#string = new MagicString(text);
  }

  /** Puts `chunk` at `offset`, after what earlier calls put there. */
  open(offset: number, chunk: string): void {
    this.#string.appendRight(offset, FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  /** Puts `chunk` at `offset`, before what earlier calls closed there. */
  close(offset: number, chunk: string): void {
    this.#string.prependLeft(offset, FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  toString(): string {
    return this.#string.toString();
  }

  /** Segments stand at the begin of each line and of each kept piece: enough, since pieces are kept whole. */
  map(source: string): ReturnType<MagicString['generateMap']> {
    return this.#string.generateMap({ source, hires: false });
  }
}
