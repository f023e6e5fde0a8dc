/** Loads the program's own files as the supervisor instruments them; everything else as Node does. */
import {
  Module,
  registerHooks,
  type LoadFnOutput,
  type LoadHookContext,
  type ResolveFnOutput,
  type ResolveHookContext,
} from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import type { LoadReply, ResolveReply } from '../trace/channel.ts';
import { lookWherePresent } from './absent-packages.ts';
import { addCallbacks } from './callbacks.ts';
import {
  SafeSyntaxError,
  defineProperty,
  dictionary,
  getOwnPropertyDescriptor,
  ownKeys,
  stringIndexOf,
  stringSlice,
  stringStartsWith,
  toText,
} from './intrinsics.ts';
import { ask } from './port.ts';
import { withDeepStacks } from './stack-limit.ts';
import { addSource, learnLoader } from './stack.ts';

const { isProxy } = types;
const RELOADED = { shouldBeReloadedByCJSLoader: true };
const toPath = fileURLToPath;
const toUrl = pathToFileURL;
const DENIED = ['ERR_ACCESS_DENIED'];
const MISSING = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'];
/** Of a name that begins with `#`, which a tsconfig may define as well as a package. */
const UNDEFINED = ['ERR_PACKAGE_IMPORT_NOT_DEFINED', 'ERR_INVALID_MODULE_SPECIFIER'];

function hasCode(error: unknown, codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  for (let i = 0; i < codes.length; i++) if (error.code === codes[i]) return true;
  return false;
}

/** Where Node's loader keeps the URL that it gives to hooks. Without hooks there is none, and `inspect` shows it. */
let urlKey: symbol | null = null;

/** @param url of a module: by now the loader has read it */
function forgetUrl(url: string): void {
  if (!stringStartsWith(url, 'file:')) return;
  const query = stringIndexOf(url, '?');
  const path = toPath(query === -1 ? url : stringSlice(url, 0, query));
  const cache: unknown = getOwnPropertyDescriptor(Module, '_cache')?.value;
  if (typeof cache !== 'object' || cache === null || isProxy(cache)) return;
  const module: unknown = getOwnPropertyDescriptor(cache, path)?.value;
  if (typeof module !== 'object' || module === null || isProxy(module)) return;
  const keys = urlKey === null ? ownKeys(module) : [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' && toText(key) === 'Symbol(kURL)') urlKey = key;
  }
  const own = urlKey === null ? undefined : getOwnPropertyDescriptor(module, urlKey);
  if (urlKey !== null && own?.configurable === true) defineProperty(module, urlKey, { ...own, value: undefined });
}

/**
 * @param relative turns an absolute path into the path that the trace shows
 * @param entryPath absolute path of the entry
 */
export function hookLoading(relative: (path: string) => string, entryPath: string): void {
  const entry = toUrl(entryPath).href;
  learnLoader();
  registerHooks({
    resolve(specifier, context, nextResolve): ResolveFnOutput {
      if (context.parentURL !== undefined) forgetUrl(context.parentURL);
      const lookEverywhere = (): ResolveFnOutput => nextResolve(specifier, context);
      const lookAgain = (): ResolveFnOutput => lookWherePresent(lookEverywhere);
      // What the program put in the place of Node's is called once.
      let look = isNodes() ? lookEverywhere : lookAgain;
      try {
        return allowJson(look(), context);
      } catch (first) {
        let error: unknown = first;
        if (hasCode(first, DENIED) && isNodes()) {
          look = lookAgain;
          try {
            return look();
          } catch (second) {
            error = second;
          }
        }
        const isMissing = hasCode(error, MISSING) || (stringStartsWith(specifier, '#') && hasCode(error, UNDEFINED));
        const found = isMissing ? resolveElsewhere(specifier, context.parentURL ?? entry) : null;
        if (found !== null) return allowJson(found, context);
        if (!isNodes()) throw error;
      }
      // Thrown once more by Node itself: where the program ends by it, the place of the last `throw` is printed.
      return withDeepStacks(look, undefined, [], Object) as ResolveFnOutput;
    },
    load(url, context, nextLoad): LoadFnOutput {
      const query = stringIndexOf(url, '?');
      forgetUrl(url);
      if (stringStartsWith(url, 'data:')) return loadData(url, () => nextLoad(url, context));
      // Attributes are checked, and for source text refused, by Node.
      const asNode = (): LoadFnOutput =>
        withDeepStacks(() => nextLoad(url, context), undefined, [], Object) as LoadFnOutput;
      if (!stringStartsWith(url, 'file:') || isData(context) || hasAttributes(context)) return asNode();
      const path = toPath(query === -1 ? url : stringSlice(url, 0, query));
      const reply = ask(['load', path, context.format ?? '']) as LoadReply;
      if (reply.kind === 'error') throw new SafeSyntaxError(reply.message);
      if (reply.kind === 'default') return asNode();
      if (reply.silentManifest !== '' && typeof context.format !== 'string')
        warnOfKind(url, path, reply.silentManifest, () => nextLoad(url, context));
      addSource([path, toUrl(path).href], relative(path), reply.mappings);
      addCallbacks(relative(path), reply.callbacks, reply.firstCallback);
      if (query !== -1) addSource([path, url], relative(path), reply.mappings);
      const loaded = { format: reply.format, source: reply.code, shortCircuit: true };
      // As Node's own loading says before Node 24: else a CommonJS module that is imported has a poorer `require`.
      return reply.format === 'commonjs' ? { ...loaded, ...RELOADED } : loaded;
    },
  });
}

