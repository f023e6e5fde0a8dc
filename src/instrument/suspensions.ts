/** Expressions that suspend: await and yield. The operand is passed through a probe by identity. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { wrapArgument } from './functions.ts';
import { probe, type Node, type Walk } from './walk.ts';

const TRANSPARENT = new Set([
  'TSNonNullExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'ChainExpression',
]);

/**
 * May the value of `node` pass through a call? V8 prints the text of the expression in some error messages; there a call
 * would show, as in `x is not iterable`. So not as a callee, a spread, the right side of a pattern or of for-of.
 */
function mayWrapResult(walk: Walk, node: Node): boolean {
  let child = node;
  let member = false;
  for (let i = walk.ancestors.length - 1; i >= 0; i--) {
    const parent = walk.ancestors[i];
    if (parent === undefined) return true;
    if (TRANSPARENT.has(parent.type)) {
      child = parent;
      continue;
    }
    if (parent.type === 'MemberExpression' && parent.object === child) {
      // As the callee `(await x).f()` it would be named, as a mere read it is not.
      member = true;
      child = parent;
      continue;
    }
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee !== child;
      case 'TaggedTemplateExpression':
        return parent.tag !== child;
      case 'VariableDeclarator':
        return member || parent.id.type === 'Identifier';
      case 'AssignmentExpression':
        return member || (parent.left.type !== 'ObjectPattern' && parent.left.type !== 'ArrayPattern');
      case 'AssignmentPattern':
        return parent.left.type === 'Identifier';
      case 'SpreadElement':
        return false;
      case 'ForOfStatement':
        return parent.right !== child;
      case 'YieldExpression':
        return !parent.delegate;
      default:
        return true;
    }
  }
  return true;
}

export function visitAwait(walk: Walk, node: TSESTree.AwaitExpression): boolean {
  const context = walk.suspendable();
  if (context === null) return false;
  const site = walk.addSite(context, 'await', node.range[0], node.range[1], node.argument);
  const wraps = mayWrapResult(walk, node);
  if (wraps) {
    walk.edits.open(node.range[0], `${probe('R')},`);
    walk.edits.close(node.range[1], ')');
  }
  wrapArgument(walk, node.argument, `${probe(wraps ? 'O' : 'U', site)},`);
  return false;
}

export function visitYield(walk: Walk, node: TSESTree.YieldExpression): boolean {
  const { context } = walk;
  if (context === null) return false;
  const wraps = mayWrapResult(walk, node);
  const [start, end] = node.range;
  const { argument } = node;
  const site = walk.addSite(context, node.delegate ? 'yield-star' : 'yield', start, end, argument);
  if (node.delegate) {
    if (!wraps) return false;
    walk.edits.open(start, `${probe('Y')},(${probe('B', site)}),`);
    walk.edits.close(end, '))');
    return false;
  }
  if (wraps) {
    walk.edits.open(start, `${probe('Y')},`);
    walk.edits.close(end, ')');
  }
  if (argument === null) walk.edits.close(start + 'yield'.length, ` ${probe('B', site)})`);
  else wrapArgument(walk, argument, `${probe('B', site)},`);
  return false;
}
