/** Which file an asynchronous call of `fs` is about: the requests that it starts do not say. */
import fs from 'node:fs';
import { stringSlice } from './intrinsics.ts';
import { forward, replace } from './replace.ts';

const NAMES = [
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
const LENGTH = 60;

/** First argument of the call that runs, when it is text. */
let path = '';

let shorten: (path: string) => string = (whole) => whole;

/** ` "data.json"`, or '' when it is not known. Of a long path the end is shown. */
export function fileDetail(): string {
  if (path === '') return '';
  const shown = shorten(path);
  return shown.length > LENGTH ? ` "…${stringSlice(shown, shown.length - LENGTH)}"` : ` "${shown}"`;
}

function note(module: object): void {
  for (let i = 0; i < NAMES.length; i++) {
    replace(module, NAMES[i] ?? '', (original) => (self, args, target) => {
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
export function noteFileCalls(relative: (path: string) => string): void {
  shorten = relative;
  note(fs);
  note(fs.promises);
}
