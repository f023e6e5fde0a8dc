/** Which module kind a file has, by Node's rules. https://nodejs.org/api/packages.html#determining-module-system */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasModuleSyntax, type ModuleKind } from '../../instrument/index.ts';
import { whyNotCompiling } from './compiles.ts';

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
  if (extension === '.js' && whyNotCompiling(text, 'commonjs', file) === null) return 'commonjs';
  return hasModuleSyntax(file, text) ? 'module' : 'commonjs';
}

function packageType(folder: string, root: string): ModuleKind | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      const manifest = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8')) as { type?: unknown } | null;
      return manifest?.type === 'module' ? 'module' : manifest?.type === 'commonjs' ? 'commonjs' : undefined;
    } catch {
      // No manifest here, or one that cannot be read: the folder above decides.
    }
    if (at === root || at === path.dirname(at)) return undefined;
  }
}
