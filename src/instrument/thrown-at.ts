/**
 * Where V8 says that a function was once `node` has been evaluated: the last of its operations that has a position. What
 * a probe around it does must be said to happen there, too.
 */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { endOfParentheses, endOfToken } from './scan.ts';

type Node = TSESTree.Node;

/** @returns an offset in `text`, or null when nothing in `node` has a position of its own */
export function lastPosition(node: Node, text: string): number | null {
  switch (node.type) {
    case 'CallExpression':
      return calleePosition(node.callee, text) ?? endOfToken(text, endOfCallee(node, text), '(') - 1;
    case 'NewExpression':
    case 'AwaitExpression':
      return node.range[0];
    case 'MemberExpression':
      return node.computed ? null : node.property.range[0];
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSInstantiationExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return lastPosition(node.expression, text);
    case 'SequenceExpression':
      return lastPosition(node.expressions[node.expressions.length - 1] ?? node, text);
    default:
      return null;
  }
}

/** Names of properties that V8 takes for no names here. */
const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
    'import in instanceof new null return switch this throw true try typeof var void while with'
  ).split(' '),
);

/** A call of a name or of a named property is said to be at that name, any other at its parenthesis. */
function calleePosition(callee: Node, text: string): number | null {
  const isName = callee.type === 'Identifier' && text[callee.range[1] - 1] !== ')';
  if (isName) return callee.range[0];
  if (callee.type !== 'MemberExpression' || callee.computed) return null;
  return callee.property.type === 'Identifier' && RESERVED.has(callee.property.name) ? null : callee.property.range[0];
}

function endOfCallee({ callee, typeArguments }: TSESTree.CallExpression, text: string): number {
  return typeArguments?.range[1] ?? endOfParentheses(text, callee.range[1]);
}
