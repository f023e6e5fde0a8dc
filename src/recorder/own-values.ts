/** Reads objects that a program may have made or changed, without running any of its code: no getter, no proxy, no `toString`. */
import { types } from 'node:util';
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  stringCharCodeAt,
  stringSlice,
  toText,
} from './intrinsics.ts';
import { isHigh } from './preview-text.ts';

const { isProxy } = types;
const MAX_TEXT = 80;
const MAX_PROTOTYPES = 8;

function isPlainTarget(value: unknown): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && !isProxy(value);
}

/** The value of an own data property, or undefined. */
export function ownValue(target: unknown, key: string): unknown {
  return isPlainTarget(target) ? ownData(target, key) : undefined;
}

/** The same of what is known to be no proxy, such as the resources that asynchronous hooks are told of as they are made. */
export function ownData(target: object, key: string): unknown {
  const descriptor = getOwnPropertyDescriptor(target, key);
  if (descriptor === undefined) return undefined;
  // An accessor's descriptor has no own `value`, and `Object.prototype` is the program's.
  return hasOwn(descriptor, 'value') ? (descriptor.value as unknown) : undefined;
}

/** An own data property that is text, cut where it is long; '' when there is none. */
export function ownText(target: unknown, key: string): string {
  const value = ownValue(target, key);
  return typeof value === 'string' ? cut(value) : '';
}

/** An own data property that is a number, or -1. */
export function ownNumber(target: unknown, key: string): number {
  const value = ownValue(target, key);
  return typeof value === 'number' ? value : -1;
}

export function cut(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${stringSlice(text, 0, isHigh(stringCharCodeAt(text, MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT)}…`;
}

/** The name of a function, '' when it has none. */
export function functionName(value: unknown): string {
  return typeof value === 'function' ? ownText(value, 'name') : '';
}

/** The name of the class that an object is of, '' when it is not known. */
export function className(value: unknown): string {
  let at: unknown = value;
  for (let i = 0; i < MAX_PROTOTYPES && isPlainTarget(at); i++) {
    const name = i === 0 ? '' : functionName(ownValue(at, 'constructor'));
    if (name !== '') return name;
    at = getPrototypeOf(at);
  }
  return '';
}

/** The name of an event: `"data"`, or a symbol. */
export function eventName(value: unknown): string {
  if (typeof value === 'string') return `"${cut(value)}"`;
  return typeof value === 'symbol' ? cut(toText(value)) : '';
}
