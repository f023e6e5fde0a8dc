/**
 * Stacks as the program would see them without us: positions of the original text, no frames of the recorder. And the
 * line of the program that started an operation, at a bounded price.
 */
import {
  SafeError,
  apply,
  defineProperty,
  dictionary,
  getOwnPropertyDescriptor,
  stringStartsWith,
  uncurry,
  weakMapHas,
  weakMapSet,
} from './intrinsics.ts';
import {
  ERRORS,
  FOREIGN,
  LOADER,
  RUN_ENTRY,
  WORKER_MAIN,
  asMain,
  captureFileMethod,
  moveFrame,
  nameCombinator,
  nameNodes,
  type MainFrame,
} from './frames.ts';
import { CONTENTS, OPERATIONS } from './budget.ts';
import { cleanMessage, disguise } from './function-text.ts';
import { leaveDetour, detourAt, learnCalls, missModule } from './loader-frames.ts';
import { apiName } from './api-names.ts';
import type { Place } from './labels.ts';
import { TASK_QUEUES, microtaskFrames } from './microtask-frames.ts';
import { hasTrampoline } from './program-hooks.ts';
import { now } from './ring.ts';
import { OWN_FRAMES, stackLimit } from './stack-limit.ts';
import { decodeMappings, originalPosition, type Mappings, type Position } from './mappings.ts';

type Prepare = (error: unknown, frames: NodeJS.CallSite[]) => unknown;
type FrameMethod<T> = (frame: NodeJS.CallSite) => T;

interface Source {
  readonly path: string;
  readonly text: string;
  decoded: Mappings | null;
}

const sources = dictionary<Source>();
const ErrorObject = SafeError as ErrorConstructor & { prepareStackTrace?: Prepare };
const captureStackTrace = SafeError.captureStackTrace;
/** Since Node 23 and 22.12 the default formatter is there to be called; it knows Node's own errors. */
const defaultPrepare = (ErrorObject as { prepareStackTrace?: Prepare }).prepareStackTrace;
const ownFile = __filename;

let capturing = false;
let frameMethods: {
  file: FrameMethod<string | null>;
  line: FrameMethod<number | null>;
  column: FrameMethod<number | null>;
  name: FrameMethod<string | null>;
  type: FrameMethod<string | null>;
  method: FrameMethod<string | null>;
  isAsync: FrameMethod<boolean>;
  text: FrameMethod<string>;
} | null = null;

/** Registers an instrumented file under the names that its frames carry: its path, and its URL. */
export function addSource(names: readonly [string, string], path: string, mappings: string): void {
  const source: Source = { path, text: mappings, decoded: null };
  sources[names[0]] = source;
  sources[names[1]] = source;
}

function place(source: Source, line: number, column: number): Position {
  if (source.text === '') return { line, column };
  source.decoded ??= decodeMappings(source.text);
  return originalPosition(source.decoded, line, column);
}

/** Gives a frame its original position. */
function mapFrame(frame: NodeJS.CallSite): void {
  const methods = frameMethods;
  if (methods === null) return;
  const file = methods.file(frame);
  const source = file === null ? undefined : sources[file];
  if (source === undefined) {
    if (file !== null) nameNode(frame, file);
    else nameCombinator(frame, { name: methods.name(frame), method: methods.method(frame) });
    return;
  }
  const line = methods.line(frame);
  const column = methods.column(frame);
  if (line === null || column === null) return;
  const original = place(source, line, column);
  if (original.line === line && original.column === column) return;
  moveFrame(frame, methods.text(frame), { line, column }, original);
}

function nameNode(frame: NodeJS.CallSite, file: string): void {
  const methods = frameMethods;
  if (methods === null || (file !== ERRORS && file !== LOADER)) return;
  const names = {
    text: methods.text(frame),
    name: methods.name(frame),
    type: methods.type(frame),
    method: methods.method(frame),
  };
  nameNodes(frame, file, names, main?.namesLoader ?? true);
}

