import { types } from 'node:util';

/** Is it a native promise, of any realm or subclass? Asks the engine, not the object. */
export const isPromise: (value: unknown) => boolean = types.isPromise;
