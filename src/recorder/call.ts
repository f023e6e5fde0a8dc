/** Runs one exported function of the entry with given arguments, once its module has loaded. */
import { Module } from 'node:module';
import { pathToFileURL } from 'node:url';

const load = (url: string): Promise<Record<string, unknown>> => import(url) as Promise<Record<string, unknown>>;

export function callFunction(entry: string, call: { readonly name: string; readonly args: readonly unknown[] }): void {
  const fail = (why: string): never => {
    throw new Error(`Awaitscope: cannot call ${call.name}: ${why}`);
  };
  const invoke = (exports: Record<string, unknown>): unknown => {
    const inner = exports['default'] as Record<string, unknown> | undefined;
    const found = exports[call.name] ?? inner?.[call.name];
    if (typeof found !== 'function') return fail(`the module does not export a function of that name`);
    return (found as (...args: readonly unknown[]) => unknown)(...call.args);
  };
  // The entry loads first, as itself; this joins it after its first turn.
  setImmediate(() => {
    const cached = (Module as unknown as { _cache: Record<string, { exports: Record<string, unknown> } | undefined> })
      ._cache[entry];
    if (cached !== undefined) invoke(cached.exports);
    else void load(pathToFileURL(entry).href).then(invoke);
  });
}
