/** Runs one exported function of the entry with given arguments, once its module has loaded. */
import { Module } from 'node:module';
import { pathToFileURL } from 'node:url';
import { apply } from './intrinsics.ts';

const load = (url: string): Promise<Record<string, unknown>> => import(url) as Promise<Record<string, unknown>>;

function exported(exports: Record<string, unknown>, name: string): unknown {
  const inner = exports['default'] as Record<string, unknown> | undefined;
  return exports[name] ?? inner?.[name];
}

export function callFunction(entry: string, call: { readonly name: string; readonly args: readonly unknown[] }): void {
  const fail = (why: string): never => {
    const error = new Error(`Awaitscope cannot call ${call.name}: ${why}.`);
    // It is about the request, not about a place in the program.
    error.stack = error.message;
    throw error;
  };
  const invoke = (exports: Record<string, unknown>): unknown => {
    const found = exported(exports, call.name);
    if (typeof found !== 'function') return fail('the module does not export a function of that name');
    return apply(found as (...args: readonly unknown[]) => unknown, undefined, call.args);
  };
  // The entry loads first, as itself; this joins it after its first turn.
  setImmediate(() => {
    const cached = (Module as unknown as { _cache: Record<string, { exports: Record<string, unknown> } | undefined> })
      ._cache[entry];
    // An ES module that the CommonJS loader was asked for leaves nothing there.
    if (cached !== undefined && exported(cached.exports, call.name) !== undefined) invoke(cached.exports);
    else void load(pathToFileURL(entry).href).then(invoke);
  });
}
