/**
 * A value as a short text, without running any code of the program: no getter, no `toString`, no trap of a proxy. What is
 * read are own data properties, and what captured getters of the language read from internal slots.
 */
import { types } from 'node:util';
import {
  dateText,
  dateTime,
  functionToString,
  getOwnPropertyDescriptor,
  isArray,
  mapSize,
  regExpSource,
  setPrototypeOf,
  setSize,
  stringStartsWith,
  symbolDescription,
  typedArrayLength,
} from './intrinsics.ts';
import { className, functionName, ownNumber, ownValue } from './own-values.ts';
import { beginText, isFull, put, putEscaped, putKey, putQuoted, takeText } from './preview-text.ts';
import { eachOwnKey, isOfThisRealm } from './own-keys.ts';

const { isDate, isMap, isModuleNamespaceObject, isPromise, isProxy, isRegExp, isSet, isTypedArray } = types;
// eslint-disable-next-line @typescript-eslint/no-deprecated -- `Error.isError` is not there before Node 24
const isError: (value: unknown) => boolean = types.isNativeError;

/** Objects within objects within the value are named only. */
const DEPTH = 2;
const MOST_ITEMS = 6;
/** Characters of a string by itself, and of one in an object. */
const LONGEST = 80;
const LONGEST_WITHIN = 24;
/** Longer strings are told by their length: V8 may hold one in pieces, which to read is to join. */
const HUGE = 1_000_000;
/** To print a bigint takes time that grows with the square of its length. */
const HUGE_BIGINT = 2n ** 256n;

/** @returns at most 100 characters; '' when the value cannot be read, as near the end of the stack */
export function preview(value: unknown): string {
  beginText();
  try {
    write(value, 0);
  } catch {
    return '';
  }
  return takeText();
}

function write(value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      writeString(value, depth);
      break;
    case 'number':
      put(value === 0 && 1 / value < 0 ? '-0' : `${value}`);
      break;
    case 'bigint':
      put(value < HUGE_BIGINT && value > -HUGE_BIGINT ? `${value}n` : 'a bigint of more than 77 digits');
      break;
    case 'boolean':
      put(value ? 'true' : 'false');
      break;
    case 'undefined':
      put('undefined');
      break;
    case 'symbol':
      put('Symbol(');
      putEscaped(symbolDescription(value) ?? '', LONGEST_WITHIN);
      put(')');
      break;
    case 'function':
      writeFunction(value);
      break;
    case 'object':
      if (value === null) put('null');
      else writeObject(value, depth);
  }
}

function writeString(value: string, depth: number): void {
  if (value.length > HUGE) {
    put(`a string of ${value.length} characters`);
    return;
  }
  const most = depth === 0 ? LONGEST : LONGEST_WITHIN;
  putQuoted(value, most);
  if (depth === 0 && value.length > most) put(` (${value.length})`);
}

function writeFunction(value: unknown): void {
  if (isProxy(value)) {
    put('[Proxy]');
    return;
  }
  const name = functionName(value);
  put(stringStartsWith(functionToString(value), 'class') ? '[class' : '[Function');
  if (name !== '') {
    put(': ');
    putEscaped(name, LONGEST_WITHIN);
  }
  put(']');
}

function writeObject(value: object, depth: number): void {
  if (isProxy(value)) put('[Proxy]');
  else if (isArray(value)) writeArray(value, depth);
  else if (isError(value)) writeError(value, depth);
  else if (isPromise(value)) writeName(value, 'Promise');
  else if (isMap(value)) writeCounted(value, 'Map', mapSize(value));
  else if (isSet(value)) writeCounted(value, 'Set', setSize(value));
  else if (isTypedArray(value)) writeCounted(value, 'TypedArray', typedArrayLength(value));
  else if (isDate(value)) put(isInvalid(value) ? 'Invalid Date' : dateText(value));
  else if (isRegExp(value)) {
    put('/');
    putEscaped(regExpSource(value), LONGEST_WITHIN);
    put('/');
  } else if (isModuleNamespaceObject(value)) put('[Module]');
  else writeProperties(value, depth);
}

function isInvalid(date: Date): boolean {
  const time = dateTime(date);
  return time !== time;
}

function writeName(value: object, fallback: string): void {
  const name = className(value);
  putEscaped(name === '' ? fallback : name, LONGEST_WITHIN);
}

function writeCounted(value: object, fallback: string, count: number): void {
  writeName(value, fallback);
  put(`(${count})`);
}

function writeError(value: object, depth: number): void {
  const name = ownValue(value, 'name');
  if (typeof name === 'string' && name !== '') putEscaped(name, LONGEST_WITHIN);
  else writeName(value, 'Error');
  const message = ownValue(value, 'message');
  if (typeof message !== 'string' || message === '') return;
  put(': ');
  if (message.length > HUGE) put(`a message of ${message.length} characters`);
  else putEscaped(message, depth === 0 ? LONGEST : LONGEST_WITHIN);
}

function writeArray(value: object, depth: number): void {
  const length = ownNumber(value, 'length');
  const name = className(value);
  if (name !== 'Array' || length > MOST_ITEMS || (depth >= DEPTH && length > 0)) {
    writeCounted(value, 'Array', length);
    if (depth >= DEPTH) return;
    put(' ');
  }
  put('[');
  for (let i = 0; i < length && i < MOST_ITEMS && !isFull(); i++) {
    if (i > 0) put(', ');
    const descriptor = getOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) put('empty');
    else writeProperty(descriptor, depth);
  }
  put(length > MOST_ITEMS ? ', …]' : ']');
}

/** An own property; an accessor is named, not asked. */
function writeProperty(descriptor: PropertyDescriptor, depth: number): void {
  // What a program adds to `Object.prototype` is no part of it.
  setPrototypeOf(descriptor, null);
  if (descriptor.get !== undefined) put('[Getter]');
  else if (descriptor.set !== undefined) put('[Setter]');
  else write(descriptor.value, depth + 1);
}

function writeProperties(value: object, depth: number): void {
  const name = className(value);
  if (name !== 'Object' && name !== '') {
    putEscaped(name, LONGEST_WITHIN);
    put(' ');
  }
  if (depth >= DEPTH || !isOfThisRealm(value)) {
    put('{…}');
    return;
  }
  put('{');
  let shown = 0;
  eachOwnKey(value, (key, descriptor) => {
    if (shown === MOST_ITEMS) {
      put(', …');
      return false;
    }
    put(shown++ === 0 ? ' ' : ', ');
    putKey(key, LONGEST_WITHIN);
    put(': ');
    writeProperty(descriptor, depth);
    return !isFull();
  });
  put(shown === 0 ? '}' : ' }');
}
