/**
 * Node writes its compile cache by functions of its own, and the permission model compares names: it gets the folder that
 * the asked one leads to. Where that may not be written, Node says so in what it returns.
 */
import { Module } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { dictionary } from '../intrinsics.ts';
import { forward, replace } from '../replace.ts';
import { firm, mayMakeLinks, mayWrite } from './roots.ts';

const { join } = path;
const temporary = os.tmpdir;
const OPTIONS = ['directory', 'portable', 'readOnly'];

/** Where Node puts it when no folder is given, if a link leads out from there. */
function defaultThatLeadsOut(): string | undefined {
  const named = process.env['NODE_COMPILE_CACHE'];
  if (named !== undefined && named !== '' && !mayWrite(named, true)) return firm(named, true);
  const folder = join(temporary(), 'node-compile-cache');
  return mayWrite(folder, true) ? undefined : firm(folder, true);
}

export function guardCompileCache(): void {
  replace(Module, 'enableCompileCache', (original) => (self, args, target) => {
    // Without grants Node refuses every folder.
    if (!mayMakeLinks()) return forward(original, self, args, target);
    const asked = args[0];
    if (typeof asked === 'object' && asked !== null) {
      const copy = dictionary<unknown>();
      for (let i = 0; i < OPTIONS.length; i++) {
        const key = OPTIONS[i] ?? '';
        copy[key] = (asked as Record<string, unknown>)[key];
      }
      const { directory } = copy;
      copy['directory'] = typeof directory === 'string' ? firm(directory, true) : (directory ?? defaultThatLeadsOut());
      return forward(original, self, [copy], target);
    }
    if (typeof asked === 'string') return forward(original, self, [firm(asked, true)], target);
    return forward(original, self, [asked ?? defaultThatLeadsOut()], target);
  });
}
