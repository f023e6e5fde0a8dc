/**
 * An error that nobody caught ends the program with the words and the exit code of a main thread. In a worker Node sends the
 * error to the other thread and exits; what calls it would print the error if it were told that it was not handled, knows
 * where it was thrown, and ends the thread as well.
 */
import fs from 'node:fs';
import { inspect, types } from 'node:util';
import { WORDS_MARK } from '../trace/channel.ts';
import {
  SafeError,
  apply,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  toText,
  uncurry,
} from './intrinsics.ts';
import { post } from './port.ts';
import { forward, replace } from './replace.ts';
import { WORKER_MAIN } from './frames.ts';
import { setup } from './setup.ts';
import { isCalledFrom } from './stack.ts';

const { hasUncaughtExceptionCaptureCallback } = process;
/** Captured: a program may replace what its module exports. */
const inspectValue = inspect;
const { writeSync } = fs;
const STDERR = 2;
const listenerCount = uncurry<(emitter: object, event: string) => number>(process.listenerCount);
// eslint-disable-next-line @typescript-eslint/no-deprecated -- Node 22 has no Error.isError
const isNativeError: (value: unknown) => boolean = types.isNativeError;
/** Exit code of a main thread whose handler of uncaught errors throws. https://nodejs.org/api/process.html#exit-codes */
const HANDLER_THREW = 7;

interface Uncaught {
  readonly error: unknown;
  readonly fromPromise: boolean;
  /** The program has a handler, or its monitor threw: if this error ends it all the same, another was thrown meanwhile. */
  handlerThrew: boolean;
}

const MONITOR = 'uncaughtExceptionMonitor';

let uncaught: Uncaught | null = null;
/** Programs that this one starts print to the same standard error: a mark tells Node's words from theirs. */
const isShared = setup.allow.includes('child-process');
/** Leaves Node's handler in place of an exit. */
const notHandled = new SafeError('not handled');

export function watchUncaught(): void {
  replace(process, '_fatalException', (original) => (self, args, target) => {
    const hasHandler =
      listenerCount(process, 'uncaughtException') > 0 || apply(hasUncaughtExceptionCaptureCallback, process, []);
    uncaught = { error: args[0], fromPromise: args[1] === true, handlerThrew: hasHandler };
    if (!hasHandler && listenerCount(process, MONITOR) > 0) watchMonitor(uncaught);
    try {
      return forward(original, self, args, target);
    } catch (thrown) {
      if (thrown !== notHandled) throw thrown;
      return false;
    } finally {
      uncaught = null;
    }
  });
}

/** Node's next `process.emit` is that of the monitor. By then the program finds it as it was. */
function watchMonitor(current: Uncaught): void {
  const own = getOwnPropertyDescriptor(process, 'emit');
  const restore = (): void => {
    if (own === undefined) deleteProperty(process, 'emit');
    else defineProperty(process, 'emit', own);
  };
  const value = (...args: unknown[]): unknown => {
    restore();
    current.handlerThrew = args[0] === MONITOR;
    const result = apply(process.emit as (...args: unknown[]) => unknown, process, args);
    current.handlerThrew = false;
    return result;
  };
  defineProperty(process, 'emit', { value, configurable: true, enumerable: own?.enumerable ?? false, writable: true });
}

/**
 * Node ends a worker by `process.exit()` once its error is known to be fatal. Tells of the error.
 * @returns the exit code that a main thread would have, or undefined when it is not another one
 */
export function atFatalExit(): number | undefined {
  if (uncaught === null || !isCalledFrom(WORKER_MAIN)) return undefined;
  const { error, fromPromise, handlerThrew } = uncaught;
  uncaught = null;
  if (handlerThrew) return HANDLER_THREW;
  post(['fatal', describe(error), fromPromise, isNativeError(error)]);
  if (isShared && !mark()) return undefined;
  throw notHandled;
}

/** @returns false where it cannot be written: another program may have filled the pipe */
function mark(): boolean {
  try {
    return writeSync(STDERR, WORDS_MARK) === WORDS_MARK.length;
  } catch {
    return false;
  }
}

/** As Node prints it. The program ends here: what its own code does to this text is what it would do to Node's. */
function describe(error: unknown): string {
  try {
    if (typeof error !== 'object' && typeof error !== 'function') return toText(error);
    const depth = inspectValue.defaultOptions.depth ?? Infinity;
    return inspectValue(error, { colors: false, customInspect: false, depth: depth > 5 ? depth : 5 });
  } catch {
    return '<toString() threw exception>';
  }
}
