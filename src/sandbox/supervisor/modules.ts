/** Answers the worker's `load` and `resolve`: reads, instruments, numbers functions and sites, tells the host. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rebase, type InstrumentInput, type ModuleKind } from '../../instrument/index.ts';
import { withoutFences } from '../../instrument/probe-names.ts';
import { Written, type WrittenPlace } from '../../instrument/written.ts';
import type { RunRequest } from '../../protocol/run.ts';
import type { LoadReply, ResolveReply } from '../../trace/channel.ts';
import type { RunError, TraceEvent } from '../../trace/event.ts';
import type { InstrumentCache } from './cache.ts';
import { whyNotCompiling, type CompileError } from './compiles.ts';
import { moduleKind, silentManifest } from './module-kind.ts';
import { readRegularFile } from './regular-file.ts';
import { Resolver } from './resolver.ts';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const NEEDS_COMPILING = /\.(?:[cm]?ts|[jt]sx)$/;

/** The parser needs some hundred bytes for each character, and the run's memory limit counts them. */
const MAX_MILLIONS = 4;

function isOfPackage(shown: string): boolean {
  return /(?:^|\/)node_modules\//.test(shown);
}

/** Does `run` have the characters of `written` in their places? What was transpiled has not. */
function isBlanked(run: string, written: string): boolean {
  for (let i = 0; i < written.length; i++) {
    if (run[i] !== written[i] && run[i] !== ' ' && run[i] !== ';') return false;
  }
  return true;
}

/**
 * Node gives CommonJS of which it has blanked the types the name of a URL, which stacks show.
 * https://nodejs.org/api/typescript.html#type-stripping
 */
function nameScript(code: string, kind: ModuleKind, file: string): string {
  const isNamed = kind === 'commonjs' && /\.c?ts$/.test(file);
  return isNamed ? `${code}\n\n//# sourceURL=${pathToFileURL(file).href}` : code;
}

/** A call of a probe is a target of assignments for V8, which an `await` is not: so it is asked with and without probes. */
function isRefused(code: string, kind: ModuleKind, file: string): boolean {
  const plain = withoutFences(code);
  return [code, ...(plain === code ? [] : [plain])].some((text) => whyNotCompiling(text, kind, file) !== null);
}

type SourceReply = Extract<LoadReply, { kind: 'source' }>;

export class Modules {
  readonly #request: RunRequest;
  readonly #cache: InstrumentCache;
  readonly #emit: (event: TraceEvent) => void;
  readonly #overlays: ReadonlyMap<string, string>;
  readonly #resolver: Resolver;
  readonly #loaded = new Map<string, LoadReply>();
  readonly #written = new Map<string, Written>();
  /** Names of functions with probes, by file and by where they begin in it. */
  readonly #names = new Map<string, Map<string, string>>();
  #files = 0;
  #functions = 0;
  #sites = 0;
  #callbacks = 0;
  /** The last syntax error found. */
  syntaxError: RunError | null = null;

  constructor(request: RunRequest, cache: InstrumentCache, emit: (event: TraceEvent) => void) {
    this.#request = request;
    this.#cache = cache;
    this.#emit = emit;
    this.#overlays = new Map(request.overlays.map((overlay) => [overlay.path, overlay.text]));
    this.#resolver = new Resolver(new Set(this.#overlays.keys()));
  }

  resolve(specifier: string, parent: string): ResolveReply {
    const url = this.#resolver.resolve(specifier, parent);
    return url === null ? { kind: 'default' } : { kind: 'url', url };
  }

  load(file: string): LoadReply {
    let reply = this.#loaded.get(file);
    if (reply === undefined) {
      reply = this.#load(file);
      this.#loaded.set(file, reply);
    }
    return reply;
  }

  /** @param parent a file of TypeScript */
  allowsJson(parent: string): boolean {
    return this.#resolver.allowsJson(parent);
  }

