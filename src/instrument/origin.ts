/** Where ranges of the walked text lie in the original: at the same offsets, or where a transpiler's map says. */
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { SourceRange } from '../trace/event.ts';
import { Lines } from './lines.ts';

export class Origin {
  readonly text: string;
  /** Of the whole program, from its first token on. */
  readonly program: SourceRange;
  readonly #lines: Lines;
  readonly #generated: { lines: Lines; map: TraceMap } | null;

  /**
   * @param program of `text`
   * @param transpiled what the transpiler made of `text`; null when the walked text has the original's offsets
   */
  constructor(text: string, program: TSESTree.Program, transpiled: { code: string; mappings: string } | null) {
    this.text = text;
    this.#lines = new Lines(text);
    this.program = this.#between(program.range[0], program.range[1]);
    this.#generated =
      transpiled === null
        ? null
        : {
            lines: new Lines(transpiled.code),
            map: new TraceMap({ version: 3, names: [], sources: [''], mappings: transpiled.mappings }),
          };
  }

  range(start: number, end: number): SourceRange {
    return this.#between(this.offset(start), this.offset(end));
  }

  #between(start: number, end: number): SourceRange {
    const from = this.#lines.at(start);
    const to = this.#lines.at(end);
    return { ...from, endLine: to.line, endColumn: to.column };
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.offset(start), this.offset(end));
  }

  /** Does `token` stand in the original, too? What a transpiler made up has no place in it. */
  has(token: string, offset: number): boolean {
    return this.#generated === null || this.text.startsWith(token, this.offset(offset));
  }

  offset(walked: number): number {
    if (this.#generated === null) return walked;
    const { lines, map } = this.#generated;
    const { line, column } = lines.at(walked);
    const segment = traceSegment(map, line - 1, column - 1);
    if (segment?.length !== 4 && segment?.length !== 5) return this.text.length;
    return Math.min(this.#lines.offset(segment[2], segment[3] + column - 1 - segment[0]), this.text.length);
  }
}
