/** Loads the program's own files as the supervisor instruments them; everything else as Node does. */
import { registerHooks, type LoadHookContext, type LoadFnOutput, type ResolveFnOutput } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LoadReply, ResolveReply } from '../trace/channel.ts';
import { addCallbacks } from './callbacks.ts';
import { SafeSyntaxError, ownKeys, stringIndexOf, stringSlice, stringStartsWith } from './intrinsics.ts';
import { ask } from './port.ts';
import { addSource } from './stack.ts';

const toPath = fileURLToPath;
const toUrl = pathToFileURL;
const MISSING = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'];

function hasCode(error: unknown, codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  for (let i = 0; i < codes.length; i++) if (error.code === codes[i]) return true;
  return false;
}

/**
 * @param relative turns an absolute path into the path that the trace shows
 * @param entryPath absolute path of the entry
 */
export function hookLoading(relative: (path: string) => string, entryPath: string): void {
  const entry = toUrl(entryPath).href;
  registerHooks({
    resolve(specifier, context, nextResolve): ResolveFnOutput {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (!hasCode(error, MISSING) || stringStartsWith(specifier, 'node:')) throw error;
        // The entry itself has no parent; an untitled one is on no disk.
        const parent = context.parentURL ?? entry;
        if (!stringStartsWith(parent, 'file:')) throw error;
        const wanted = stringStartsWith(specifier, 'file:') ? toPath(specifier) : specifier;
        const reply = ask(['resolve', wanted, toPath(parent)]) as ResolveReply;
        if (reply.kind !== 'url') throw error;
        return { url: reply.url, shortCircuit: true };
      }
    },
    load(url, context, nextLoad): LoadFnOutput {
      if (stringStartsWith(url, 'data:')) return loadData(url, () => nextLoad(url, context));
      // Attributes are checked, and for source text refused, by Node.
      if (!stringStartsWith(url, 'file:') || isData(context) || hasAttributes(context)) return nextLoad(url, context);
      const query = stringIndexOf(url, '?');
      const path = toPath(query === -1 ? url : stringSlice(url, 0, query));
      const reply = ask(['load', path, context.format ?? '']) as LoadReply;
      if (reply.kind === 'error') throw new SafeSyntaxError(reply.message);
      if (reply.kind === 'default') return nextLoad(url, context);
      addSource([path, toUrl(path).href], relative(path), reply.mappings);
      addCallbacks(relative(path), reply.callbacks, reply.firstCallback);
      if (query !== -1) addSource([path, url], relative(path), reply.mappings);
      return { format: reply.format, source: reply.code, shortCircuit: true };
    },
  });
}

function isData(context: LoadHookContext): boolean {
  const { format } = context;
  return format === 'json' || format === 'wasm' || format === 'addon' || format === 'builtin';
}

function hasAttributes(context: LoadHookContext): boolean {
  // `require` has none, whatever the type says.
  const attributes = context.importAttributes as object | undefined;
  return attributes !== undefined && ownKeys(attributes).length > 0;
}

/** A `data:` URL of a type that is no module: Node complains about its hooks, and is to complain about the type as without them. */
function loadData(url: string, load: () => LoadFnOutput): LoadFnOutput {
  try {
    return load();
  } catch (error) {
    if (!hasCode(error, ['ERR_INVALID_RETURN_PROPERTY_VALUE'])) throw error;
    const comma = stringIndexOf(url, ',');
    const header = stringSlice(url, 'data:'.length, comma === -1 ? undefined : comma);
    const semicolon = stringIndexOf(header, ';');
    const format = semicolon === -1 ? header : stringSlice(header, 0, semicolon);
    return { format, source: '', shortCircuit: true };
  }
}
