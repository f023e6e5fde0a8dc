/** Places in a loaded text → places in the file as written. For what V8 tells of by line alone. */
import { TraceMap, decodedMappings, traceSegment } from '@jridgewell/trace-mapping';

export interface WrittenPlace {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export class Written {
  readonly #lines: readonly string[];
  readonly #map: TraceMap | null;

  /** @param mappings of a source map, version 3; '' when every position of `code` is the original one */
  constructor(code: string, mappings: string) {
    this.#lines = code.split('\n');
    this.#map = mappings === '' ? null : new TraceMap({ version: 3, names: [], sources: [''], mappings });
  }

  /** Lines of the loaded text; no limit where it is not known. */
  get count(): number {
    return this.#lines.length === 1 && this.#lines[0] === '' ? Infinity : this.#lines.length;
  }

  /** The first thing on a line that stands in the file as written, too. @param line 1-based */
  line(line: number): WrittenPlace {
    const indent = (this.#lines[line - 1] ?? '').search(/\S/);
    const first = Math.max(0, indent);
    if (this.#map === null) return { line, column: first + 1 };
    const segments = decodedMappings(this.#map)[line - 1] ?? [];
    // What was put in has no segment of its own, so it is passed over.
    for (const segment of segments) {
      if (segment[0] >= first && segment.length !== 1) return { line: segment[2] + 1, column: segment[3] + 1 };
    }
    return this.at(line, first + 1);
  }

  /** @param line and `column` 1-based */
  at(line: number, column: number): WrittenPlace {
    const segment = this.#map === null ? null : traceSegment(this.#map, line - 1, column - 1);
    if (segment === null || segment.length === 1) return { line, column };
    return { line: segment[2] + 1, column: segment[3] + column - segment[0] };
  }
}
