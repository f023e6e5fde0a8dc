/** What a call of `fs`, `child_process` or `zlib` is about: what it starts does not say. */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import zlib from 'node:zlib';
import { stringCharCodeAt, stringSlice } from './intrinsics.ts';
import { isLow } from './preview-text.ts';
import { forward, replace } from './replace.ts';

const FILE_CALLS = [
  'access',
  'appendFile',
  'copyFile',
  'createReadStream',
  'createWriteStream',
  'lstat',
  'mkdir',
  'open',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'unlink',
  'writeFile',
];
const PROCESS_CALLS = ['exec', 'execFile', 'fork', 'spawn'];
/** All of these are one function to V8. */
const ZLIB_CALLS = [
  'brotliCompress',
  'brotliDecompress',
  'deflate',
  'deflateRaw',
  'gunzip',
  'gzip',
  'inflate',
  'inflateRaw',
  'unzip',
  'zstdCompress',
  'zstdDecompress',
];
const LENGTH = 60;

/** First argument of the call that runs, when it is text. */
let path = '';

let shorten: (path: string) => string = (whole) => whole;

/** ` "data.json"`, or '' when it is not known. Of a long path the end is shown. */
export function callDetail(): string {
  if (path === '') return '';
  const shown = shorten(path);
  if (shown.length <= LENGTH) return ` "${shown}"`;
  const from = shown.length - LENGTH;
  return ` "…${stringSlice(shown, isLow(stringCharCodeAt(shown, from)) ? from + 1 : from)}"`;
}

function note(module: object, names: readonly string[]): void {
  for (let i = 0; i < names.length; i++) {
    replace(module, names[i] ?? '', (original) => (self, args, target) => {
      const before = path;
      path = typeof args[0] === 'string' ? args[0] : '';
      try {
        return forward(original, self, args, target);
      } finally {
        path = before;
      }
    });
  }
}

/** The method of `zlib` that runs. */
let method = '';

/** The name under which the program knows what V8 calls `api`. */
export function namedCall(api: string): string {
  if (method === '') return api;
  if (api === 'zlib.asyncBufferWrapper') return `zlib.${method}`;
  return api === 'util.promisify(asyncBufferWrapper)' ? `util.promisify(${method})` : api;
}

function noteMethods(): void {
  for (let i = 0; i < ZLIB_CALLS.length; i++) {
    const name = ZLIB_CALLS[i] ?? '';
    if (name in zlib)
      replace(zlib, name, (original) => (self, args, target) => {
        method = name;
        try {
          return forward(original, self, args, target);
        } finally {
          method = '';
        }
      });
  }
}

/** @param relative turns an absolute path into the path that the trace shows */
export function noteCalls(relative: (path: string) => string): void {
  shorten = relative;
  note(fs, FILE_CALLS);
  note(fs.promises, FILE_CALLS);
  note(childProcess, PROCESS_CALLS);
  noteMethods();
}
