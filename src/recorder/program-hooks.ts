/**
 * Asynchronous hooks of the program's own. While there are any that make Node call callbacks by a function of its own, that
 * function is in the program's stacks.
 */
import asyncHooks, { type AsyncHook } from 'node:async_hooks';
import { apply, getPrototypeOf, ownKeys, symbolDescription } from './intrinsics.ts';
import { forward, replace } from './replace.ts';

/** Those that the program made; others are Node's, on which its storages are built before Node 24. */
const made = new WeakSet<object>();
/** Those that are enabled. */
const enabled = new WeakSet<object>();
const isMade = made.has.bind(made);
const setMade = made.add.bind(made);
const isEnabled = enabled.has.bind(enabled);
const setEnabled = enabled.add.bind(enabled);
const unsetEnabled = enabled.delete.bind(enabled);

let hooks = 0;
/** Of these, those that are called before or after callbacks. */
let around = 0;
/** The program, or Node for it, has asked for the resource of a callback: Node never forgets that. */
let asked = false;

/** See InternalMakeCallback in Node's src/api/callback.cc. */
export function hasTrampoline(): boolean {
  return around > 0 || (asked && hooks > 0);
}

function isAround(hook: object): boolean {
  const keys = ownKeys(hook);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key !== 'symbol') continue;
    const name = symbolDescription(key);
    if ((name === 'before' || name === 'after') && (hook as Record<symbol, unknown>)[key] !== undefined) return true;
  }
  return false;
}

function count(hook: object, by: 1 | -1): void {
  hooks += by;
  if (isAround(hook)) around += by;
}

/** @param own the recorder's, enabled by now */
export function watchProgramHooks(own: AsyncHook): void {
  const prototype = getPrototypeOf(own);
  if (prototype === null) return;
  replace(prototype, 'enable', (original) => (self, args) => {
    const result = apply(original, self, args);
    const hook = self as object;
    if (!isEnabled(hook)) {
      setEnabled(hook);
      count(hook, 1);
      asked ||= !isMade(hook);
    }
    return result;
  });
  replace(prototype, 'disable', (original) => (self, args) => {
    const result = apply(original, self, args);
    if (unsetEnabled(self as object)) count(self as object, -1);
    return result;
  });
}

/** Before the program can get hold of these. */
export function watchHookMaking(): void {
  replace(asyncHooks, 'createHook', (original) => (self, args, target) => {
    const hook = forward(original, self, args, target) as object;
    setMade(hook);
    return hook;
  });
  replace(asyncHooks, 'executionAsyncResource', (original) => (self, args, target) => {
    asked = true;
    return forward(original, self, args, target);
  });
}
