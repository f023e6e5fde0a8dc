/**
 * A worker shares the process's descriptors. The program may use those that it opened, and 1 and 2, which go to the
 * captured output; the rest carry the supervisor's own traffic.
 */
import fs from 'node:fs';
import tty from 'node:tty';
import {
  Octets,
  apply,
  copyBytes,
  defineProperty,
  dictionary,
  getPrototypeOf,
  isArray,
  isView,
  list,
  stringStartsWith,
  toText,
} from '../intrinsics.ts';
import { forward, replace } from '../replace.ts';
import { deny, fail, refusal, type Style } from './deny.ts';
import { refusedByDescriptor } from './open-files.ts';
import { outputBy } from './output.ts';
import { placeByDescriptor } from './streams.ts';

const opened = dictionary<boolean>();
const BY_DESCRIPTOR = [
  'close',
  'closeSync',
  'read',
  'readSync',
  'readv',
  'readvSync',
  'write',
  'writeSync',
  'writev',
  'writevSync',
  'fstat',
  'fstatSync',
  'fsync',
  'fsyncSync',
  'fdatasync',
  'fdatasyncSync',
  'ftruncate',
  'ftruncateSync',
  'fchmod',
  'fchmodSync',
  'fchown',
  'fchownSync',
  'futimes',
  'futimesSync',
];
const PATH_OR_DESCRIPTOR = ['readFile', 'readFileSync', 'writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'];

function isStandard(descriptor: number): boolean {
  return descriptor === 0 || descriptor === 1 || descriptor === 2;
}

/** No process has so many descriptors. */
const NOT_OPEN = 0x7fffffff;

/** Is it a descriptor that the program has not opened? */
export function isForeign(value: unknown): value is number {
  return typeof value === 'number' && opened[value] !== true;
}

/** May it be what Node writes by that function? A list, too: what is in it can change. */
function isWritable(data: unknown, name: string): boolean {
  return typeof data === 'string' || isView(data) || (isArray(data) && stringStartsWith(name, 'writev'));
}

/** As `fs.readFileSync` gives it: text where an encoding is named, else bytes. */
function emptyInput(options: unknown): unknown {
  const isNamed = typeof options === 'object' && options !== null;
  const encoding = isNamed ? (options as { encoding?: unknown }).encoding : options;
  return typeof encoding === 'string' && encoding !== 'buffer' ? '' : copyBytes(new Octets(0));
}

function forget(descriptor: unknown): void {
  if (typeof descriptor === 'number') opened[descriptor] = false;
}

export function guardDescriptors(): void {
  replace(fs, 'openSync', (original) => (self, args, target) => {
    const descriptor = forward(original, self, args, target) as number;
    opened[descriptor] = true;
    return descriptor;
  });
  replace(fs, 'open', (original) => (self, args, target) => {
    const last = args.length - 1;
    const callback = args[last];
    if (typeof callback === 'function') {
      args[last] = function (this: unknown, error: unknown, descriptor: unknown): unknown {
        if (typeof descriptor === 'number') opened[descriptor] = true;
        return apply(callback as (...values: unknown[]) => unknown, this, [error, descriptor]);
      };
    }
    return forward(original, self, args, target);
  });
  const refused = refusedByDescriptor();
  for (const name of BY_DESCRIPTOR) {
    if (refused.includes(name)) refuse(name);
    else guard(name);
  }
  for (const name of PATH_OR_DESCRIPTOR) guard(name);
  refuseHandles();
}

function refuse(name: string): void {
  replace(fs, name, () => (_self, args) => {
    const descriptor = args[0];
    const of = typeof descriptor === 'number' ? toText(descriptor) : '';
    return fail(refusal(`fs.${name}`, 'fs.write', of, ''), styleOf(name), args);
  });
}

function styleOf(name: string): Style {
  return name.endsWith('Sync') ? 'throws' : 'callback';
}

function guard(name: string): void {
  const output = outputBy(name);
  const style = styleOf(name);
  const tells = name === 'fstat' || name === 'fstatSync';
  replace(fs, name, (original) => (self, args, target) => {
    const descriptor = args[0];
    // What 0, 1 and 2 are is nothing to hide: programs ask whether they are pipes.
    if (isForeign(descriptor) && !(tells && isStandard(descriptor))) {
      const printed = output !== null && (descriptor === 1 || descriptor === 2) ? output(descriptor, args) : null;
      if (printed !== null) return printed.value;
      // Node says what is wrong with it.
      if (output !== null && !isWritable(args[1], name)) return forward(original, self, args, target);
      if (descriptor === 0 && (name === 'readSync' || name === 'readFileSync'))
        return name === 'readSync' ? 0 : emptyInput(args[1]);
      // What the program has closed is closed, even if the number is the supervisor's by now.
      if (opened[descriptor] === false) {
        args[0] = NOT_OPEN;
        return forward(original, self, args, target);
      }
      const what = `fs.${name} on descriptor ${descriptor}, which this program did not open`;
      return fail(refusal(what, 'fs.read', toText(descriptor), '', placeByDescriptor(descriptor)), style, args);
    }
    // The number may be the supervisor's next. `close` throws before it closes, where its callback is none.
    if (name === 'closeSync') forget(descriptor);
    const result = forward(original, self, args, target);
    if (name === 'close') forget(descriptor);
    return result;
  });
}

function refuseHandles(): void {
  for (const name of ['ReadStream', 'WriteStream'])
    replace(tty, name, () => () => deny(`tty.${name}`, 'fs.read', '', ''));
  const refused = function Utf8Stream(): never {
    return deny('fs.Utf8Stream', 'fs.write', '', '');
  };
  // A getter loads it; before Node 24 there is none.
  if ('Utf8Stream' in fs)
    defineProperty(fs, 'Utf8Stream', { value: refused, configurable: true, enumerable: true, writable: true });
}

/** Prototypes of Node's native handles that were seen. Few kinds. */
const seen = list<object>();

/**
 * The class of a native handle makes handles on any descriptor, and every handle leads to its class: what stands there
 * looks like it and makes none. Called with each handle before the program can see it.
 */
export function hideClass(handle: object): void {
  const prototype = getPrototypeOf(handle);
  if (prototype === null) return;
  for (let i = 0; i < seen.length; i++) if (seen[i] === prototype) return;
  seen[seen.length] = prototype;
  replace(prototype, 'constructor', () => () => deny('the class of a native handle', 'net', '', ''));
}
