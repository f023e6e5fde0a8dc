/**
 * Errors are made inside of builtins that the recorder stands before, some in several layers. Its frames are taken out of the
 * stack, so where the stack is cut they must not count.
 */
import { SafeError, getOwnPropertyDescriptor } from './intrinsics.ts';
import type { Invoke } from './replace.ts';

/** More frames than all layers before one builtin that calls another take. */
export const OWN_FRAMES = 30;
const ErrorObject = SafeError;
/** What the program had set when stacks were made deeper; null while they are not. */
let before: number | null = null;

/** `Error.stackTraceLimit` as the program set it, or null when it cannot be changed. */
export function stackLimit(): number | null {
  if (before !== null) return before;
  const limit = getOwnPropertyDescriptor(ErrorObject, 'stackTraceLimit');
  return limit?.writable === true && typeof limit.value === 'number' ? limit.value : null;
}

/** For builtins that call no code of the program's but getters of its arguments. */
export function withDeepStacks(invoke: Invoke, self: unknown, args: unknown[], target: new () => object): unknown {
  const limit = before === null ? stackLimit() : null;
  if (limit === null || limit <= 0) return invoke(self, args, target);
  before = limit;
  ErrorObject.stackTraceLimit = limit + OWN_FRAMES;
  try {
    return invoke(self, args, target);
  } finally {
    before = null;
    ErrorObject.stackTraceLimit = limit;
  }
}
