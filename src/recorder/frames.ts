/** Frames as a main thread without the recorder would have them. */
import {
  apply,
  createObject,
  defineProperty,
  getPrototypeOf,
  ownKeys,
  stringSlice,
  stringStartsWith,
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

const LOADER = 'node:internal/modules/cjs/loader';

/** What Node's loader calls itself while it loads with hooks → what it is called without them. */
const LOADER_NAMES = [
  // It has no name but by the property that holds it, and that holds ours, which calls it.
  ['Module.<anonymous>', 'Module.require', 'require'],
  // V8 infers another name when it compiles Node's own text anew, as it does where its flags are not the built-in ones.
  ['Module._extensions..js', 'Object..js', '.js'],
] as const;

/** In a worker another function stands before the one that handles errors, and has its name. */
const ERRORS = 'node:internal/process/execution';

export function nameNodes(frame: NodeJS.CallSite, file: string, text: string): NodeJS.CallSite {
  if (file === ERRORS && stringStartsWith(text, ERRORS)) {
    const named = copyFrame(frame);
    override(named, 'toString', `process._fatalException (${text})`);
    return named;
  }
  if (file !== LOADER) return frame;
  for (let i = 0; i < LOADER_NAMES.length; i++) {
    const names = LOADER_NAMES[i];
    if (names === undefined || !stringStartsWith(text, names[0])) continue;
    const named = copyFrame(frame);
    override(named, 'getMethodName', names[2]);
    override(named, 'toString', `${names[1]}${stringSlice(text, names[0].length)}`);
    return named;
  }
  return frame;
}

/** What a worker does where a main thread does something else. */
export const WORKER_MAIN = 'node:internal/main/worker_thread';

export interface MainFrame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
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