function prepare(error: unknown, frames: NodeJS.CallSite[], user: Prepare | null): unknown {
  if (capturing) return frames;
  cleanMessage(error);
  const mapped: NodeJS.CallSite[] = [];
  let count = 0;
  let room = frames.length;
  let handles = false;
  let isBehind = false;
  let isBelow = false;
  for (let i = 0; i < frames.length && count < room; i++) {
    const frame = frames[i];
    const file = frame === undefined || frameMethods === null ? null : frameMethods.file(frame);
    if (frame === undefined) continue;
    // Below the entry is what started it, and what the program put there itself.
    if (isBelow && file !== FOREIGN) continue;
    const isOwn = file === ownFile;
    const isEntry = isOwn && frameMethods?.name(frame) === RUN_ENTRY;
    if (isOwn && !isEntry && frameMethods !== null) {
      // The stack may have been made deeper for the sake of these.
      room = stackLimit() ?? room;
      const { above, below } = detourAt(frames, i, ownFile, frameMethods);
      count -= above;
      i += below;
      isBehind = above > 0;
      continue;
    }
    if (file !== null && frameMethods !== null && isTrampoline(file, frameMethods.name, frame)) continue;
    const framed = file === TASK_QUEUES && frameMethods !== null ? microtaskFrames(frames, i, frameMethods) : 0;
    if (framed > 0) {
      i += framed - 1;
      continue;
    }
    if (file === WORKER_MAIN) continue;
    isBelow ||= isEntry;
    // What the entry threw is dealt with below it; in a main thread it has left the stack by then.
    if (isEntry && (main === null || handles)) continue;
    if (isEntry && main !== null) asMain(frame, main);
    else mapFrame(frame);
    if (isBehind && frameMethods !== null) leaveDetour(frame, frameMethods);
    isBehind = false;
    defineProperty(mapped, count++, { value: frame, configurable: true, enumerable: true, writable: true });
    handles = file === ERRORS;
  }
  if (mapped.length > count) mapped.length = count;
  if (user !== null) return apply(user, ErrorObject, [error, mapped]);
  if (defaultPrepare !== undefined) return apply(defaultPrepare, ErrorObject, [error, mapped]);
  let text = `${error as Error}`;
  for (let i = 0; i < count; i++) {
    const frame = mapped[i] as { toString(): string } | undefined;
    if (frame !== undefined) text += `\n    at ${frame.toString()}`;
  }
  return text;
}

/** Node calls callbacks through these as long as anybody watches them; nobody does but the recorder, as a rule. */
const TRAMPOLINES = dictionary<string>();
TRAMPOLINES['node:internal/async_hooks'] = 'callbackTrampoline';
TRAMPOLINES['node:domain'] = 'topLevelDomainCallback';

function isTrampoline(file: string, nameOf: FrameMethod<string | null>, frame: NodeJS.CallSite): boolean {
  const name = TRAMPOLINES[file];
  return name !== undefined && !hasTrampoline() && nameOf(frame) === name;
}

let main: MainFrame | null = null;

/**
 * Takes over the formatting of stacks. A program that sets its own formatter gets the corrected frames.
 * @param mainFrame what is at the bottom of the stack of a main thread's entry
 */
export function mapStacks(mainFrame: MainFrame | null): void {
  main = mainFrame;
  const frames = captureFrames();
  const first = frames?.[0];
  if (first !== undefined) {
    frameMethods = {
      file: captureFileMethod(first),
      line: uncurry(first.getLineNumber),
      column: uncurry(first.getColumnNumber),
      name: uncurry(first.getFunctionName),
      type: uncurry(first.getTypeName),
      method: uncurry(first.getMethodName),
      isAsync: uncurry((first as unknown as { isAsync(): boolean }).isAsync),
      text: uncurry(first.toString),
    };
  }
  defineProperty(ErrorObject, 'prepareStackTrace', {
    configurable: true,
    enumerable: false,
    get: () => shown,
    set: (value: unknown) => {
      if (typeof value !== 'function' || value === ours) {
        shown = ours;
      } else if (weakMapHas(wrapped, value)) {
        shown = value as Prepare;
      } else {
        const user = value as Prepare;
        shown = (error, frames) => prepare(error, frames, user);
        weakMapSet(wrapped, shown, user);
        disguise(shown, user);
      }
    },
  });
}

const ours: Prepare = (error, frames) => prepare(error, frames, null);
/** What the property holds, and so what Node calls: ours, or ours around the program's. */
let shown = ours;
/** our wrapper → the program's formatter */
const wrapped = new WeakMap<object, unknown>();

/** How Node's loader looks for a module while there are no hooks; the recorder's own are to be left out of stacks. */
export function learnLoader(): void {
  capturing = true;
  try {
    missModule(ownFile);
  } catch (error) {
    const { stack } = error as { stack?: unknown };
    if (typeof stack === 'object' && frameMethods !== null) learnCalls(stack as NodeJS.CallSite[], frameMethods);
  } finally {
    capturing = false;
  }
}

/** Frames that are looked at: of the program and of Node, behind the recorder's own. */
const DEPTH = 24 + OWN_FRAMES;

