/**
 * Inserts probes. Openers nest outermost first, closers innermost first, since the walk calls both for a parent before it
 * visits the children.
 */
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import MagicString from 'magic-string';
import { FENCE_CLOSE, FENCE_OPEN } from './probe-names.ts';
import { mappingsOf } from './spans.ts';

export class Edits {
  readonly #string: MagicString;
  changed = false;

  readonly #text: string;
  readonly #original: string;
  readonly #ended = new Set<number>();
  /** Chunks that are said to stand elsewhere than before what follows them: `offset:chunk` → offset. */
  readonly #places = new Map<string, number>();
  /** Likewise what is read in a chunk, and names in the text: offset → offset. */
  readonly #reads = new Map<string, number>();
  readonly #kept = new Map<number, number>();

  /** @param text what is edited: `original`, where types may be blanked */
  constructor(text: string, original: string) {
    this.#string = new MagicString(text);
    this.#text = text;
    this.#original = original;
  }

  /**
   * Puts `chunk` at `offset`, after what earlier calls put there.
   * @param place where the original is said to be while the chunk runs
   */
  open(offset: number, chunk: string, place: number | null = null): void {
    this.#string.appendRight(offset, FENCE_OPEN + chunk + FENCE_CLOSE);
    if (place !== null) this.#places.set(`${offset}:${chunk}`, place);
    this.changed = true;
  }

  /**
   * Says where the original is when the name is read that stands at `offset`.
   * @param chunk stands before it, where V8 takes the position of what was read before
   */
  readFirst(offset: number, place: number, chunk: string | null): void {
    if (chunk === null) this.#kept.set(offset, place);
    else this.#reads.set(`${offset}:${chunk}`, place);
  }

  /** Puts `chunk` at `offset`, before everything that other calls put there. */
  first(offset: number, chunk: string): void {
    this.#string.prependRight(offset, FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  /**
   * Puts `chunk` at `offset`, before what earlier calls closed there.
   * @param place as of `open`
   */
  close(offset: number, chunk: string, place: number | null = null): void {
    const at = this.#beforeBlanks(offset);
    this.#string.prependLeft(at, FENCE_OPEN + chunk + FENCE_CLOSE);
    if (place !== null) this.#places.set(`${at}:${chunk}`, place);
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

  /** Ends a statement at `offset`, after all that is and will be closed there by calls to `close`. */
  end(offset: number): void {
    const at = this.#beforeBlanks(offset);
    if (this.#ended.has(at)) return;
    this.#ended.add(at);
    this.#string.appendLeft(at, `${FENCE_OPEN};${FENCE_CLOSE}`);
    this.changed = true;
  }

  toString(): string {
    return this.#string.toString();
  }

  /** Puts `chunk` after everything. */
  append(chunk: string): void {
    this.#string.append(FENCE_OPEN + chunk + FENCE_CLOSE);
    this.changed = true;
  }

  /**
   * The way from the edited text to the original.
   * @param before mappings of the text over the original; null when it has the original's positions
   */
  mappings(source: string, before: string | null): string {
    const places = { calls: this.#places, reads: this.#reads, kept: this.#kept };
    return mappingsOf(this.toString(), this.#text, places, before === null ? null : traced(source, before));
  }
}

/** The way on from the text that was edited, at a place of it (0-based). */
function traced(source: string, mappings: string): (line: number, column: number) => [number, number] | null {
  const map = new TraceMap({ version: 3, names: [], sources: [source], mappings });
  return (line, column) => {
    const segment = traceSegment(map, line, column);
    return segment?.length === 4 || segment?.length === 5 ? [segment[2], segment[3]] : null;
  };
}
