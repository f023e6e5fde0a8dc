/** Functions: the enter probe, the marks at returns and ends, and the wrapping of generators. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { canWrapBody, parametersRunCode, type Context } from './context.ts';
import { enter, probe, varNames, type Node, type Walk } from './walk.ts';

type AnyFunction = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

export function visitFunction(walk: Walk, node: AnyFunction): boolean {
  // Type-only declarations have no body to run.
  if ((node as { body: unknown }).body === null) return false;
  if (!node.async && !node.generator) {
    walk.within(node, null, () => {
      walk.child(node.params);
      walk.child(node.body);
    });
    return true;
  }
  const kind = node.generator ? (node.async ? 'async-generator' : 'generator') : 'async';
  const complex = kind === 'async' && parametersRunCode(node.params);
  const block = node.body.type === 'BlockStatement' ? node.body : null;
  const wraps = kind !== 'async' || complex;
  const canWrap = block === null || canWrapBody(node.params, block, varNames);
  const context: Context = {
    kind,
    id: walk.addFunction(node, kind),
    targets: [],
    unsure: wraps ? 1 : 0,
    sites: 0,
  };
  const letter = complex ? 'P' : 'E';
  walk.within(node, context, () => {
    walk.child(node.params);
    if (block === null)
      openExpressionBody(walk, node as TSESTree.ArrowFunctionExpression, enter(letter, context.id), wraps);
    else openBody(walk, block, enter(letter, context.id) + (wraps && canWrap ? 'try{' : ''));
    walk.child(node.body);
    if (block === null) return;
    const end = block.range[1] - 1;
    if (wraps) walk.edits.open(end, canWrap ? `;}finally{${probe('L')})}` : `;${probe('L')});`);
    else if (!leavesAtEnd(block)) walk.edits.open(end, `;${probe('V')});`);
  });
  return true;
}

function openBody(walk: Walk, block: TSESTree.BlockStatement, chunk: string): void {
  let offset = block.range[0] + 1;
  for (const statement of block.body) {
    if (!('directive' in statement) || statement.directive === undefined) break;
    offset = statement.range[1];
  }
  walk.edits.open(offset, offset === block.range[0] + 1 ? chunk : `;${chunk}`);
}

function openExpressionBody(walk: Walk, node: TSESTree.ArrowFunctionExpression, begin: string, wraps: boolean): void {
  const arrow = arrowEnd(walk.text, node);
  walk.edits.open(arrow, wraps ? `{${begin}try{return (` : `{${begin}return ${probe('V')},(`);
  walk.edits.close(node.range[1], wraps ? `)}finally{${probe('L')})}}` : '))}');
}

/** The offset after `=>`. Between it and the body stand only blanks, comments and parentheses. */
function arrowEnd(text: string, node: TSESTree.ArrowFunctionExpression): number {
  for (let at = text.lastIndexOf('=>', node.body.range[0]); at > node.range[0]; at = text.lastIndexOf('=>', at - 1)) {
    const between = text.slice(at + 2, node.body.range[0]).replace(/\/\*[^]*?\*\/|\/\/[^\n]*\n/g, '');
    if (/^[\s(]*$/.test(between)) return at + 2;
  }
  throw new Error('an arrow function without an arrow');
}

function leavesAtEnd(block: TSESTree.BlockStatement): boolean {
  const last = block.body[block.body.length - 1];
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
}

export function visitReturn(walk: Walk, node: TSESTree.ReturnStatement): boolean {
  const context = walk.context;
  if (context === null) return false;
  const loop = context.targets.findLast((target) => target.site !== 0);
  const { argument } = node;
  if (loop === undefined && context.kind === 'generator') return false;
  const letter = context.kind === 'async-generator' ? 'S' : context.unsure > 0 ? 'W' : 'V';
  if (letter === 'S' && argument === null) return false;
  // Out of a `for await` the iterator is closed, which may wait.
  const [before, call] =
    loop === undefined
      ? [`${probe(letter)});`, `${probe(letter)},`]
      : [`${probe('K', loop.site)});`, `${probe('K', loop.site)},`];
  if (argument === null) {
    walk.edits.open(node.range[0], `{${before}`);
    walk.edits.close(node.range[1], '}');
    return true;
  }
  wrapArgument(walk, argument, call);
  return false;
}

/** Puts a call around an expression; a sequence keeps being one argument. */
export function wrapArgument(walk: Walk, argument: Node, call: string): void {
  const sequence = argument.type === 'SequenceExpression';
  walk.edits.open(argument.range[0], sequence ? `${call}(` : call);
  walk.edits.close(argument.range[1], sequence ? '))' : ')');
}

/** Field initialisers and static blocks are functions of their own kind: no await of the function around is in them. */
export function visitField(walk: Walk, node: TSESTree.PropertyDefinition | TSESTree.AccessorProperty): boolean {
  const before = walk.context;
  walk.ancestors.push(node);
  walk.child(node.decorators);
  walk.child(node.key);
  walk.ancestors.pop();
  walk.within(node, null, () => {
    walk.child(node.value);
  });
  walk.context = before;
  return true;
}

export function visitStaticBlock(walk: Walk, node: TSESTree.StaticBlock): boolean {
  walk.within(node, null, () => {
    walk.child(node.body);
  });
  return true;
}
