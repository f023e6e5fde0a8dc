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

/**
 * Where V8 says that a function is when it reads the first name in the operand of `node`: at the statement, as long as nothing
 * else of it could throw.
 * @returns null where something could, or where that is not known
 */
export function positionBefore(node: Node, ancestors: readonly Node[]): number | null {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    switch (parent?.type) {
      case 'ExpressionStatement':
      case 'IfStatement':
      case 'ReturnStatement':
      case 'ThrowStatement':
        return parent.range[0];
      case 'ArrowFunctionExpression':
      case 'DoWhileStatement':
      case 'VariableDeclarator':
      case 'WhileStatement':
        return child.type === 'AwaitExpression' || child.type === 'YieldExpression' ? child.range[0] : null;
      case 'AssignmentExpression':
        if (parent.right !== child || parent.operator !== '=' || parent.left.type !== 'Identifier') return null;
        break;
      case 'CallExpression':
        if (parent.callee !== child) return null;
        break;
      case 'MemberExpression':
        if (parent.object !== child) return null;
        break;
      case 'AwaitExpression':
      case 'ChainExpression':
        break;
      default:
        return null;
    }
    child = parent;
  }
  return null;
}

/** Does the evaluation of `node` begin with the name, or `import`, that stands first in it? V8 gives the name of what is called no position of its own. */
export function firstName(node: Node): 'read' | 'called' | null {
  let at = node;
  for (let isCallee = false; at.range[0] === node.range[0];) {
    switch (at.type) {
      case 'Identifier':
        return isCallee ? 'called' : 'read';
      case 'CallExpression':
        at = at.callee;
        isCallee = true;
        continue;
      // Has no position of its own either.
      case 'ImportExpression':
        return at.source.type === 'Literal' ? 'called' : null;
      case 'MemberExpression':
        at = at.object;
        break;
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSInstantiationExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
        at = at.expression;
        break;
      default:
        return null;
    }
    isCallee = false;
  }
  return null;
}