function captureFrames(): NodeJS.CallSite[] | null {
  const limit = getOwnPropertyDescriptor(ErrorObject, 'stackTraceLimit');
  if (limit === undefined || limit.writable !== true) return null;
  const holder: { stack?: unknown } = {};
  const before = frameMethods === null ? ErrorObject.prepareStackTrace : undefined;
  try {
    capturing = true;
    ErrorObject.stackTraceLimit = DEPTH;
    if (frameMethods === null) ErrorObject.prepareStackTrace = ours;
    captureStackTrace(holder);
    const { stack } = holder;
    return typeof stack === 'object' ? (stack as NodeJS.CallSite[]) : null;
  } catch {
    return null;
  } finally {
    capturing = false;
    ErrorObject.stackTraceLimit = limit.value as number;
    if (before !== undefined) ErrorObject.prepareStackTrace = before;
  }
}

/** Is the nearest frame that is not the recorder's one of `file`? True where stacks cannot be had. */
export function isCalledFrom(file: string): boolean {
  const frames = captureFrames();
  if (frames === null || frameMethods === null) return true;
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    const own = frame === undefined ? null : frameMethods.file(frame);
    if (own !== ownFile) return own === file;
  }
  return true;
}

export interface Caller {
  readonly place: Place;
  /** The function of Node that the program called: `fs.readFile`; '' when it is not known. */
  readonly api: string;
  /** The program's code is on the stack; else it awaits what does this. */
  readonly calls: boolean;
}

let looked = false;

/** Did the last search for a caller take place? Otherwise nothing is known of who called. */
export function hasLooked(): boolean {
  return looked;
}

/**
 * The nearest frame of the program's own text, or null when there is none or looking would cost too much.
 * @param start the time, ms
 */
export function findCaller(budget = OPERATIONS, start = now()): Caller | null {
  looked = budget.allows(start);
  if (!looked) return null;
  const frames = captureFrames();
  const methods = frameMethods;
  let found: Caller | null = null;
  if (frames !== null && methods !== null) {
    let internal: NodeJS.CallSite | null = null;
    for (let i = 0; i < frames.length && found === null; i++) {
      const frame = frames[i];
      if (frame === undefined) break;
      const file = methods.file(frame);
      const source = file === null ? undefined : sources[file];
      if (source === undefined) {
        if (file !== null && stringStartsWith(file, 'node:')) internal = frame;
        else if (file !== ownFile) internal = null;
        continue;
      }
      const at = place(source, methods.line(frame) ?? 1, methods.column(frame) ?? 1);
      found = {
        place: { file: source.path, line: at.line, column: at.column },
        api: internal === null ? '' : apiName(internal, methods.file(internal) ?? '', methods),
        calls: !methods.isAsync(frame),
      };
    }
  }
  budget.spend(now() - start);
  return found;
}

export interface Reaction {
  readonly place: Place;
  readonly api: 'then' | 'catch' | 'finally';
}

/** The program's own call of `then`, `catch` or `finally` that is under way; null for what else makes a promise of another. */
export function findReaction(): Reaction | null {
  const start = now();
  if (!CONTENTS.allows(start)) return null;
  const frames = captureFrames();
  const found = frames === null ? null : reactionOf(frames);
  CONTENTS.spend(now() - start);
  return found;
}

/** An await; code that calls `then`; or the engine that calls it, since a promise is resolved by another. */
export type Maker = 'await' | 'code' | 'engine';

/** Who makes a promise of another now. */
export function makerOfPromise(): Maker {
  const frames = captureFrames();
  const methods = frameMethods;
  if (frames === null || methods === null) return 'code';
  let maker: Maker = 'await';
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    const file = frame === undefined ? null : methods.file(frame);
    if (frame === undefined || file === ownFile) continue;
    if (file !== null && file !== '') return maker === 'engine' ? 'code' : maker;
    if (methods.name(frame) === 'then') maker = 'engine';
  }
  return maker === 'engine' ? maker : 'code';
}

function reactionOf(frames: readonly NodeJS.CallSite[]): Reaction | null {
  const methods = frameMethods;
  if (methods === null) return null;
  let api: Reaction['api'] | null = null;
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    if (frame === undefined) break;
    const file = methods.file(frame);
    if (file === ownFile) continue;
    const source = file === null ? undefined : sources[file];
    if (source !== undefined) {
      if (api === null) return null;
      const at = place(source, methods.line(frame) ?? 1, methods.column(frame) ?? 1);
      return { api, place: { file: source.path, line: at.line, column: at.column } };
    }
    // The engine's own functions are in no file; `catch` and `finally` call `then`.
    const name = methods.name(frame);
    const isNext = api === null ? name === 'then' : api === 'then' && (name === 'catch' || name === 'finally');
    if (!isNext || (file ?? '') !== '') return null;
    api = name as Reaction['api'];
  }
  return null;
}
