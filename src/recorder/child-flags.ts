/**
 * `run` of `node:test` starts a process for each file, with the flags of the thread that calls it. Those by which this
 * thread was started are the recorder's: Node would not start with them, and a main thread has none.
 */
import childProcess from 'node:child_process';
import { defineProperty, isArray, stringStartsWith } from './intrinsics.ts';
import { ownNumber, ownValue } from './own-values.ts';
import { forward, replace } from './replace.ts';

const PRELOAD = `--require=${__filename}`;
/** How they begin; see sandbox/policy.ts. Of a worker with permissions Node says that it takes no addons. */
const OWN = [
  PRELOAD,
  '--permission',
  '--allow-',
  '--no-experimental-sqlite',
  '--no-experimental-ffi',
  '--report-exclude-env',
  '--disable-warning=PERM0',
  '--disable-warning=SecurityWarning',
  '--no-addons',
];

function isOwn(flag: unknown): boolean {
  for (let i = 0; i < OWN.length; i++)
    if (typeof flag === 'string' && stringStartsWith(flag, OWN[i] ?? '')) return true;
  return false;
}

/** @returns null where nothing is to be left out: nobody else names this file */
function withoutOwn(args: unknown): unknown[] | null {
  if (!isArray(args)) return null;
  const length = ownNumber(args, 'length');
  const clean: unknown[] = [];
  let found = false;
  for (let i = 0; i < length; i++) {
    const value = ownValue(args, `${i}`);
    found ||= value === PRELOAD;
    if (isOwn(value)) continue;
    defineProperty(clean, clean.length, { value, configurable: true, enumerable: true, writable: true });
  }
  return found ? clean : null;
}

export function hideFlags(): void {
  replace(childProcess.ChildProcess.prototype, 'spawn', (original) => (self, args, target) => {
    const [options] = args;
    const clean = withoutOwn(ownValue(options, 'args'));
    if (clean !== null)
      defineProperty(options as object, 'args', { value: clean, configurable: true, enumerable: true, writable: true });
    return forward(original, self, args, target);
  });
}
