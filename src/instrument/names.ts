/** What a developer would call a function. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';

type Node = TSESTree.Node;

export function keyName(key: Node, computed: boolean, text: string): string {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (!computed && key.type === 'Literal') return String(key.value);
  return `[${text.slice(key.range[0], key.range[1])}]`;
}

/**
 * @param ancestors from the root down to the function's parent
 * @returns its own name, the name it is bound to, or where it is handed to
 */
export function functionName(node: Node, ancestors: readonly Node[], text: string): string {
  if ('id' in node && node.id?.type === 'Identifier') return node.id.name;
  const parent = ancestors[ancestors.length - 1];
  const source = (of: Node): string => text.slice(of.range[0], of.range[1]).replace(/\s+/g, ' ').slice(0, 40);
  switch (parent?.type) {
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty': {
      const owner = ancestors[ancestors.length - 3];
      const className = owner === undefined ? '' : functionName(owner, ancestors.slice(0, -3), text);
      const name = keyName(parent.key, parent.computed, text);
      return className === '' || className === '(anonymous)' ? name : `${className}.${name}`;
    }
    case 'Property': {
      const object = ancestors[ancestors.length - 2];
      const holder = object === undefined ? '' : functionName(object, ancestors.slice(0, -2), text);
      const name = keyName(parent.key, parent.computed, text);
      return holder === '' || holder.startsWith('(') || holder.includes('callback') ? name : `${holder}.${name}`;
    }
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : '(anonymous)';
    case 'AssignmentExpression':
      return source(parent.left);
    case 'AssignmentPattern':
      return parent.left.type === 'Identifier' ? parent.left.name : '(anonymous)';
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node ? '(called at once)' : `${source(parent.callee)} callback`;
    default:
      return '(anonymous)';
  }
}
