/**
 * Asynchronous hooks of the program's own. While there are any that make Node call callbacks by a function of its own, that
 * function is in the program's stacks.
 */
import asyncHooks, { executionAsyncId, type AsyncHook } from 'node:async_hooks';
import { isOurs, noteHooks } from './loader-awaits.ts';
import { disguise } from './function-text.ts';
import {
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  symbolDescription,
} from './intrinsics.ts';
import { forward, replace } from './replace.ts';

/** What a main thread's entry runs in. No hook is told of it. */
export const MAIN_ID = 1;
/** Up to this, ids are of what a worker and the recorder made; first, of the callback in which a worker runs its entry. */
let lastBefore = executionAsyncId();

/** Those that the program made; others are Node's, on which its storages are built before Node 24. */
const made = new WeakSet<object>();
/** Those that are enabled. */
const enabled = new WeakSet<object>();
const isMade = made.has.bind(made);
const setMade = made.add.bind(made);
const isEnabled = enabled.has.bind(enabled);
const setEnabled = enabled.add.bind(enabled);
const unsetEnabled = enabled.delete.bind(enabled);

const TOLD = ['before', 'after', 'destroy', 'promiseResolve'];

let hooks = 0;
/** Of these, those that are called before or after callbacks. */
let around = 0;
/** The program, or Node for it, has asked for the resource of a callback: Node never forgets that. */
let asked = false;

export function hasProgramHooks(): boolean {
  return hooks > 0;
}

/** See InternalMakeCallback in Node's src/api/callback.cc. */
export function hasTrampoline(): boolean {
  return around > 0 || (asked && hooks > 0);
}

/** Node keeps the functions of a hook under symbols of their names. */
function keyOf(hook: object, name: string): symbol | undefined {
  const keys = ownKeys(hook);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' && symbolDescription(key) === name) return key;
  }
  return undefined;
}

function has(hook: object, name: string): boolean {
  const key = keyOf(hook, name);
  return key !== undefined && (hook as Record<symbol, unknown>)[key] !== undefined;
}

function isAround(hook: object): boolean {
  return has(hook, 'before') || has(hook, 'after');
}

/** A hook is told of what goes on below it: of the end of the entry's callback, for one, in which the entry has enabled it. */
function hideUnseen(hook: object, name: string): void {
  const key = keyOf(hook, name);
  const own = key === undefined ? undefined : getOwnPropertyDescriptor(hook, key);
  const tell: unknown = own?.value;
  if (key === undefined || typeof tell !== 'function') return;
  const { value } = {
    value(this: unknown, asyncId: number): unknown {
      return asyncId <= lastBefore || isOurs(asyncId, name)
        ? undefined
        : apply(tell as (...args: unknown[]) => unknown, this, [asyncId]);
    },
  };
  for (const shown of ['name', 'length']) {
    const known = getOwnPropertyDescriptor(tell, shown);
    if (known !== undefined) defineProperty(value, shown, known);
  }
  defineProperty(hook, key, { ...own, value: disguise(value, tell) });
}

function count(hook: object, by: 1 | -1): void {
  hooks += by;
  if (isAround(hook)) around += by;
  noteHooks(hooks > 0);
}

/**
 * @param own the recorder's, enabled by now
 * @param unseen the last id that nothing of the program's has
 */
export function watchProgramHooks(own: AsyncHook, unseen: number): void {
  lastBefore = unseen;
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
    for (let i = 0; i < TOLD.length; i++) hideUnseen(hook, TOLD[i] ?? '');
    setMade(hook);
    return hook;
  });
  replace(asyncHooks, 'executionAsyncResource', (original) => (self, args, target) => {
    asked = true;
    return forward(original, self, args, target);
  });
}
