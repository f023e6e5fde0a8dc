/**
 * An error that nobody caught ends the program with the words and the exit code of a main thread. In a worker Node sends the
 * error to the other thread and exits; what calls it would print the error if it were told that it was not handled, knows
 * where it was thrown, and ends the thread as well.
 */
import { inspect, types } from 'node:util';
import { SafeError, apply, toText, uncurry } from './intrinsics.ts';
import { post } from './port.ts';
import { forward, replace } from './replace.ts';
import { WORKER_MAIN } from './frames.ts';
import { isCalledFrom } from './stack.ts';

const { hasUncaughtExceptionCaptureCallback } = process;
const listenerCount = uncurry<(emitter: object, event: string) => number>(process.listenerCount);
// eslint-disable-next-line @typescript-eslint/no-deprecated -- Node 22 has no Error.isError
const isNativeError: (value: unknown) => boolean = types.isNativeError;
/** Exit code of a main thread whose handler of uncaught errors throws. https://nodejs.org/api/process.html#exit-codes */
const HANDLER_THREW = 7;

interface Uncaught {
  readonly error: unknown;
  readonly fromPromise: boolean;
  /** The program has a handler: if this error ends it all the same, the handler threw another. */
  readonly hasHandler: boolean;
}

let uncaught: Uncaught | null = null;
/** Leaves Node's handler in place of an exit. */
const notHandled = new SafeError('not handled');

export function watchUncaught(): void {
  replace(process, '_fatalException', (original) => (self, args, target) => {
    const hasHandler =
      listenerCount(process, 'uncaughtException') > 0 || apply(hasUncaughtExceptionCaptureCallback, process, []);
    uncaught = { error: args[0], fromPromise: args[1] === true, hasHandler };
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

/**
 * Node ends a worker by `process.exit()` once its error is known to be fatal. Tells of the error.
 * @returns the exit code that a main thread would have, or undefined when nothing was fatal
 */
export function atFatalExit(): number | undefined {
  if (uncaught === null || !isCalledFrom(WORKER_MAIN)) return undefined;
  const { error, fromPromise, hasHandler } = uncaught;
  uncaught = null;
  if (hasHandler) return HANDLER_THREW;
  post(['fatal', describe(error), fromPromise, isNativeError(error)]);
  throw notHandled;
}

/** As Node prints it. The program ends here: what its own code does to this text is what it would do to Node's. */
function describe(error: unknown): string {
  try {
    if (typeof error !== 'object' && typeof error !== 'function') return toText(error);
    const depth = inspect.defaultOptions.depth ?? Infinity;
    return inspect(error, { colors: false, customInspect: false, depth: depth > 5 ? depth : 5 });
  } catch {
    return '<toString() threw exception>';
  }
}
