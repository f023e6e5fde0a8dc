/**
 * Node looks for a package in the `node_modules` of every folder above, by reading its `package.json`. Where such a folder is
 * there and may not be read, that is refused, also for a package that is not in it: to the program it is just not there.
 */
import { Module } from 'node:module';
import { sep } from 'node:path';
import { mayRead } from './guard/roots.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, stringIndexOf, stringSlice } from './intrinsics.ts';

/** Node's own, which the program may replace. `_stat` says of a path what it is, and less than 0 where nothing is. */
type Loader = typeof Module & {
  _stat?(path: string): number;
  _resolveLookupPaths(request: string, parent: unknown): string[] | null;
};
const loader = Module as Loader;
const stat = loader._stat;
const lookupPaths = loader._resolveLookupPaths;
/** What a file that is asked for without its extension may be called. */
const EXTENSIONS = ['', '.js', '.json', '.node'];

function isAbsent(folder: string, request: string): boolean {
  if (stat === undefined || mayRead(folder, true)) return false;
  for (let i = 0; i < EXTENSIONS.length; i++) {
    if (stat(folder + sep + request + (EXTENSIONS[i] ?? '')) >= 0) return false;
  }
  const slash = stringIndexOf(request, '/', request[0] === '@' ? stringIndexOf(request, '/', 0) + 1 : 0);
  return stat(folder + sep + (slash === -1 ? request : stringSlice(request, 0, slash))) < 0;
}

/** Calls `look`, which lets Node look for a CommonJS module, where what is asked for may be. */
export function lookWherePresent<T>(look: () => T): T {
  const own = getOwnPropertyDescriptor(loader, '_resolveLookupPaths');
  if (own === undefined || own.value !== lookupPaths) return look();
  const value = (request: string, parent: unknown): string[] | null => {
    const folders = apply(lookupPaths, loader, [request, parent]);
    if (folders === null) return folders;
    const present: string[] = [];
    for (let i = 0; i < folders.length; i++) {
      const folder = folders[i];
      if (folder === undefined || isAbsent(folder, request)) continue;
      defineProperty(present, present.length, { value: folder, configurable: true, enumerable: true, writable: true });
    }
    return present;
  };
  defineProperty(loader, '_resolveLookupPaths', { ...own, value });
  try {
    return look();
  } finally {
    defineProperty(loader, '_resolveLookupPaths', own);
  }
}
