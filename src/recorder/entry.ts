/**
 * Node starts a worker's entry within the callback of a message, where its loop polls: what the entry throws is caught there,
 * and thrown again in a tick, and immediates would come before timers that are due. In a main thread nothing catches it,
 * and the loop begins with timers. So the entry runs as the last thing of a round of the loop, in an immediate.
 */
import { Module } from 'node:module';
import { apply, defineProperty, getOwnPropertyDescriptor, later } from './intrinsics.ts';

/** @param begin is called just before the entry */
export function startEntryBare(begin: () => void): void {
  const descriptor = getOwnPropertyDescriptor(Module, 'runMain');
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') {
    begin();
    return;
  }
  const start = (...args: unknown[]): void => {
    defineProperty(Module, 'runMain', descriptor);
    later(() => {
      begin();
      apply(original as (...args: unknown[]) => unknown, Module, args);
    });
  };
  defineProperty(Module, 'runMain', { ...descriptor, value: start });
}
