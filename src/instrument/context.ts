/** What the walk knows about the function it is in. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { FunctionKind } from '../trace/event.ts';

type Node = TSESTree.Node;

/** A statement that `break` or `continue` can name. */
export interface Target {
  readonly node: Node;
  readonly labels: readonly string[];
  readonly kind: 'loop' | 'switch' | 'block';
  /** The site, when it is a `for await`; else 0. */
  readonly site: number;
}

export interface Context {
  readonly kind: FunctionKind;
  readonly id: number;
  /** Loops and labelled statements around, innermost last. */
  readonly targets: Target[];
  /**
   * A name for what is returned, where the end of the task has to be told before each return: its body could not be put
   * into a block with a `finally`. Else null.
   */
  readonly holder: string | null;
  /** Return probes are trusted only where nothing can throw after them. */
  unsure: number;
  /** Likewise: a rejection here may run code of the program before the next probe does. Closing an iterator does. */
  closing: number;
  /** Sites met so far, to see whether a block holds any. */
  sites: number;
}

/** Statement lists, where a statement can be put before another without braces. */
export function isStatementList(parent: Node | undefined): boolean {
  return (
    parent === undefined ||
    parent.type === 'Program' ||
    parent.type === 'BlockStatement' ||
    parent.type === 'StaticBlock' ||
    parent.type === 'SwitchCase' ||
    parent.type === 'TSModuleBlock'
  );
}

const HARMLESS = new Set([
  'Identifier',
  'Literal',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'ThisExpression',
  'ObjectPattern',
  'ArrayPattern',
  'RestElement',
  'TSParameterProperty',
]);

/** Can evaluating these parameters create a promise? Then the last one created is not surely the function's own. */
export function parametersRunCode(params: readonly Node[]): boolean {
  const runs = (node: Node | null): boolean => {
    if (node === null) return false;
    switch (node.type) {
      case 'AssignmentPattern':
        return runs(node.left) || runs(node.right);
      case 'ObjectPattern':
        return node.properties.some((p) => (p.type === 'Property' ? p.computed || runs(p.value) : runs(p.argument)));
      case 'ArrayPattern':
        return node.elements.some((element) => runs(element));
      case 'RestElement':
        return runs(node.argument);
      case 'UnaryExpression':
        return runs(node.argument);
      case 'ObjectExpression':
        return node.properties.length > 0;
      case 'ArrayExpression':
        return node.elements.length > 0;
      default:
        return !HARMLESS.has(node.type);
    }
  };
  return params.some(runs);
}

/**
 * Whether a function's body can be put into a block: names that live side by side in a function may clash in a block, also
 * with those that `eval` declares, and a function in a block is not the parameter of its name.
 * ECMA-262, 14.2.1 (Block, early errors) against 15.2.1 (Function definitions), and 19.2.1.3.
 */
export function canWrapBody(
  params: readonly Node[],
  body: TSESTree.BlockStatement,
  walkVars: (body: Node) => Set<string>,
  evaluates: boolean,
): boolean {
  const functions = new Set<string>();
  const lexical = new Set<string>();
  for (const labelled of body.body) {
    const statement = withoutLabels(labelled);
    if (statement.type === 'FunctionDeclaration') {
      if (evaluates || functions.has(statement.id.name)) return false;
      functions.add(statement.id.name);
    } else if (statement.type === 'ClassDeclaration') lexical.add(statement.id.name);
    else if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const declarator of statement.declarations) collectNames(declarator.id, lexical);
    }
  }
  const names = new Set<string>();
  for (const param of params) collectNames(param, names);
  for (const name of [...lexical, ...functions]) if (names.has(name)) return false;
  if (functions.size === 0) return true;
  const vars = walkVars(body);
  for (const name of functions) if (vars.has(name)) return false;
  return true;
}

function withoutLabels(statement: TSESTree.Statement): TSESTree.Statement {
  return statement.type === 'LabeledStatement' ? withoutLabels(statement.body) : statement;
}

export function collectNames(pattern: Node | null, into: Set<string>): void {
  switch (pattern?.type) {
    case 'Identifier':
      into.add(pattern.name);
      break;
    case 'ObjectPattern':
      for (const p of pattern.properties) collectNames(p.type === 'Property' ? p.value : p.argument, into);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) collectNames(element, into);
      break;
    case 'AssignmentPattern':
      collectNames(pattern.left, into);
      break;
    case 'RestElement':
      collectNames(pattern.argument, into);
      break;
    case 'TSParameterProperty':
      collectNames(pattern.parameter, into);
      break;
    default:
  }
}
