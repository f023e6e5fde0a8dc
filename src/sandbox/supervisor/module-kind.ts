/** Which module kind a file has, by Node's rules. https://nodejs.org/api/packages.html#determining-module-system */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { hasModuleSyntax, type ModuleKind } from '../../instrument/index.ts';
import { whyNotCompiling } from './compiles.ts';
import { readRegularFile } from './regular-file.ts';

/** What V8 says of names that the wrapper of a CommonJS module declares, and an ES module may. */
const IN_COMMONJS_ONLY = /^Identifier '(?:__filename|__dirname|exports|module|require)' has already been declared$/;

function compilesAsBody(text: string): boolean {
  try {
    new Script(`(async function () {${text.replace(/^#!/, '//')}\n})`);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param file absolute path
 * @param root nearest folder above which no package.json is looked for
 */
export function moduleKind(file: string, text: string, root: string): ModuleKind {
  const extension = path.extname(file);
  if (extension === '.mjs' || extension === '.mts') return 'module';
  if (extension === '.cjs' || extension === '.cts') return 'commonjs';
  const declared = packageType(path.dirname(file), root);
  if (declared !== undefined) return declared;
  // As Node does: what compiles as CommonJS is that. V8 cannot tell of a text with types or markup.
  const error = extension === '.js' ? whyNotCompiling(text, 'commonjs', file) : undefined;
  if (error === null) return 'commonjs';
  if (hasModuleSyntax(file, text)) return 'module';
  return error !== undefined && IN_COMMONJS_ONLY.test(error.message) && compilesAsBody(text) ? 'module' : 'commonjs';
}

/** @returns the package.json in which Node would have the kind of a file written down, or '' */
export function silentManifest(file: string, root: string): string {
  // A text that is on no disk is in no package.
  if (!/\.[jt]s$/.test(file) || !existsSync(file)) return '';
  const manifest = nearestManifest(path.dirname(file), root);
  return manifest === null || isKind(manifest.type) ? '' : manifest.file;
}

function packageType(folder: string, root: string): ModuleKind | undefined {
  const type = nearestManifest(folder, root)?.type;
  return isKind(type) ? type : undefined;
}

function isKind(type: unknown): type is ModuleKind {
  return type === 'module' || type === 'commonjs';
}

function nearestManifest(folder: string, root: string): { readonly file: string; readonly type: unknown } | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    try {
      return { file, type: (JSON.parse(readRegularFile(file)) as { type?: unknown } | null)?.type };
    } catch {
      // No manifest here, or one that cannot be read: the folder above decides.
    }
    if (at === root || at === path.dirname(at)) return null;
  }
}
