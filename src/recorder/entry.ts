/**
 * Starts the entry as a main thread does. A worker calls it from a listener, within the callback of a port: what it throws
 * would be caught there, and thrown once more in a tick, and the loop would go on with immediates, before timers that are
 * due. In an immediate nothing catches it, and the next round of the loop begins with timers.
 */
import { AsyncResource } from 'node:async_hooks';
import { Module } from 'node:module';
import { RUN_ENTRY } from './frames.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, later, ownKeys, symbolDescription } from './intrinsics.ts';
import { MAIN_ID } from './program-hooks.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** Of what runs in a callback, by the description of the symbols under which Node keeps them. */
const IDS: Readonly<Record<string, number>> = { async_id_symbol: MAIN_ID, trigger_async_id_symbol: 0 };

/** Node's function that runs another one as a callback of what it is a method of. */
const runIn = AsyncResource.prototype.runInAsyncScope as AnyFunction;

/** What Node says that a main thread's entry is a callback of: an empty object, as far as a program can see. */
function mainResource(): object {
  const resource = {};
  const model = new AsyncResource('AWAITSCOPE', { requireManualDestroy: true });
  for (const key of ownKeys(model)) {
    const id = typeof key === 'symbol' ? IDS[symbolDescription(key) ?? ''] : undefined;
    if (id !== undefined) defineProperty(resource, key, { value: id });
  }
  return resource;
}

/** @param begin is called just before the entry */
export function startAsMain(begin: () => void): void {
  const own = getOwnPropertyDescriptor(Module, 'runMain');
  const runMain: unknown = own?.value;
  if (own === undefined || typeof runMain !== 'function') {
    begin();
    return;
  }
  const resource = mainResource();
  const holder = {
    [RUN_ENTRY](...args: unknown[]): void {
      apply(runMain as AnyFunction, Module, args);
    },
  };
  const run = holder[RUN_ENTRY];
  const value = (...args: unknown[]): void => {
    defineProperty(Module, 'runMain', own);
    later(() => {
      begin();
      apply(runIn, resource, [run, Module, args[0]]);
    });
  };
  defineProperty(Module, 'runMain', { ...own, value });
}
