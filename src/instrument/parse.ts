/** Text → syntax tree, with one clear error. */
import { parse, parseAndGenerateServices, type TSESTree } from '@typescript-eslint/typescript-estree';
import type ts from 'typescript';
import type { SourceError } from './types.ts';

export interface Parsed {
  readonly ast: TSESTree.Program;
  /** TypeScript's own tree, for files with types. */
  readonly source: ts.SourceFile | null;
}

export function isTypeScript(path: string): boolean {
  return /\.(?:[cm]?ts|tsx)$/.test(path);
}
export function hasJsx(path: string): boolean {
  return /\.[jt]sx$/.test(path);
}

/** @returns the tree, or what is wrong and where (1-based) */
export function parseSource(
  path: string,
  text: string,
  sourceType: 'module' | 'script' = 'module',
): { ok: true; value: Parsed } | { ok: false; error: SourceError } {
  const typed = isTypeScript(path);
  // JavaScript files often hold JSX under plain names; TypeScript's `<T>x` assertions forbid it in .ts only.
  const options = {
    range: true,
    loc: false,
    comment: false,
    tokens: false,
    jsx: !typed || hasJsx(path),
    filePath: path,
    // Without it `await (x)` at the top of a module without imports is read as a call.
    sourceType,
    jsDocParsingMode: 'none',
    suppressDeprecatedPropertyWarnings: true,
    errorOnUnknownASTType: false,
  } as const;
  try {
    if (!typed) return { ok: true, value: { ast: parse(text, options), source: null } };
    const { ast, services } = parseAndGenerateServices(text, options);
    return { ok: true, value: { ast, source: services.esTreeNodeToTSNodeMap.get(ast) } };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}

/** What TypeScript wrote cannot fail to parse. */
export function parseTranspiled(code: string, isModule: boolean): TSESTree.Program {
  const parsed = parseSource('transpiled.js', code, isModule ? 'module' : 'script');
  if (!parsed.ok) throw new Error(`the transpiler wrote what does not parse: ${parsed.error.message}`);
  return parsed.value.ast;
}

function describe(error: unknown): SourceError {
  const message = error instanceof Error ? error.message : String(error);
  const start = (error as { location?: { start?: { line: number; column: number } } }).location?.start;
  return { message, line: start?.line ?? 1, column: (start?.column ?? 0) + 1 };
}
