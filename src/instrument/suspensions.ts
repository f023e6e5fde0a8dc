/** Expressions that suspend: await and yield. The operand is passed through a probe by identity. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { Context } from './context.ts';
import { wrapArgument } from './functions.ts';
import { firstName, lastPosition, positionBefore } from './thrown-at.ts';
import { probe, type Node, type Walk } from './walk.ts';

/**
 * May the value of `node` pass through a call? V8 prints the text of the expression in some error messages, and there a
 * call would show: `(intermediate value) is not iterable`. So not in a callee, a spread, the right side of a pattern or of
 * for-of. Operators around it are printed too, arguments and the branches of a condition are not.
 */
function mayWrapResult(walk: Walk, node: Node): boolean {
  const { ancestors } = walk;
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    // An array literal is iterable and has properties: it is printed only where it is called.
    const safe = child.type === 'ArrayExpression';
    switch (parent?.type) {
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee !== child;
      case 'TaggedTemplateExpression':
        return parent.tag !== child;
      case 'VariableDeclarator':
        return safe || parent.id.type === 'Identifier';
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        return safe || parent.right !== child || !parent.left.type.endsWith('Pattern');
      case 'SpreadElement':
        return safe || ancestors[i - 1]?.type === 'ObjectExpression';
      case 'ForOfStatement':
        return safe || parent.right !== child;
      case 'YieldExpression':
        return safe || !parent.delegate;
      case 'ArrayExpression':
      case 'BinaryExpression':
      case 'ChainExpression':
      case 'LogicalExpression':
      case 'MemberExpression':
      case 'SequenceExpression':
      case 'TemplateLiteral':
      case 'TSAsExpression':
      case 'TSInstantiationExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'UnaryExpression':
        child = parent;
        break;
      default:
        return true;
    }
  }
  return true;
}

/** Where a name is read that is called, when the statement around has begun already. */
function calledAt(node: Node, operand: Node): number | null {
  return firstName(operand) === 'called' ? node.range[0] : null;
}

/** Does nothing in it have a position, so that the function is where it was before? */
function isAtOnce(node: Node): boolean {
  switch (node.type) {
    case 'FunctionExpression':
    case 'Identifier':
    case 'Literal':
    case 'ThisExpression':
      return true;
    case 'ImportExpression':
      return node.source.type === 'Literal';
    case 'ObjectExpression':
      return node.properties.every((own) => own.type === 'Property' && !own.computed && isAtOnce(own.value));
    default:
      return false;
  }
}

/** May a rejection here run code of the program before the next probe: close an iterator, dispose of a resource? */
function leavesUnseen(walk: Walk, context: Context): boolean {
  return (
    context.closing > 0 || context.kind === 'module' || walk.ancestors.some((node) => node.type === 'ArrayPattern')
  );
}

export function visitAwait(walk: Walk, node: TSESTree.AwaitExpression): boolean {
  const context = walk.origin.has('await', node.range[0]) ? walk.suspendable() : null;
  if (context === null) return false;
  const site = walk.addSite(context, 'await', node.range[0], node.range[1], node.argument);
  const wraps = mayWrapResult(walk, node);
  const before = positionBefore(node, walk.ancestors);
  const place = lastPosition(node.argument, walk.text) ?? (isAtOnce(node.argument) ? before : null);
  if (wraps) {
    walk.edits.open(node.range[0], `${probe('R')},`);
    walk.closeCall(node.range[1], ')');
  }
  const letter = !wraps ? 'U' : leavesUnseen(walk, context) ? 'Q' : 'O';
  wrapArgument(
    walk,
    node.argument,
    `${probe(letter, site)},`,
    place,
    undefined,
    before ?? calledAt(node, node.argument),
  );
  return false;
}

export function visitYield(walk: Walk, node: TSESTree.YieldExpression): boolean {
  const { context } = walk;
  if (context === null) return false;
  const wraps = mayWrapResult(walk, node);
  const [start, end] = node.range;
  const { argument } = node;
  const site = walk.addSite(context, node.delegate ? 'yield-star' : 'yield', start, end, argument);
  const before = positionBefore(node, walk.ancestors);
  const place = argument === null ? null : lastPosition(argument, walk.text);
  if (node.delegate) {
    if (!wraps) return false;
    walk.edits.open(start, `${probe('Y')},(${probe('I', site)}),`);
    walk.closeCall(end, '))');
    return false;
  }
  if (wraps) {
    walk.edits.open(start, `${probe('Y')},`);
    walk.closeCall(end, ')');
  }
  if (argument === null) walk.closeCall(end, ` ${probe('B', site)})`);
  else wrapArgument(walk, argument, `${probe('B', site)},`, place, undefined, before ?? calledAt(node, argument));
  return false;
}
