/** What the function of Node that stands on the stack is called by programs. */
import { stringIndexOf, stringSlice, stringStartsWith } from './intrinsics.ts';

/** Begins the names of the methods of SubtleCrypto. */
export const WEB_CRYPTO = 'crypto.subtle.';

interface Methods {
  readonly name: (frame: NodeJS.CallSite) => string | null;
  readonly type: (frame: NodeJS.CallSite) => string | null;
}

/** @returns '' when it has no name that would tell anything */
export function apiName(frame: NodeJS.CallSite, file: string, methods: Methods): string {
  const name = methods.name(frame);
  if (name === null || name === '') return '';
  const type = methods.type(frame);
  if (stringStartsWith(name, '[')) return `${type ?? ''}${name}`;
  if (stringIndexOf(name, '.') !== -1) return name;
  if (stringStartsWith(file, 'node:internal/fs/promises'))
    return type === 'FileHandle' ? `FileHandle.${name}` : `fs.promises.${name}`;
  if (stringStartsWith(file, 'node:internal/crypto/webcrypto')) return `${WEB_CRYPTO}${name}`;
  if (stringStartsWith(file, 'node:internal/crypto')) return `crypto.${name}`;
  // The function that `util.promisify` made carries the name of its original; the other one there is a wrapper, too.
  if (file === 'node:internal/util' && name !== 'deprecated') return `util.promisify(${name})`;
  // What programs call is global, or a method of `scheduler`.
  if (file === 'node:timers') return name;
  if (type === 'Scheduler') return `scheduler.${name}`;
  if (stringStartsWith(file, 'node:internal')) return type === null || type === 'Object' ? name : `${type}.${name}`;
  const module = stringSlice(file, 5);
  return `${stringStartsWith(module, '_http_') ? 'http' : module}.${name}`;
}
