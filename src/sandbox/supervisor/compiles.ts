/** Asks V8 whether a text compiles. Nothing of it runs. */
import path from 'node:path';
import vm from 'node:vm';
import type { ModuleKind } from '../../instrument/index.ts';

type Place = Pick<CompileError, 'line' | 'column'>;

export interface CompileError {
  readonly message: string;
  /** 1-based; absent where V8 does not tell. */
  readonly line?: number;
  readonly column?: number;
}

/** What the module wrapper declares. https://nodejs.org/api/modules.html#the-module-wrapper */
const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];
/** `SourceTextModule` is there with `--experimental-vm-modules`. https://nodejs.org/api/vm.html#class-vmsourcetextmodule */
const { SourceTextModule } = vm as unknown as {
  SourceTextModule?: new (text: string, options: { identifier: string }) => unknown;
};

/**
 * @param file names the text in the error only
 * @returns what V8 says is wrong and where, or null when the text compiles
 */
export function whyNotCompiling(text: string, kind: ModuleKind, file: string): CompileError | null {
  const identifier = path.basename(file);
  try {
    if (kind === 'commonjs') vm.compileFunction(text.replace(/^#!/, '//'), WRAPPER, { filename: identifier });
    else if (SourceTextModule !== undefined) new SourceTextModule(text, { identifier });
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) return null;
    const { message, stack = '' } = error;
    return { message, ...(kind === 'module' ? placeInModule(text, identifier, message) : placeIn(stack, identifier)) };
  }
}

/**
 * V8 does not tell where a module is wrong. As the body of a function, without its imports and exports, it is wrong for the
 * same reason at the same place.
 */
function placeInModule(text: string, identifier: string, message: string): Place {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ');
  const body = text
    .replace(/\bimport\.meta\b/g, '({}       )')
    .replace(/^[ \t]*(?:import\b(?![ \t]*\()|export\b[^'"\n;=]*?\bfrom\b)[^;]*?(['"])[^'"\n]*\1/gm, blank)
    .replace(/\bexport[ \t]+default\b/g, (found) => 'void'.padEnd(found.length))
    .replace(/\bexport\b/g, blank);
  const head = '(async()=>{"use strict";';
  try {
    new vm.Script(`${head}${body}\n})`, { filename: identifier });
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.message !== message) return {};
    const { column = 1, line } = placeIn(error.stack ?? '', identifier);
    return line === undefined ? {} : { line, column: line === 1 ? column - head.length : column };
  }
  return {};
}

/** V8 heads the stack with `file:line`, the line, and carets under the place. */
function placeIn(stack: string, identifier: string): Place {
  const [head = '', , carets = ''] = stack.split('\n');
  const line = head.startsWith(`${identifier}:`) ? Number(head.slice(identifier.length + 1)) : NaN;
  return Number.isInteger(line) ? { line, column: Math.max(0, carets.indexOf('^')) + 1 } : {};
}
