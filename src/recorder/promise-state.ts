import { inspect } from 'node:util';
import { stringIndexOf } from './intrinsics.ts';

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

/**
 * Whether a settled promise was rejected. Node's inspection is the only way to ask a promise without adding a reaction,
 * which would mark a rejection as handled. https://nodejs.org/api/util.html#utilinspectobject-options
 */
export function isRejected(promise: object): boolean {
  try {
    return stringIndexOf(inspect(promise, options), '{ <rejected>') !== -1;
  } catch {
    return false;
  }
}
