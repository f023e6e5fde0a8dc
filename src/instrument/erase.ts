/**
 * TypeScript and JSX → JavaScript. Types are blanked in place where that is enough, so that positions stay; what needs
 * code of its own (enums, namespaces, parameter properties, decorators, JSX) goes through TypeScript's own transpiler.
 */
import remapping from '@jridgewell/remapping';
import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import { hasJsx, isTypeScript } from './parse.ts';
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

export function needsTranspiler(path: string, text: string): boolean {
  return hasJsx(path) && text.includes('<');
}

/** @param map version 3 map of `text` over the original; the result's map leads to the original, too */
export function transpile(
  input: InstrumentInput,
  text: string,
  map: { mappings: string } | null,
): { code: string; mappings: string } {
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
  if (map === null) return { code, mappings: own.mappings };
  const asMap = (mappings: string): { version: 3; names: string[]; sources: string[]; mappings: string } => ({
    version: 3,
    names: [],
    sources: [path],
    mappings,
  });
  let depth = 0;
  const composed = remapping(asMap(own.mappings), () => (depth++ === 0 ? asMap(map.mappings) : null));
  return { code, mappings: composed.mappings as string };
}
