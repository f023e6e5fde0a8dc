/**
 * `Function.prototype.toString` as the program would see it: what instrument/ put in is fenced, and is cut out; a
 * builtin that the recorder stands before shows as the builtin.
 */
import { types } from 'node:util';
import {
  defineProperty,
  functionToString,
  getOwnPropertyDescriptor,
  stringIndexOf,
  stringSlice,
  weakMapGet,
  weakMapSet,
} from './intrinsics.ts';

const OPEN = '/*\u27E6*/';
const CLOSE = '/*\u27E7*/';
/** The first chunk in a function, or in what a message quotes, names a probe: a text with this in it gets none, see instrument/. */
const PREFIX = '$awaitscope';
const originals = new WeakMap<object, unknown>();

/** `replacement` is shown to the program as `original`, or as what that stands before itself. */
export function disguise<T extends object>(replacement: T, original: object): T {
  weakMapSet(originals, replacement, weakMapGet(originals, original) ?? original);
  return replacement;
}

/** What stands before a builtin may be stood before itself. */
function shownAs(value: unknown): unknown {
  let shown = value;
  while (typeof shown === 'function') {
    const original = weakMapGet(originals, shown);
    if (original === undefined) break;
    shown = original;
  }
  return shown;
}

/** What V8 puts for the middle of a function that is too long for a message. */
const OMITTED = '...<omitted>...';

/**
 * Removes fenced chunks. A chunk holds no other.
 * @param isMessage it may hold texts that V8 shortened, and so parts of chunks
 */
export function removeFences(text: string, isMessage = false): string {
  let at = stringIndexOf(text, OPEN);
  if (at === -1) return text;
  const isShortened = isMessage && stringIndexOf(text, OMITTED) !== -1;
  // Fences that the program has written itself.
  if (!isShortened && stringIndexOf(text, PREFIX, at) === -1) return text;
  let clean = '';
  let from = 0;
  while (at !== -1) {
    clean += stringSlice(text, from, at);
    const end = stringIndexOf(text, CLOSE, at);
    const cut = isMessage ? stringIndexOf(text, OMITTED, at) : -1;
    if (cut !== -1 && (end === -1 || cut < end)) from = cut;
    else from = end === -1 ? text.length : end + CLOSE.length;
    at = stringIndexOf(text, OPEN, from);
  }
  return clean + stringSlice(text, from);
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- Node 22 has no Error.isError
const isNativeError: (value: unknown) => boolean = types.isNativeError;

/** `assert(x)` quotes the line it is on, as run, in the message of its error, and asks for the error's stack before it is thrown. */
export function cleanMessage(error: unknown): void {
  if (!isNativeError(error)) return;
  const own = getOwnPropertyDescriptor(error as object, 'message');
  const message: unknown = own?.value;
  if (own?.configurable !== true || typeof message !== 'string' || stringIndexOf(message, OPEN) === -1) return;
  defineProperty(error as object, 'message', { ...own, value: removeFences(message, true) });
}

export function hideFences(): void {
  const method = {
    toString(this: unknown): string {
      return removeFences(functionToString(shownAs(this)));
    },
  }.toString;
  disguise(method, Function.prototype.toString);
  defineProperty(Function.prototype, 'toString', {
    value: method,
    configurable: true,
    enumerable: false,
    writable: true,
  });
}
