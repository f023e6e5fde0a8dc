/**
 * Everything of the language that the recorder uses after user code has begun, captured before it. User code may replace
 * any property of any object that it can reach; these bindings it cannot reach. At call time the recorder uses no array
 * methods, iterators, spread, regular expressions or getters of user-made objects.
 */
import { types } from 'node:util';

const { prototype: functionPrototype } = Function;
const { bind, call } = functionPrototype;

type AnyFunction = (...args: never[]) => unknown;

/** `uncurry(f)(self, a)` is `f.call(self, a)`, without looking anything up at call time. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the resulting signature
export function uncurry<T>(method: AnyFunction): T {
  return Reflect.apply(bind, call, [method]) as T;
}

export const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, deleteProperty } = Reflect;
export const { get: reflectGet, set: reflectSet } = Reflect;
export const arrayPrototype = Array.prototype;
export const { isArray } = Array;
export const byteLength: (text: string) => number = Buffer.byteLength.bind(Buffer);
export const { freeze, create: createObject, hasOwn, setPrototypeOf } = Object;
const { defineProperty: define } = Reflect;
/** As Reflect.defineProperty. What a program adds to `Object.prototype`, such as `get`, is no part of the descriptor. */
export function defineProperty(object: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
  return define(object, key, setPrototypeOf(descriptor, null) as PropertyDescriptor);
}
export const { wait: atomicWait, store: atomicStore, load: atomicLoad, add: atomicAdd, notify: atomicNotify } = Atomics;

export const stringIndexOf = uncurry<(text: string, search: string, from?: number) => number>(String.prototype.indexOf);
export const stringLastIndexOf = uncurry<(text: string, search: string) => number>(String.prototype.lastIndexOf);
export const stringSlice = uncurry<(text: string, start: number, end?: number) => string>(String.prototype.slice);
export const stringStartsWith = uncurry<(text: string, search: string) => boolean>(String.prototype.startsWith);
export const stringCharCodeAt = uncurry<(text: string, index: number) => number>(String.prototype.charCodeAt);
export const mapGet = uncurry<<K, V>(map: Map<K, V>, key: K) => V | undefined>(Map.prototype.get);
export const mapSet = uncurry<<K, V>(map: Map<K, V>, key: K, value: V) => unknown>(Map.prototype.set);
export const mapDelete = uncurry<(map: Map<number, unknown>, key: number) => boolean>(Map.prototype.delete);
export const weakMapGet = uncurry<(map: WeakMap<object, unknown>, key: object) => unknown>(WeakMap.prototype.get);
export const weakMapSet = uncurry<(map: WeakMap<object, unknown>, key: object, value: unknown) => unknown>(
  WeakMap.prototype.set,
);
export const weakMapDelete = uncurry<(map: WeakMap<object, unknown>, key: object) => boolean>(WeakMap.prototype.delete);
export const weakMapHas = uncurry<(map: WeakMap<object, unknown>, key: object) => boolean>(WeakMap.prototype.has);
export const functionToString = uncurry<(fn: unknown) => string>(functionPrototype.toString);
export const toLowerCase = uncurry<(text: string) => string>(String.prototype.toLowerCase);
export const nextTick: (callback: () => void) => void = process.nextTick.bind(process);
export const later: (callback: () => void) => void = setImmediate;
export const promiseReject: (reason: unknown) => Promise<never> = Promise.reject.bind(Promise);
export const { isSet, isUint8Array } = types;
export const { isView } = ArrayBuffer;
const decodeUtf8 = uncurry<(buffer: Uint8Array, encoding: string) => string>(
  (Buffer.prototype as { toString: AnyFunction }).toString,
);
const bytesFrom = Buffer.from.bind(Buffer) as (bytes: Uint8Array | string, encoding?: string) => Buffer;
export function textBytes(text: string, encoding: string): Buffer {
  return bytesFrom(text, encoding);
}
/** A copy that the program does not hold. */
export function copyBytes(bytes: Uint8Array): Buffer {
  return bytesFrom(bytes);
}
export function bytesToText(bytes: Uint8Array): string {
  return decodeUtf8(bytes, 'utf8');
}
/** The text of a real URL, whatever properties were put on it; throws for anything else. */
export const urlHref = uncurry<(url: object) => string>(
  getOwnPropertyDescriptor(URL.prototype, 'href')?.get as AnyFunction,
);
/** Of internal slots: nothing of the program is asked. Each throws for what is not of its kind. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
function getter<T>(prototype: object, key: PropertyKey): T {
  return uncurry<T>(getOwnPropertyDescriptor(prototype, key)?.get as AnyFunction);
}
export const mapSize = getter<(map: object) => number>(Map.prototype, 'size');
export const setSize = getter<(set: object) => number>(Set.prototype, 'size');
export const typedArrayLength = getter<(array: object) => number>(getPrototypeOf(Uint8Array.prototype) ?? {}, 'length');
export const regExpSource = getter<(expression: object) => string>(RegExp.prototype, 'source');
export const symbolDescription = getter<(symbol: symbol) => string | undefined>(Symbol.prototype, 'description');
export const dateTime = uncurry<(date: object) => number>(Date.prototype.getTime);
export const dateText = uncurry<(date: object) => string>(Date.prototype.toISOString);
export const SafeError = Error;
export const SafeSyntaxError = SyntaxError;
export const SafeTypeError = TypeError;
export const Words = Int32Array;
export const Octets = Uint8Array;
export const toText = String;
export const toNumber = Number;

/** Milliseconds on the worker's monotonic clock. */
export const clock: () => number = performance.now.bind(performance);

/** An array without a prototype: what is put behind its end meets no setter that a program has given `Array.prototype`. */
export function list<T>(): T[] {
  const made: T[] = [];
  setPrototypeOf(made, null);
  return made;
}

/** A dictionary without a prototype, so that no key reaches a user's property. */
export function dictionary<T>(): Record<string | number, T> {
  return createObject(null) as Record<string | number, T>;
}
