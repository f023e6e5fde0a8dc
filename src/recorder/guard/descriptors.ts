/**
 * A worker shares the process's descriptors. The program may use those that it opened, and 1 and 2, which go to the
 * captured output; the rest carry the supervisor's own traffic.
 */
import fs from 'node:fs';
import net from 'node:net';
import tty from 'node:tty';
import { apply, dictionary } from '../intrinsics.ts';
import { forward, replace } from '../replace.ts';
import { writeDescriptor } from '../stdio.ts';
import { deny } from './refuse.ts';

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

function isForeign(value: unknown): value is number {
  return typeof value === 'number' && opened[value] !== true;
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
  for (const name of BY_DESCRIPTOR) guard(name);
  for (const name of PATH_OR_DESCRIPTOR) guard(name);
  refuseHandles();
}

/** The bytes that fs.writeSync(fd, buffer, offset, length) means. */
function viewed(args: unknown[]): Uint8Array {
  const { buffer, byteLength, byteOffset } = args[1] as Uint8Array;
  const offset = typeof args[2] === 'number' ? args[2] : 0;
  const length = typeof args[3] === 'number' ? args[3] : byteLength - offset;
  return new Uint8Array(buffer, byteOffset + offset, length);
}

function guard(name: string): void {
  replace(fs, name, (original) => (self, args, target) => {
    const descriptor = args[0];
    if (isForeign(descriptor)) {
      if (
        (descriptor === 1 || descriptor === 2) &&
        (name === 'writeSync' || name === 'writeFileSync' || name === 'appendFileSync')
      ) {
        return writeDescriptor(descriptor, typeof args[1] === 'string' ? args[1] : viewed(args));
      }
      if (descriptor === 0 && (name === 'readSync' || name === 'readFileSync'))
        return name === 'readSync' ? 0 : Buffer.alloc(0);
      deny(`fs.${name} on descriptor ${descriptor}, which this program did not open`, '');
    }
    return forward(original, self, args, target);
  });
}

function refuseHandles(): void {
  replace(net, 'Socket', (original) => (self, args, target) => {
    const options = args[0] as { fd?: unknown; handle?: unknown } | undefined;
    if (typeof options === 'object' && (options as unknown) !== null && typeof options.fd === 'number') {
      deny('net.Socket on a descriptor', '');
    }
    return forward(original, self, args, target);
  });
  for (const name of ['ReadStream', 'WriteStream']) replace(tty, name, () => () => deny(`tty.${name}`, ''));
  replace(fs, 'Utf8Stream', () => () => deny('fs.Utf8Stream', ''));
}
