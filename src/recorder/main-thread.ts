/** The program is to see what it would see as a process's main thread, as far as a worker can show it. */
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import { atFatalExit, watchUncaught } from './fatal.ts';
import { apply, defineProperty } from './intrinsics.ts';
import { forward, replace } from './replace.ts';

const resolvePath = path.resolve.bind(path);
const cwd = process.cwd();

/** @param onExit called when the program calls process.exit */
export function lookLikeMain(onExit: () => void): void {
  for (const [name, value] of [
    ['isMainThread', true],
    ['threadId', 0],
    ['threadName', ''],
    ['parentPort', null],
    ['workerData', null],
  ] as const) {
    defineProperty(workerThreads, name, { value, configurable: true, enumerable: true, writable: true });
  }
  replace(process, 'exit', (original) => (self, args, target) => {
    onExit();
    const code = atFatalExit();
    return forward(original, self, code === undefined ? args : [code], target);
  });
  watchUncaught();
  // A thread cannot change the folder of its process. Going where one is, as test suites do at their end, changes nothing.
  replace(process, 'chdir', (original) => (self, args, target) => {
    const [folder] = args;
    return typeof folder === 'string' && resolvePath(cwd, folder) === cwd
      ? undefined
      : forward(original, self, args, target);
  });
  // Nor the mask. Setting what is set already, as test suites do, changes nothing.
  replace(process, 'umask', (original) => (self, args, target) => {
    const mask = args[0];
    const isSame = typeof mask === 'number' && mask === apply(original, self, []);
    return forward(original, self, isSame ? [] : args, target);
  });
}
