/**
 * Statements that load a module by `require` get a probe before and one behind. To stand before `require` itself would put
 * the recorder on the stack of all that is loaded: what V8 cuts a stack to counts its frames, too.
 */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { isStatementList } from './context.ts';
import { PREFIX } from './probe-names.ts';
import type { Node, Walk } from './walk.ts';

type Requiring = TSESTree.VariableDeclaration | TSESTree.ExpressionStatement;

export function visitRequiring(walk: Walk, node: Requiring, parent: Node | undefined): boolean {
  const call = isStatementList(parent) ? lastCall(node) : null;
  const name = call === null ? null : literal(call.arguments[0]);
  if (call === null || name === null) return false;
  const token = walk.marker();
  walk.edits.open(node.range[0], `const ${token}=${PREFIX}L1();`);
  walk.edits.close(node.range[1], `;${PREFIX}L2(${token},${JSON.stringify(name)});`, call.range[0]);
  return false;
}

/** A `require` that is the only thing to run in the statement, but for what reads and stores a value. */
function lastCall(node: Requiring): TSESTree.CallExpression | null {
  if (node.type === 'ExpressionStatement') {
    const { expression } = node;
    return requireIn(expression.type === 'AssignmentExpression' ? expression.right : expression);
  }
  if (node.kind === 'using' || node.kind === 'await using' || node.declarations.length !== 1) return null;
  return requireIn(node.declarations[0].init);
}

function requireIn(node: Node | null): TSESTree.CallExpression | null {
  let at = node;
  while (at?.type === 'MemberExpression' || at?.type === 'TSAsExpression') {
    at = at.type === 'MemberExpression' ? at.object : at.expression;
  }
  if (at?.type !== 'CallExpression' || at.callee.type !== 'Identifier') return null;
  return at.callee.name === 'require' ? at : null;
}

function literal(node: Node | undefined): string | null {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
