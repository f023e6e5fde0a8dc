/** Where a value leaves a function for sure: what may still replace it. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { collectNames } from './context.ts';
import type { Node } from './walk.ts';

export function isDisposal(node: Node | null | undefined): boolean {
  return node?.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using');
}

/** Does what is thrown in `parent`'s part `child` meet a catch, a finally, or a resource that is disposed of and may throw? */
function intercepts(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'TryStatement':
      return parent.block === child || (parent.handler === child && (parent.finalizer as Node | null) !== null);
    case 'BlockStatement':
    case 'StaticBlock':
      return parent.body.some(isDisposal);
    case 'SwitchStatement':
      return parent.cases.some(({ consequent }) => consequent.some(isDisposal));
    case 'ForOfStatement':
      return isDisposal(parent.left);
    case 'ForStatement':
      return isDisposal(parent.init);
    default:
      return false;
  }
}

/** @param ancestors of the statement, outermost first: is what it throws what the function ends by? */
export function throwsOut(statement: Node, ancestors: readonly Node[]): boolean {
  let child = statement;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (parent === undefined || intercepts(parent, child)) return false;
    if (parent.type.includes('Function')) return true;
    child = parent;
  }
  return false;
}

/** Is a resource disposed of within? Then what is caught around it may be another error than what was thrown in it. */
export function disposesWithin(text: string): boolean {
  return /\busing\b/.test(text);
}

/** The name by which a statement can read a variable of the head before it, at its start; '' when there is none. */
export function readableName(pattern: Node | null, body: Node): string {
  if (pattern?.type !== 'Identifier') return '';
  if (body.type !== 'BlockStatement') return pattern.name;
  const inner = new Set<string>();
  for (const statement of body.body) {
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') inner.add(statement.id.name);
    else if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
      for (const { id } of statement.declarations) collectNames(id, inner);
  }
  return inner.has(pattern.name) ? '' : pattern.name;
}

/** The variable of a `for await` head, where the loop declares it. */
export function loopVariable(left: TSESTree.ForOfStatement['left']): Node | null {
  return left.type === 'VariableDeclaration' && !isDisposal(left) ? left.declarations[0].id : null;
}