const TYPESCRIPT = ['.ts', '.tsx', '.mts', '.cts'];

/** JSON that a file of TypeScript imports without an attribute, as its project allows, gets the attribute for this import. */
function allowJson(found: ResolveFnOutput, context: ResolveHookContext): ResolveFnOutput {
  const { parentURL: parent } = context;
  if (stringSlice(found.url, -5) !== '.json' || parent === undefined || hasAttributes(context)) return found;
  for (let i = 0; i < TYPESCRIPT.length; i++) {
    const extension = TYPESCRIPT[i] ?? '';
    if (stringStartsWith(parent, 'file:') && stringSlice(parent, -extension.length) === extension)
      return ask(['json', toPath(parent)]).kind === 'json'
        ? { ...found, format: 'json', importAttributes: { type: 'json' } }
        : found;
  }
  return found;
}

/** What only the supervisor finds: files of TypeScript by another name, and an untitled one, which is on no disk. */
function resolveElsewhere(specifier: string, parent: string): ResolveFnOutput | null {
  if (stringStartsWith(specifier, 'node:') || !stringStartsWith(parent, 'file:')) return null;
  const wanted = stringStartsWith(specifier, 'file:') ? toPath(specifier) : specifier;
  const reply = ask(['resolve', wanted, toPath(parent)]) as ResolveReply;
  return reply.kind === 'url' ? { url: reply.url, shortCircuit: true } : null;
}

/** By what Node looks for CommonJS modules. Programs replace it. */
const LOOKING = ['_resolveFilename', '_findPath', '_resolveLookupPaths', '_nodeModulePaths'] as const;
const lookingFor = LOOKING.map((name) => getOwnPropertyDescriptor(Module, name)?.value as unknown);

/** Is all that looks for modules Node's own, so that to look once more is seen by nobody? */
function isNodes(): boolean {
  for (let i = 0; i < LOOKING.length; i++) {
    const name = LOOKING[i];
    if (name !== undefined && getOwnPropertyDescriptor(Module, name)?.value !== lookingFor[i]) return false;
  }
  return true;
}

/** Who warned, by path of a package.json: Node does once of each, but knows only what it said itself. */
const warned = dictionary<'node' | 'recorder'>();

/**
 * Of a module that is one by its syntax only, Node warns when it finds out. To find out, it would load a compiler for
 * TypeScript, which takes longer than most programs' start, so there its words are said for it.
 * https://nodejs.org/api/packages.html#syntax-detection
 */
function warnOfKind(url: string, path: string, manifest: string, load: () => unknown): void {
  if (warned[manifest] === 'recorder') return;
  if (stringSlice(path, -3) !== '.ts') {
    warned[manifest] = 'node';
    try {
      load();
    } catch {
      // A text that is on no disk, for one.
    }
  } else if (warned[manifest] === undefined && process.features.typescript !== false) {
    warned[manifest] = 'recorder';
    const text =
      `Module type of ${url} is not specified and it doesn't parse as CommonJS.\n` +
      'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
      `To eliminate this warning, add "type": "module" to ${manifest}.`;
    // As Node does, by the method as it is now.
    process.emitWarning(text, { code: 'MODULE_TYPELESS_PACKAGE_JSON' });
  }
}

function isData(context: LoadHookContext): boolean {
  const { format } = context;
  return format === 'json' || format === 'wasm' || format === 'addon' || format === 'builtin';
}

function hasAttributes(context: LoadHookContext | ResolveHookContext): boolean {
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
