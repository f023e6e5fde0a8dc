/** Finds modules as the project's tsconfig allows, where Node found none: paths, extension-less and index imports. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPathsMatcher, getTsconfig, type TsConfigResult } from 'get-tsconfig';
import { requireRegularFile } from './regular-file.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** A TypeScript file is imported by the name of its output. */
const OUTPUT_TO_SOURCE: Record<string, readonly string[]> = {
  '.js': ['.ts', '.tsx', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
/** `moduleResolution` values under which TypeScript resolves extension-less and index imports. */
const LENIENT = ['bundler', 'node', 'node10', 'classic'];
/** Settings under which TypeScript resolves as Node does, and wants an attribute for JSON. */
const AS_NODE = /^node(?:16|18|20|next)$/i;

const READS = /^readFileSync:(.*):utf8$/s;

/** Of get-tsconfig, which asks it before it reads a file, also one that another extends: a pipe would be read for ever. */
class RegularFiles extends Map<string, unknown> {
  override get(key: string): unknown {
    const file = READS.exec(key)?.[1];
    if (file !== undefined) requireRegularFile(file);
    return super.get(key);
  }
}

export class Resolver {
  readonly #overlays: ReadonlySet<string>;
  readonly #configs = new Map<string, TsConfigResult | null>();

  constructor(overlays: ReadonlySet<string>) {
    this.#overlays = overlays;
  }

  /** The tsconfig that covers a file, or null. */
  config(file: string): TsConfigResult | null {
    const folder = path.dirname(file);
    let config = this.#configs.get(folder);
    if (config === undefined) {
      try {
        config = getTsconfig(folder, undefined, new RegularFiles()) ?? null;
      } catch {
        // One that cannot be read or parsed is as none; TypeScript itself will say what is wrong with it.
        config = null;
      }
      this.#configs.set(folder, config);
    }
    return config;
  }

  /** Does TypeScript let a file import JSON as if it were a module? https://www.typescriptlang.org/tsconfig/#resolveJsonModule */
  allowsJson(parent: string): boolean {
    const { module = '', moduleResolution = '', resolveJsonModule } = this.config(parent)?.config.compilerOptions ?? {};
    if (AS_NODE.test(module) || AS_NODE.test(moduleResolution)) return false;
    return resolveJsonModule ?? moduleResolution.toLowerCase() === 'bundler';
  }

  /** @returns a file URL, or null when the project's settings do not lead to a file */
  resolve(specifier: string, parent: string): string | null {
    const config = this.config(parent);
    const candidates: string[] = [];
    if (specifier.startsWith('.') || path.isAbsolute(specifier)) {
      candidates.push(path.resolve(path.dirname(parent), specifier));
    } else if (config !== null) {
      candidates.push(...(createPathsMatcher(config)?.(specifier) ?? []));
    }
    const fromTypeScript = /\.[cm]?tsx?$/.test(parent);
    const resolution = config?.config.compilerOptions?.moduleResolution?.toLowerCase();
    const lenient =
      (resolution !== undefined && LENIENT.includes(resolution)) || config?.config.compilerOptions?.paths !== undefined;
    for (const candidate of candidates) {
      const found = this.#find(candidate, fromTypeScript || config !== null, lenient);
      if (found !== null) return pathToFileURL(found).href;
    }
    return null;
  }

  #find(candidate: string, swap: boolean, lenient: boolean): string | null {
    if (this.#isFile(candidate)) return candidate;
    const extension = path.extname(candidate);
    if (swap) {
      for (const source of OUTPUT_TO_SOURCE[extension] ?? []) {
        const file = candidate.slice(0, -extension.length) + source;
        if (this.#isFile(file)) return file;
      }
    }
    if (!lenient) return null;
    for (const added of EXTENSIONS) if (this.#isFile(candidate + added)) return candidate + added;
    for (const added of EXTENSIONS) {
      const file = path.join(candidate, `index${added}`);
      if (this.#isFile(file)) return file;
    }
    return null;
  }

  #isFile(file: string): boolean {
    if (this.#overlays.has(file)) return true;
    try {
      return statSync(file).isFile();
    } catch {
      return false;
    }
  }
}
