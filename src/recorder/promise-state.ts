import { inspect } from 'node:util';
import { stringIndexOf } from './intrinsics.ts';

// A program may replace what its module exports.
const inspectValue = inspect;

// Nothing user-made is called: no custom inspection, no getters, proxies by their target, values cut to nothing.
const options = {
  depth: 0,
  customInspect: false,
  showProxy: false,
  getters: false,
  maxStringLength: 0,
  maxArrayLength: 0,
  breakLength: Infinity,
} as const;

const HEAD_LENGTH = 80;

/**
 * Node's inspection is the only way to ask a promise without adding a reaction, which would mark a rejection as handled.
 * https://nodejs.org/api/util.html#utilinspectobject-options
 */
function shows(promise: object, state: string): boolean {
  try {
    const at = stringIndexOf(inspectValue(promise, options), state);
    // Behind the head `Promise {`; further on it would be part of a value.
    return at !== -1 && at < HEAD_LENGTH;
  } catch {
    return false;
  }
}

/** Whether a settled promise was rejected. */
export function isRejected(promise: object): boolean {
  return shows(promise, '<rejected>');
}
export function isPending(promise: object): boolean {
  return shows(promise, '<pending>');
}