  /** The path that the trace shows for a file of the program's own, or null: a package's, or outside of the workspace. */
  shownPath(file: string): string | null {
    const relative = path.relative(this.#request.workspace, file);
    const parts = relative.split(path.sep);
    const shown = parts.join('/');
    if (parts[0] === '..' || path.isAbsolute(relative) || (isOfPackage(shown) && !this.#isIncluded(shown))) return null;
    return shown;
  }

  /** The text of a file that this process may read, as Node shows it: as written, or with its types blanked. Or null. */
  text(file: string): string | null {
    const written = this.#read(file);
    const reply = this.#loaded.get(file);
    if (written === null || reply?.kind !== 'source') return written;
    const run = withoutFences(reply.code);
    return isBlanked(run, written) ? run : written;
  }

  /** Where the text that was loaded for a file stands in the file as written. */
  written(file: string): Written {
    let written = this.#written.get(file);
    if (written === undefined) {
      const reply = this.#loaded.get(file);
      written = reply?.kind === 'source' ? new Written(reply.code, reply.mappings) : new Written('', '');
      this.#written.set(file, written);
    }
    return written;
  }

  /** The name under which the trace knows the function that begins there; undefined for one that it does not know. */
  nameAt(file: string, { line, column }: WrittenPlace): string | undefined {
    return this.#names.get(file)?.get(`${line}:${column}`);
  }

  #load(file: string): LoadReply {
    const relative = path.relative(this.#request.workspace, file);
    const shown = relative.split(path.sep).join('/');
    if (!SOURCE.test(file) || relative.startsWith('..') || path.isAbsolute(relative)) return { kind: 'default' };
    // A package is instrumented where a pattern names it; as TypeScript, it is Node's to refuse.
    if (isOfPackage(shown) && (!this.#isIncluded(shown) || NEEDS_COMPILING.test(file))) return { kind: 'default' };
    const text = this.#read(file);
    if (text === null) return { kind: 'default' };
    const wanted = this.#request.instrument && this.#isIncluded(shown);
    if (this.#request.instrument && !wanted)
      this.#emit({ type: 'notInstrumented', path: shown, reason: 'left out by the include and exclude settings' });
    if (!wanted && !NEEDS_COMPILING.test(file) && !this.#overlays.has(file)) return { kind: 'default' };
    const kind = moduleKind(file, text, this.#request.workspace);
    if (text.length > MAX_MILLIONS * 1e6 && !NEEDS_COMPILING.test(file)) {
      const message = `it has more than ${MAX_MILLIONS} million characters`;
      return this.#loadPlain(file, shown, kind, text, '', { message });
    }
    const input = { path: shown, text, moduleKind: kind, ...this.#compilerOptions(file) };
    const result = this.#cache.instrument({ ...input, ...(wanted ? {} : { probes: false }) });
    if (!result.ok) {
      // JavaScript is V8's to refuse, in its own words and at the original place.
      if (!NEEDS_COMPILING.test(file)) return this.#loadPlain(file, shown, kind, text, '', result.error);
      this.#noteError(shown, result.error);
      const { column, line, message } = result.error;
      return { kind: 'error', message: `${message} (${shown}:${line}:${column})` };
    }
    if (isRefused(result.value.code, kind, file)) {
      const plain = NEEDS_COMPILING.test(file) ? this.#cache.instrument({ ...input, probes: false }) : null;
      const { code, mappings } = plain?.ok === true ? plain.value : { code: text, mappings: '' };
      return this.#loadPlain(file, shown, kind, code, mappings, { message: 'V8 does not compile it with probes' });
    }
    const value = rebase(result.value, this.#functions, this.#sites, this.#callbacks);
    if (value.notInstrumented !== undefined)
      this.#emit({ type: 'notInstrumented', path: shown, reason: value.notInstrumented });
    const id = ++this.#files;
    this.#functions += value.functions.length;
    this.#sites += value.sites.length;
    const firstCallback = this.#callbacks + 1;
    this.#callbacks += value.callbacks.length;
    this.#emit({
      type: 'file',
      file: { id, path: shown },
      functions: value.functions.map((info) => ({ ...info, file: id })),
      sites: value.sites,
    });
    this.#names.set(file, new Map(value.functions.map(({ line, column, name }) => [`${line}:${column}`, name])));
    const { callbacks, code, mappings } = value;
    return { ...this.#source(file, kind, nameScript(code, kind, file), mappings), callbacks, firstCallback };
  }

  /** Without probes: what V8 refuses it must refuse as it would alone; what it accepts runs, and is said not to be recorded. */
  #loadPlain(
    file: string,
    shown: string,
    kind: ModuleKind,
    code: string,
    mappings: string,
    problem: CompileError,
  ): LoadReply {
    const error = whyNotCompiling(code, kind, file);
    if (error !== null) this.#noteError(shown, { ...problem, ...error });
    else this.#emit({ type: 'notInstrumented', path: shown, reason: problem.message });
    return this.#source(file, kind, code, mappings);
  }

  #source(file: string, format: ModuleKind, code: string, mappings: string): SourceReply {
    const manifest = format === 'module' ? silentManifest(file, this.#request.workspace) : '';
    return { kind: 'source', format, code, mappings, callbacks: [], firstCallback: 0, silentManifest: manifest };
  }

  #noteError(file: string, error: CompileError): void {
    this.syntaxError = { name: 'SyntaxError', file, ...error };
  }

  /** The editor's text, or the file's; null when it may not or cannot be read: Node will then say why. */
  #read(file: string): string | null {
    const overlay = this.#overlays.get(file);
    if (overlay !== undefined) return overlay;
    try {
      const real = realpathSync(file);
      const relative = path.relative(this.#request.workspace, real);
      if (relative.startsWith('..') || path.isAbsolute(relative)) return null;
      return readRegularFile(real);
    } catch {
      return null;
    }
  }

  #isIncluded(shown: string): boolean {
    const { include, exclude } = this.#request;
    const matches = (pattern: string): boolean => path.matchesGlob(shown, pattern);
    const isIncluded = include.length === 0 ? !isOfPackage(shown) : include.some(matches);
    return isIncluded && !exclude.some(matches);
  }

  #compilerOptions(file: string): Pick<InstrumentInput, 'jsx' | 'compilerOptions'> {
    if (!NEEDS_COMPILING.test(file)) return {};
    const options = this.#resolver.config(file)?.config.compilerOptions;
    if (options === undefined) return {};
    const {
      experimentalDecorators,
      emitDecoratorMetadata,
      useDefineForClassFields,
      jsx,
      jsxImportSource,
      jsxFactory,
      jsxFragmentFactory,
    } = options;
    const compilerOptions = {
      ...(experimentalDecorators === undefined ? {} : { experimentalDecorators }),
      ...(emitDecoratorMetadata === undefined ? {} : { emitDecoratorMetadata }),
      ...(useDefineForClassFields === undefined ? {} : { useDefineForClassFields }),
    };
    return {
      compilerOptions,
      jsx: {
        runtime:
          jsx === 'react-jsx' || jsx === 'react-jsxdev' || (jsx === undefined && jsxImportSource !== undefined)
            ? 'automatic'
            : 'classic',
        ...(jsxImportSource === undefined ? {} : { importSource: jsxImportSource }),
        ...(jsxFactory === undefined ? {} : { factory: jsxFactory }),
        ...(jsxFragmentFactory === undefined ? {} : { fragment: jsxFragmentFactory }),
      },
    };
  }
}
