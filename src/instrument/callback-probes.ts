/**
 * Probes in callbacks: one as the body begins, after the parameters, and one where it returns. What they hand on is what
 * came, and they add no block, so that names, hoisting and values stay what they are. Where the body is left by a throw, or
 * by a `return` after which code of the program may still run, there is no second one.
 */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { leavesAtEnd, openBody, placeOf, visitFunction, visitReturn, wrapArgument } from './functions.ts';
import { assignedTo, constructed, handedTo, takenBack } from './handed.ts';
import { isDisposal } from './leaving.ts';
import { PREFIX, idText } from './probe-names.ts';
import { firstName } from './thrown-at.ts';
import type { Node, Walk } from './walk.ts';

type AnyFunction = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** Holds what the first probe says, for the second. */
const TOKEN = `${PREFIX}Z0`;
const END = `${PREFIX}Z1(${TOKEN}`;

export function visitCall(walk: Walk, node: TSESTree.CallExpression): boolean {
  const handing = handedTo(node, walk.text);
  if (handing !== null) walk.callbacks.hand(handing);
  else walk.callbacks.takeBack(takenBack(node));
  return false;
}

export function visitNew(walk: Walk, node: TSESTree.NewExpression): boolean {
  const handing = constructed(node, walk.text);
  if (handing !== null) walk.callbacks.hand(handing);
  return false;
}

export function visitAssignment(walk: Walk, node: TSESTree.AssignmentExpression): boolean {
  const handing = assignedTo(node, walk.text);
  if (handing !== null) walk.callbacks.hand(handing);
  return false;
}

export function visitName(
  walk: Walk,
  node: TSESTree.Identifier | TSESTree.PrivateIdentifier,
  parent: Node | undefined,
): boolean {
  walk.callbacks.meet(node, parent);
  return false;
}

export function visitAnyFunction(walk: Walk, node: AnyFunction): boolean {
  // Type-only declarations have no body to run.
  const id = (node as { body: unknown }).body === null ? 0 : walk.callbacks.idOf(node, walk.ancestors);
  if (id === 0) return visitFunction(walk, node);
  const begin = `${PREFIX}Z(${idText(id)})`;
  const { body } = node;
  walk.within(node, null, () => {
    walk.child(node.params);
    walk.inCallback = true;
    if (body.type !== 'BlockStatement') {
      const place = placeOf(walk, body, body);
      wrapArgument(walk, body, `${PREFIX}Z1(${begin},`, place, undefined, firstName(body) === 'read' ? place : null);
      walk.child(body);
      return;
    }
    openBody(walk, body, `const ${TOKEN}=${begin};`);
    walk.child(body);
    if (!leavesAtEnd(body)) walk.edits.open(body.range[1] - 1, `;${END});`);
  });
  return true;
}

export function visitAnyReturn(walk: Walk, node: TSESTree.ReturnStatement): boolean {
  if (!walk.inCallback) return visitReturn(walk, node);
  if (runsCodeAfter(node, walk.ancestors)) return false;
  const { argument } = node;
  // To read a name takes no time. Alone in a `return`, a name that is not defined is said to be where the statement begins.
  if (argument === null || argument.type === 'Identifier') {
    walk.edits.open(node.range[0], `{${END});`);
    walk.edits.close(node.range[1], '}');
    return false;
  }
  wrapArgument(walk, argument, `${END},`, placeOf(walk, argument, node), node);
  return false;
}

/** May code of the program run between a `return` and the end of its function: `finally`, a disposal, an iterator's end? */
function runsCodeAfter(statement: Node, ancestors: readonly Node[]): boolean {
  let child = statement;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (parent === undefined || parent.type.includes('Function')) return false;
    switch (parent.type) {
      case 'TryStatement':
        if ((parent.finalizer as Node | null) !== null && parent.finalizer !== child) return true;
        break;
      case 'ForOfStatement':
        return true;
      case 'ForStatement':
        if (isDisposal(parent.init)) return true;
        break;
      case 'BlockStatement':
        if (parent.body.some(isDisposal)) return true;
        break;
      case 'SwitchStatement':
        if (parent.cases.some(({ consequent }) => consequent.some(isDisposal))) return true;
        break;
      default:
    }
    child = parent;
  }
  return false;
}
