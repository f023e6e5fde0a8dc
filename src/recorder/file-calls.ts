/** Which file a call of `fs` or `child_process` is about: what it starts does not say. */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { stringSlice } from './intrinsics.ts';
import { forward, replace } from './replace.ts';

const FILE_CALLS = [
  'access',
  'appendFile',
  'copyFile',
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
const LENGTH = 60;

/** First argument of the call that runs, when it is text. */
let path = '';

let shorten: (path: string) => string = (whole) => whole;

/** ` "data.json"`, or '' when it is not known. Of a long path the end is shown. */
export function callDetail(): string {
  if (path === '') return '';
  const shown = shorten(path);
  return shown.length > LENGTH ? ` "…${stringSlice(shown, shown.length - LENGTH)}"` : ` "${shown}"`;
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

/** @param relative turns an absolute path into the path that the trace shows */
export function noteCalls(relative: (path: string) => string): void {
  shorten = relative;
  note(fs, FILE_CALLS);
  note(fs.promises, FILE_CALLS);
  note(childProcess, PROCESS_CALLS);
}
