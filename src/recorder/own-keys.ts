/** Own enumerable properties of an object that may be the program's, read without running any of its code. */
import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } from './intrinsics.ts';

const { isProxy } = types;
const ObjectPrototype = Object.prototype;
const MAX_PROTOTYPES = 8;

/**
 * Do its prototypes end in this realm? Only then are its own properties asked for: the global object of a `vm` context
 * passes such a question on to an object of the program, which may be a proxy.
 */
export function isOfThisRealm(value: object): boolean {
  let at: object | null = getPrototypeOf(value);
  for (let i = 0; i < MAX_PROTOTYPES; i++) {
    if (at === null) return i === 0;
    if (at === ObjectPrototype) return true;
    if (isProxy(at)) return false;
    at = getPrototypeOf(at);
  }
  return false;
}

/**
 * V8 formats the stack of an error when it is asked for, also when it is asked for its descriptor, and the program may have
 * put the formatter there.
 */
const STACK = 'stack';

/** To list so many keys takes a millisecond or more. */
const MANY = 5000;
/** An object with many keys was met since this was cleared. */
let costly = false;

export function clearCostly(): void {
  costly = false;
}
export function wasCostly(): boolean {
  return costly;
}

/** Symbols are left out. @param visit false ends it */
export function eachOwnKey(value: object, visit: (key: string, descriptor: PropertyDescriptor) => boolean): void {
  const keys = ownKeys(value);
  if (keys.length > MANY) costly = true;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key !== 'string' || key === STACK) continue;
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor?.enumerable === true && !visit(key, descriptor)) return;
  }
}
