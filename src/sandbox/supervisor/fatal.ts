/**
 * What Node prints of an error that nobody caught: the line with a mark under the place, the error, and its own version. The
 * host prefers Node's own words, see fatal-words.ts.
 */
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { FatalWords } from '../../protocol/run.ts';

export interface Fatal {
  /** The error as Node prints it. */
  readonly text: string;
  readonly fromPromise: boolean;
  /** Not any other value. */
  readonly isError: boolean;
}

const FRAME = /^ {4}at (?:.* \()?((?:file:\/\/|node:|[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?(?: \{)?$/m;

/** Of an error that crossed a thread, where the thread did not tell how Node prints it. */
export function fatalOf(error: unknown): Fatal {
  const text = typeof error === 'string' ? error : inspect(error, { customInspect: false, depth: 5 });
  return { text, fromPromise: false, isError: error instanceof Error };
}

/** @param read gives the text of a file of the program's, or null */
export function fatalWords({ fromPromise, isError, text }: Fatal, read: (file: string) => string | null): FatalWords {
  const place = isError ? arrow(text, fromPromise, read) : '';
  const hint = isError ? '' : '(Use `node --trace-uncaught ...` to show where the exception was thrown)\n';
  return { place, text: `${text}\n${hint}\nNode.js ${process.version}\n` };
}

/** A rejection is said to be where its error was made, anything else where it was thrown. */
function arrow(text: string, fromPromise: boolean, read: (file: string) => string | null): string {
  const [, file, lineText, columnText] = FRAME.exec(text) ?? [];
  if (file === undefined) return '';
  const line = Number(lineText);
  const source = sourceOf(file, read)?.split(/\r?\n/)[line - 1];
  if (source === undefined) return '';
  const made = Number(columnText) - 1;
  const thrown = fromPromise ? -1 : source.slice(0, made).search(/\bthrow\b[^;{}]*$/);
  const before = source.slice(0, thrown === -1 ? made : thrown).replace(/[^\t]/g, ' ');
  return `${file}:${line}\n${source}\n${before}^\n\n`;
}

function sourceOf(file: string, read: (file: string) => string | null): string | null {
  // The text of Node's own modules is not to be had here.
  if (file.startsWith('node:')) return null;
  try {
    return read(file.startsWith('file:') ? fileURLToPath(file) : file);
  } catch {
    return null;
  }
}
