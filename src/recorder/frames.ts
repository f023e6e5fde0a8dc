/** Frames as a main thread without the recorder would have them. */
import {
  apply,
  createObject,
  defineProperty,
  getPrototypeOf,
  ownKeys,
  stringIndexOf,
  stringSlice,
  stringStartsWith,
  uncurry,
} from './intrinsics.ts';

export function override(copy: NodeJS.CallSite, name: string, value: unknown): void {
  defineProperty(copy, name, { value: () => value, configurable: true, writable: true });
}

type Method = (...args: unknown[]) => unknown;
let methods: { readonly name: string; readonly method: Method }[] | null = null;

/** All that V8 lets one ask of a frame, before the program can change it. */
export function captureMethods(frame: NodeJS.CallSite): void {
  const prototype = getPrototypeOf(frame) as Record<string, unknown>;
  methods = [];
  for (const name of ownKeys(prototype)) {
    const method = prototype[name as string];
    if (typeof name === 'string' && typeof method === 'function' && name !== 'constructor')
      methods[methods.length] = { name, method: method as Method };
  }
}

/** Stands for the file of what `eval` and `new Function` made. */
const EVALUATED = '(evaluated)';

/** Asks frames for their file. V8 says null of its own functions, and undefined of evaluated code. */
export function captureFileMethod(frame: NodeJS.CallSite): (frame: NodeJS.CallSite) => string | null {
  const fileName = uncurry<(of: NodeJS.CallSite) => string | null | undefined>(frame.getFileName);
  return (of) => {
    const file = fileName(of);
    return file === undefined ? EVALUATED : file;
  };
}

/** A frame that answers as `frame` does, until its answers are overridden: V8's own methods want V8's own frames. */
export function copyFrame(frame: NodeJS.CallSite): NodeJS.CallSite {
  const copy = createObject(frame) as NodeJS.CallSite;
  for (let i = 0; methods !== null && i < methods.length; i++) {
    const own = methods[i];
    if (own === undefined) continue;
    const value = { [own.name]: () => apply(own.method, frame, []) }[own.name];
    defineProperty(copy, own.name, { value, configurable: true, writable: true });
  }
  return copy;
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
): NodeJS.CallSite {
  if (file === ERRORS && stringStartsWith(text, ERRORS)) {
    const named = copyFrame(frame);
    override(named, 'toString', `process._fatalException (${text})`);
    return named;
  }
  if (file !== LOADER) return frame;
  if (hasNames || name === null || type === null || method === null) return frame;
  // V8 infers a name when it compiles Node's own text anew, as it does where its flags are not the built-in ones.
  if (stringIndexOf(name, '.') === -1 || !stringStartsWith(text, name)) return frame;
  const named = copyFrame(frame);
  override(named, 'getFunctionName', null);
  override(named, 'toString', `${type}.${method}${stringSlice(text, name.length)}`);
  return named;
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

/** The frame that calls the entry as the one of a main thread. */
export function asMain(frame: NodeJS.CallSite, main: MainFrame): NodeJS.CallSite {
  const copy = copyFrame(frame);
  override(copy, 'getFileName', main.file);
  override(copy, 'getLineNumber', main.line);
  override(copy, 'getColumnNumber', main.column);
  override(copy, 'getFunctionName', null);
  override(copy, 'getTypeName', null);
  override(copy, 'getMethodName', null);
  override(copy, 'toString', `${main.file}:${main.line}:${main.column}`);
  return copy;
}
