/** Standing before a builtin without being seen: same name, length, text, descriptor, and `new` behaviour. */
import fs from 'node:fs';
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  ownKeys,
  setPrototypeOf,
} from './intrinsics.ts';
import { disguise } from './function-text.ts';
import { withDeepStacks } from './stack-limit.ts';

export type Invoke = (self: unknown, args: unknown[], target: new () => object) => unknown;

/** The object in the chain of `object` that has this property itself. */
export function ownerOf(object: object, name: string): object | null {
  let at: object | null = object;
  while (at !== null && !hasOwn(at, name)) at = getPrototypeOf(at);
  return at;
}

/**
 * Replaces the function `object[name]` by one that calls `handle(original)`; nothing happens when it is no function.
 * @param handle gets the original once, gives what each call does; `target` is undefined for a plain call.
 */
export function replace(
  object: object,
  name: string | symbol,
  handle: (original: (...args: unknown[]) => unknown) => Invoke,
): void {
  const descriptor = getOwnPropertyDescriptor(object, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return;
  if (descriptor.configurable !== true && descriptor.writable !== true) return;
  const handler = handle(original as (...args: unknown[]) => unknown);
  const invoke: Invoke = object === fs ? (self, args, target) => withDeepStacks(handler, self, args, target) : handler;
  const replacement = imitate(original as (...args: unknown[]) => unknown, invoke);
  defineProperty(object, name, { ...descriptor, value: replacement });
  leadTo(original, replacement);
}

/** A class is also found through its prototype. */
function leadTo(original: object, replacement: object): void {
  const prototype: unknown = getOwnPropertyDescriptor(original, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null) return;
  const own = getOwnPropertyDescriptor(prototype, 'constructor');
  if (own?.value === original) defineProperty(prototype, 'constructor', { ...own, value: replacement });
}

function imitate(original: (...args: unknown[]) => unknown, invoke: Invoke): object {
  const constructible = getOwnPropertyDescriptor(original, 'prototype') !== undefined;
  const replacement = constructible
    ? function (this: unknown, ...args: unknown[]): unknown {
        return invoke(this, args, new.target as unknown as new () => object);
      }
    : {
        method(this: unknown, ...args: unknown[]): unknown {
          return invoke(this, args, undefined as unknown as new () => object);
        },
      }.method;
  // A class inherits from a class.
  setPrototypeOf(replacement, getPrototypeOf(original));
  for (const key of ownKeys(original)) {
    const own = getOwnPropertyDescriptor(original, key);
    if (own !== undefined) {
      try {
        defineProperty(replacement, key, own);
      } catch {
        // `prototype` of a function that is not writable: the replacement keeps its own.
      }
    }
  }
  return disguise(replacement, original);
}

/** Calls or constructs the original, as the program did. */
export function forward(
  original: (...args: unknown[]) => unknown,
  self: unknown,
  args: unknown[],
  target: (new () => object) | undefined,
): unknown {
  return target === undefined
    ? apply(original, self, args)
    : construct(original as unknown as new () => object, args, target);
}
