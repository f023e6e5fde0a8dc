/**
 * Where asynchronous hooks are told of callbacks, Node has each callback of the loop called by a function of its own, which
 * writes what the callback is of into an array (`callbackTrampoline` in Node's lib/internal/async_hooks.js). A setter that a
 * program has put at `Array.prototype[0]` would be called by it, and one that throws would keep a program from ending: the
 * error in `beforeExit` asks for one more round of the loop. So once there is such a setter, the array gets a prototype
 * of its own, which lets that function's writes pass by the setter, and those for microtasks, which are no resources
 * without hooks. Other writes meet it.
 */
import { AsyncResource, executionAsyncResource } from 'node:async_hooks';
import {
  apply,
  arrayPrototype,
  createObject,
  defineProperty,
  functionToString,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  reflectGet,
  reflectSet,
  SafeTypeError,
  setPrototypeOf,
  stringIndexOf,
} from './intrinsics.ts';
import { ownValue } from './own-values.ts';
import { hasProgramHooks } from './program-hooks.ts';

/** Callbacks within callbacks, of which only so many are thought of. */
const INDEXES = 8;
const NOT_WRITABLE = 'Cannot assign to read only property of object';
/** Inherits from `Object.prototype` alone, which nothing can change. The engine answers sooner for it than for that itself. */
const plain: Record<number, unknown> = {};
const resourcePrototype = AsyncResource.prototype;
const currentResource = executionAsyncResource;

/** Without hooks a microtask is no resource; in Node 22 it always is one. */
const passesMicrotasksOn = stringIndexOf(functionToString(queueMicrotask), 'enabledHooksExist') !== -1;

/** Node's array. */
let resources: object | null = null;
let guarded = false;
/** Where Node looks for the resource of what runs now; -1 when it is not asked. */
let looksAt = -1;
let asks = false;

/** Finds the array by the method that Node calls on it. Before the program begins. */
export function findResources(): void {
  const own = getOwnPropertyDescriptor(arrayPrototype, 'pop');
  const pop: unknown = own?.value;
  if (own === undefined || typeof pop !== 'function') return;
  const resource = new AsyncResource('AWAITSCOPE', { requireManualDestroy: true });
  const keep = (array: unknown[]): void => {
    if (array[array.length - 1] === resource) resources = array;
  };
  function value(this: unknown[]): unknown {
    keep(this);
    return apply(pop as () => unknown, this, []);
  }
  defineProperty(arrayPrototype, 'pop', { ...own, value });
  resource.runInAsyncScope(() => undefined);
  defineProperty(arrayPrototype, 'pop', own);
}

/** Has the program put anything at an index of `Array.prototype`? Its `length` grows then. Asked for each promise. */
export function watchArrays(): void {
  if (!guarded && arrayPrototype.length !== 0) guardResources();
}

/** The same of `Object.prototype`, too, which takes longer to ask. It inherits from nothing, so no proxy is asked. */
export function watchIndexes(): void {
  if (!guarded && (arrayPrototype.length !== 0 || 0 in plain || 1 in plain)) guardResources();
}

function guardResources(): void {
  guarded = true;
  if (resources === null) return;
  const prototype = createObject(arrayPrototype) as object;
  for (let i = 0; i < INDEXES; i++) {
    defineProperty(prototype, i, {
      get(this: object) {
        if (!asks) return reflectGet(arrayPrototype, i, this) as unknown;
        looksAt = i;
        return undefined;
      },
      set(this: object, value: unknown) {
        if (isOfCallback(i) || isMicrotask(value))
          defineProperty(this, i, { value, configurable: true, enumerable: true, writable: true });
        else if (!reflectSet(arrayPrototype, i, value, this)) throw new SafeTypeError(NOT_WRITABLE);
      },
    });
  }
  setPrototypeOf(resources, prototype);
}

/** What is written belongs to a callback that has begun already: it is of what runs now. Others write before it begins. */
function isOfCallback(index: number): boolean {
  looksAt = -1;
  asks = true;
  currentResource();
  asks = false;
  return looksAt === index;
}

function isMicrotask(value: unknown): boolean {
  if (!passesMicrotasksOn) return false;
  if (typeof value !== 'object' || value === null || getPrototypeOf(value) !== resourcePrototype) return false;
  return !hasProgramHooks() && typeof ownValue(value, 'callback') === 'function';
}
