/** Text → syntax tree, with one clear error. */
import {
  parse,
  parseAndGenerateServices,
  type TSESTree,
  type TSESTreeOptions,
} from '@typescript-eslint/typescript-estree';
import ts from 'typescript';
import type { SourceError } from './types.ts';

export interface Parsed {
  readonly ast: TSESTree.Program;
  /** TypeScript's own tree, for files with types. */
  readonly source: ts.SourceFile | null;
}

/** The parser, and what walks a tree, recur. */
export const TOO_DEEP: SourceError = { message: 'it is nested too deeply to be instrumented', line: 1, column: 1 };

export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
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
    if (isTooDeep(error)) return { ok: false, error: TOO_DEEP };
    const tolerated = parseTolerated(text, options);
    if (tolerated !== null) return { ok: true, value: tolerated };
    return { ok: false, error: describe(error) };
  }
}

/**
 * What TypeScript reads rightly and then forbids, although the language allows it: private names in optional chains
 * (18030), and in sloppy mode octal literals (1121), octal and digit escapes (1487, 1488), decimals with leading zeros (1489).
 */
const TOLERATED = [18030, 1121, 1487, 1488, 1489];

/** @returns the tree of a text of which nothing else is wrong, or null */
function parseTolerated(text: string, options: TSESTreeOptions & { readonly filePath: string }): Parsed | null {
  const path = options.filePath;
  const kind = isTypeScript(path) ? (hasJsx(path) ? ts.ScriptKind.TSX : ts.ScriptKind.TS) : ts.ScriptKind.JSX;
  const source = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest }, true, kind);
  // Not in the public type: typescript-estree reads it, too.
  const withProblems = source as unknown as { parseDiagnostics: { code: number }[] };
  if (!withProblems.parseDiagnostics.every(({ code }) => TOLERATED.includes(code))) return null;
  withProblems.parseDiagnostics = [];
  try {
    const { ast } = parseAndGenerateServices(source, options);
    return { ast, source: isTypeScript(path) ? source : null };
  } catch {
    return null;
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
