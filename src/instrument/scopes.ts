/**
 * Which scope declares a name, of those around a place. Where the language has cases that are hard to tell apart (functions in
 * blocks, which sloppy code also declares outside), a scope counts as declaring.
 */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { collectNames } from './context.ts';

type Node = TSESTree.Node;

const known = new WeakMap<Node, ReadonlySet<string>>();

/** @returns the innermost of the nodes around, outermost first, that declares the name; null when none does */
export function declaringScope(name: string, around: readonly Node[]): Node | null {
  return around.findLast((node) => namesOf(node).has(name)) ?? null;
}

function namesOf(scope: Node): ReadonlySet<string> {
  let names = known.get(scope);
  if (names === undefined) known.set(scope, (names = collect(scope)));
  return names;
}

function collect(scope: Node): Set<string> {
  const names = new Set<string>();
  switch (scope.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      collectNames(scope.id, names);
      for (const parameter of scope.params) collectNames(parameter, names);
      hoisted(scope.body, names);
      break;
    case 'Program':
    case 'StaticBlock':
      hoisted(scope, names);
      lexical(scope.body, names);
      break;
    case 'BlockStatement':
      lexical(scope.body, names);
      break;
    case 'SwitchStatement':
      for (const { consequent } of scope.cases) lexical(consequent, names);
      break;
    case 'ForStatement':
      lexical([scope.init], names);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      lexical([scope.left], names);
      break;
    case 'CatchClause':
      collectNames(scope.param, names);
      break;
    case 'ClassDeclaration':
    case 'ClassExpression':
      collectNames(scope.id, names);
      break;
    default:
  }
  return names;
}

/** What only the types of TypeScript know is not there when the program runs. */
function isAmbient(node: Node): boolean {
  return 'declare' in node && node.declare;
}

function lexical(statements: readonly (Node | null)[], names: Set<string>): void {
  for (const statement of statements) {
    if (statement === null || isAmbient(statement)) continue;
    switch (statement.type) {
      case 'VariableDeclaration':
        for (const { id } of statement.declarations) collectNames(id, names);
        break;
      case 'ClassDeclaration':
      case 'FunctionDeclaration':
        collectNames(statement.id, names);
        break;
      case 'ImportDeclaration':
        if (statement.importKind !== 'type') for (const { local } of statement.specifiers) collectNames(local, names);
        break;
      case 'ExportNamedDeclaration':
        lexical([statement.declaration], names);
        break;
      case 'ExportDefaultDeclaration':
        lexical([statement.declaration], names);
        break;
      default:
    }
  }
}

/** Names of `var` and of functions in a body, nested blocks included, nested functions not. */
function hoisted(node: Node, names: Set<string>): void {
  if (isAmbient(node)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') lexical([node], names);
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[key];
    for (const child of Array.isArray(value)
      ? (value as readonly (Node | null)[])
      : [value as Node | null | undefined]) {
      if (child === null || child === undefined || child.type.startsWith('Class')) continue;
      if (child.type === 'FunctionDeclaration') lexical([child], names);
      else if (!child.type.includes('Function')) hoisted(child, names);
    }
  }
}
