/**
 * Awaits of Node's loader that go on while the program's modules run. V8 makes a promise for each await as long as anybody
 * watches promises, and another one where a promise is resolved by a promise. Nobody but the recorder watches until the
 * program enables asynchronous hooks, and these are to be told of nothing that would not be there without it.
 */
import { getOwnPropertyDescriptor, ownKeys, symbolDescription, weakMapGet, weakMapSet } from './intrinsics.ts';
import type { Maker } from './stack.ts';

/** Awaits and jobs that are looked at from the begin of the program on. */
const LOOKS = 256;
let looks = 0;
/** Promises that are there for the recorder only → what made them. */
const promises = new WeakMap<object, unknown>();
/** Those whose job has not begun. */
let noted = 0;
/** The promise whose job runs, where it is one of these. */
let running: object | null = null;
let runningBy: unknown = null;
let hasHooks = false;
/** Jobs are to be looked at. */
let attentive = false;
let idKey: symbol | null = null;

export function watchLoader(): void {
  looks = LOOKS;
  attentive = true;
}

/** @param has the program has hooks that are enabled: from now on it is told of each promise */
export function noteHooks(has: boolean): void {
  hasHooks = has;
  decide();
}

function decide(): void {
  attentive = looks > 0 || (hasHooks && noted > 0);
}

function look(): void {
  if (looks > 0 && --looks === 0) decide();
}

/** A promise is made of another. @param madeBy asked only where it counts */
export function loaderAwaits(promise: object, madeBy: () => Maker): void {
  if (looks === 0 || hasHooks) return;
  look();
  const maker = madeBy();
  if (maker === 'code') return;
  weakMapSet(promises, promise, maker);
  noted++;
}

/** The job of `promise` begins. */
export function loaderGoesOn(promise: object): void {
  if (!attentive) return;
  look();
  runningBy = weakMapGet(promises, promise);
  running = runningBy === undefined ? null : promise;
  if (running === null) return;
  noted--;
  decide();
}

/**
 * Is a hook told of a promise that is there for the recorder only? Its job runs now. Without it, what a promise resolves
 * goes on itself, and is resolved once.
 */
export function isOurs(asyncId: number, hook: string): boolean {
  if (running === null || (runningBy === 'engine' && hook !== 'promiseResolve')) return false;
  const keys = idKey === null ? ownKeys(running) : [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' && symbolDescription(key) === 'async_id_symbol') idKey = key;
  }
  return idKey !== null && getOwnPropertyDescriptor(running, idKey)?.value === asyncId;
}
