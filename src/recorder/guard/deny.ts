/** A refusal: the error that Node itself gives for a missing permission, and word of it to the supervisor. */
import { NODE_PERMISSIONS } from '../../trace/grant.ts';
import { SafeError, apply, defineProperty, nextTick, promiseReject, stringSlice } from '../intrinsics.ts';
import { tickCaller } from '../contents.ts';
import type { Place } from '../labels.ts';
import { post } from '../port.ts';
import { replace } from '../replace.ts';
import { now } from '../ring.ts';
import { REFUSALS, REFUSALS_TOLD } from '../budget.ts';
import { findCaller } from '../stack.ts';

/** Characters of what was called that are told: longer than any path that there can be. */
const LENGTH = 5000;
let reported = 0;

function cut(text: string): string {
  return text.length > LENGTH ? `${stringSlice(text, 0, LENGTH)}…` : text;
}

/**
 * Reports a refusal, and makes its error.
 * @param called what the program called, in words
 * @param permission name of design.md's permissions, or of something that nothing grants
 * @param wanted what `--allow` would have to name; '' when nothing grants it
 * @param from where the program caused it, if it is not on the stack
 */
export function refusal(
  called: string,
  permission: string,
  resource: string,
  wanted: string,
  from: Place | null = null,
): Error {
  const what = cut(called);
  const allow = cut(wanted);
  // A program that tries for ever must not flood.
  if (reported++ < REFUSALS_TOLD)
    post(['refused', now(), what, allow, findCaller(REFUSALS)?.place ?? from ?? tickCaller()?.place ?? null]);
  else if (reported === REFUSALS_TOLD + 1) post(['refused', now(), 'more than can be listed', '', null]);
  const hint = allow === '' ? 'the sandbox never allows it' : `allow it with --allow ${allow}`;
  const error = new SafeError(`Access to this API has been restricted: ${what} (${hint})`);
  set(error, 'code', 'ERR_ACCESS_DENIED');
  set(error, 'permission', NODE_PERMISSIONS[permission] ?? permission);
  set(error, 'resource', resource);
  return error;
}

function set(error: Error, name: string, value: string): void {
  defineProperty(error, name, { value, configurable: true, enumerable: true, writable: true });
}

export function deny(
  what: string,
  permission: string,
  resource: string,
  allow: string,
  from: Place | null = null,
): never {
  throw refusal(what, permission, resource, allow, from);
}

/** How a function of Node tells of a failure. */
export type Style = 'throws' | 'callback' | 'promise';

/** Tells of `error` as a function of that style would. A callback is the last argument; without one it is thrown. */
export function fail(error: Error, style: Style, args: readonly unknown[]): unknown {
  if (style === 'promise') return promiseReject(error);
  const callback = args[args.length - 1];
  if (style === 'callback' && typeof callback === 'function') {
    nextTick(() => apply(callback as (error: Error) => unknown, undefined, [error]));
    return undefined;
  }
  throw error;
}

/** Refuses functions of `object` whatever they are called with. */
export function refuseAll(
  object: object,
  prefix: string,
  names: readonly string[],
  permission: string,
  allow: string,
): void {
  for (const name of names) {
    replace(object, name, () => () => deny(`${prefix}.${name}`, permission, '', allow));
  }
}
