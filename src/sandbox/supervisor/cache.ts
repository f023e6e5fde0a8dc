/** Instrumented text by content: kept in memory for the run, and in the cache folder for the next. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { instrument, type InstrumentInput, type InstrumentResult } from '../../instrument/index.ts';

/** Part of every key: text made by another build is another entry. */
const BUILD = String(statSync(__filename).mtimeMs);

export class InstrumentCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** As instrument(); a file that cannot be cached costs time, nothing else. */
  instrument(input: InstrumentInput): InstrumentResult {
    const { text, ...rest } = input;
    const key = createHash('sha256').update(BUILD).update('\0').update(JSON.stringify(rest)).update('\0').update(text);
    const file = path.join(this.#folder, `${key.digest('hex')}.json`);
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as InstrumentResult;
    } catch {
      // Not there, or cut off by a crash: made anew.
    }
    const result = instrument(input);
    if (result.ok) this.#write(file, JSON.stringify(result));
    return result;
  }

  #write(file: string, text: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      const partial = `${file}.${process.pid}`;
      writeFileSync(partial, text);
      renameSync(partial, file);
    } catch {
      // A full or read-only disk: the run goes on without.
    }
  }
}
