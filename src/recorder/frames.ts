/** Frames as a main thread without the recorder would have them. */
import { COMBINATORS } from '../trace/record.ts';
import {
  defineProperty,
  stringIndexOf,
  stringLastIndexOf,
  stringSlice,
  stringStartsWith,
  uncurry,
} from './intrinsics.ts';
import type { Position } from './mappings.ts';

/**
 * Lets a frame answer otherwise. It stays V8's own object: programs copy frames by what their prototype holds, hand them back
 * to the formatter that was there before, and V8's methods want V8's frames.
 */
function override(frame: NodeJS.CallSite, name: string, value: unknown): void {
  defineProperty(frame, name, { value: () => value, configurable: true, writable: true });
}

/** Stands for the file of what `eval` and `new Function` made. */
const EVALUATED = '(evaluated)';
/** Stands for the file of what a program put among the frames that it hands to a formatter. */
export const FOREIGN = '(foreign)';

/** Asks frames for their file. V8 says null of its own functions, and undefined of evaluated code. */
export function captureFileMethod(frame: NodeJS.CallSite): (frame: NodeJS.CallSite) => string | null {
  const fileName = uncurry<(of: NodeJS.CallSite) => string | null | undefined>(frame.getFileName);
  return (of) => {
    try {
      const file = fileName(of);
      return file === undefined ? EVALUATED : file;
    } catch {
      return FOREIGN;
    }
  };
}

/** Puts a frame at another place. */
export function moveFrame(frame: NodeJS.CallSite, text: string, from: Position, to: Position): void {
  override(frame, 'getLineNumber', to.line);
  override(frame, 'getColumnNumber', to.column);
  const at = `:${from.line}:${from.column}`;
  const end = stringLastIndexOf(text, at);
  const before = stringSlice(text, 0, end);
  override(
    frame,
    'toString',
    end === -1 ? text : `${before}:${to.line}:${to.column}${stringSlice(text, end + at.length)}`,
  );
}

export const LOADER = 'node:internal/modules/cjs/loader';

/** In a worker another function stands before the one that handles errors, and has its name. */
export const ERRORS = 'node:internal/process/execution';

export interface FrameNames {
  readonly text: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly method: string | null;
}

/** @param hasNames the loader's functions have names of their own in a main thread */
export function nameNodes(
  frame: NodeJS.CallSite,
  file: string,
  { method, name, text, type }: FrameNames,
  hasNames: boolean,
): void {
  if (file === ERRORS && stringStartsWith(text, ERRORS)) {
    override(frame, 'toString', `process._fatalException (${text})`);
    return;
  }
  if (file !== LOADER) return;
  if (hasNames || name === null || type === null || method === null) return;
  // V8 infers a name when it compiles Node's own text anew, as it does where its flags are not the built-in ones.
  if (stringIndexOf(name, '.') === -1 || !stringStartsWith(text, name)) return;
  override(frame, 'getFunctionName', null);
  override(frame, 'toString', `${type}.${method}${stringSlice(text, name.length)}`);
}

/** V8 names a method by the property that holds it, which for these of `Promise` is the recorder's function. */
export function nameCombinator(frame: NodeJS.CallSite, { method, name }: Pick<FrameNames, 'method' | 'name'>): void {
  for (let i = 0; method === null && i < COMBINATORS.length; i++)
    if (name === COMBINATORS[i]) override(frame, 'getMethodName', name);
}

/** What a worker does where a main thread does something else. */
export const WORKER_MAIN = 'node:internal/main/worker_thread';
/** The recorder's function between that and the entry, by name. */
export const RUN_ENTRY = 'runEntry';

export interface MainFrame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** See nameNodes. */
  readonly namesLoader: boolean;
}

/** Lets the frame that calls the entry be the one of a main thread. */
export function asMain(frame: NodeJS.CallSite, main: MainFrame): void {
  override(frame, 'getFileName', main.file);
  override(frame, 'getLineNumber', main.line);
  override(frame, 'getColumnNumber', main.column);
  override(frame, 'getFunctionName', null);
  override(frame, 'getTypeName', null);
  override(frame, 'getMethodName', null);
  override(frame, 'isToplevel', true);
  override(frame, 'getScriptNameOrSourceURL', main.file);
  override(frame, 'getEnclosingLineNumber', 1);
  override(frame, 'getEnclosingColumnNumber', 1);
  override(frame, 'toString', `${main.file}:${main.line}:${main.column}`);
}
