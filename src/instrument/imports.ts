/**
 * Imports of types that do not say so. TypeScript leaves out an import that no value needs; Node would look for it and fail.
 * https://www.typescriptlang.org/tsconfig/#verbatimModuleSyntax
 */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { skipTrivia } from './scan.ts';

type Node = TSESTree.Node;

/** Nodes of TypeScript's own that hold values. All others are types. */
const WITH_VALUES = new Set([
  'TSAsExpression',
  'TSInstantiationExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
]);

/** @returns `text` of the same length, without the imports that no value needs */
export function blankImports(program: TSESTree.Program, text: string): string {
  const imports = program.body.filter(
    (node): node is TSESTree.ImportDeclaration =>
      node.type === 'ImportDeclaration' && node.importKind === 'value' && node.specifiers.length > 0,
  );
  if (imports.length === 0) return text;
  const used = new Set<string>();
  for (const node of program.body) if (node.type !== 'ImportDeclaration') collectValues(node, undefined, used);
  let result = '';
  let from = 0;
  const blank = (start: number, end: number, instead: string): void => {
    result += text.slice(from, start) + instead + text.slice(start + instead.length, end).replace(/[^\r\n]/g, ' ');
    from = end;
  };
  for (const node of imports) {
    const unused = node.specifiers.filter((specifier) => !used.has(specifier.local.name));
    // What stands before must not go on into what stands after.
    if (unused.length === node.specifiers.length) blank(node.range[0], node.range[1], ';');
    else for (const specifier of unused) blank(...withComma(text, specifier, node.specifiers), '');
  }
  return result + text.slice(from);
}

/** An import goes with the comma after it; a namespace beside a default import with the one before. */
function withComma(text: string, specifier: Node, all: readonly Node[]): [start: number, end: number] {
  const [start, end] = specifier.range;
  if (specifier.type === 'ImportNamespaceSpecifier') return [all[0]?.range[1] ?? start, end];
  const next = skipTrivia(text, end);
  return [start, text[next] === ',' ? next + 1 : end];
}

function collectValues(node: Node, parent: Node | undefined, into: Set<string>): void {
  if (node.type === 'Identifier') {
    if (!isName(node, parent)) into.add(node.name);
    return;
  }
  if (node.type.startsWith('TS') && !WITH_VALUES.has(node.type)) return;
  if ('exportKind' in node && node.exportKind === 'type') return;
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      for (const item of value) if (item !== null) collectValues(item as Node, node, into);
    } else if (value !== null && value !== undefined) collectValues(value as Node, node, into);
  }
}

/** Is the identifier only the name of a property? */
function isName(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.property === node && !parent.computed;
    case 'Property':
      return parent.key === node && !parent.computed && !parent.shorthand;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return parent.key === node && !parent.computed;
    default:
      return false;
  }
}
