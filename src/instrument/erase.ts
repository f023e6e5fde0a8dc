/**
 * TypeScript and JSX → JavaScript. Types are blanked in place where that is enough, so that positions stay; what needs
 * code of its own (enums, namespaces, parameter properties, decorators, JSX) goes through TypeScript's own transpiler.
 */
import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import { hasJsx, isTypeScript, type Parsed } from './parse.ts';
import type { InstrumentInput } from './types.ts';

/** @returns the text with types blanked, every position kept; null when blanking is not enough */
export function blankTypes(source: ts.SourceFile): string | null {
  const left: ts.Node[] = [];
  const text = blankSourceFile(source, (node) => {
    left.push(node);
  });
  return left.length === 0 && !hasDecorators(source) ? text : null;
}

function hasDecorators(source: ts.SourceFile): boolean {
  const found = (node: ts.Node): boolean =>
    ts.isDecorator(node) || (ts.forEachChild(node, (child) => found(child) || undefined) ?? false);
  return source.text.includes('@') && found(source);
}

function lowers(input: InstrumentInput): boolean {
  return (
    input.compilerOptions?.experimentalDecorators !== true && /@[\w(]/.test(input.text) && isTypeScript(input.path)
  );
}

/** Is it certain, before any type is blanked, that blanking them is not enough? */
export function needsTranspiler(input: InstrumentInput, text: string, parsed: Parsed): boolean {
  if (hasJsx(input.path) && text.includes('<')) return true;
  if (parsed.source === null) return false;
  // Fields that are assigned, not defined.
  if (input.compilerOptions?.useDefineForClassFields === false && /\bclass\b/.test(text)) return true;
  return (
    input.moduleKind === 'commonjs' &&
    parsed.ast.body.some((node) => /^(?:Import|Export|TSImportEquals|TSExport)/.test(node.type))
  );
}

export function transpile(input: InstrumentInput, text: string): { code: string; mappings: string } {
  const { jsx, compilerOptions = {}, path, moduleKind } = input;
  const result = ts.transpileModule(text, {
    // Its own name for the language; the map's source is replaced below.
    fileName: path,
    reportDiagnostics: false,
    compilerOptions: {
      ...compilerOptions,
      // Node runs no standard decorators: they are the one thing to be lowered.
      target: lowers(input) ? ts.ScriptTarget.ES2022 : ts.ScriptTarget.ESNext,
      module: moduleKind === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      allowJs: true,
      sourceMap: true,
      removeComments: false,
      jsx: jsx?.runtime === 'automatic' ? ts.JsxEmit.ReactJSX : ts.JsxEmit.React,
      ...(jsx?.importSource === undefined ? {} : { jsxImportSource: jsx.importSource }),
      ...(jsx?.factory === undefined ? {} : { jsxFactory: jsx.factory }),
      ...(jsx?.fragment === undefined ? {} : { jsxFragmentFactory: jsx.fragment }),
    },
  });
  const code = result.outputText.replace(/\n\/\/# sourceMappingURL=[^\n]*\s*$/, '\n');
  const own = JSON.parse(result.sourceMapText ?? '{"mappings":""}') as { mappings: string };
  return { code, mappings: own.mappings };
}
