/** Functions: the enter probe, the marks at returns and ends, and the wrapping of generators. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { canWrapBody, parametersRunCode, type Context } from './context.ts';
import { throwsOut } from './leaving.ts';
import { endOfToken } from './scan.ts';
import { firstName, lastPosition } from './thrown-at.ts';
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
  const canWrap = block === null || canWrapBody(node.params, block, varNames, walk.evaluates);
  const context: Context = {
    kind,
    id: walk.addFunction(node, kind),
    targets: [],
    holder: wraps && !canWrap ? walk.marker() : null,
    unsure: wraps ? 1 : 0,
    closing: 0,
    sites: 0,
  };
  const letter = complex ? 'P' : ENTER[kind];
  walk.within(node, context, () => {
    walk.child(node.params);
    if (block === null)
      openExpressionBody(walk, node as TSESTree.ArrowFunctionExpression, enter(letter, context.id), wraps);
    else openBody(walk, block, enter(letter, context.id) + bodyPrefix(context, wraps));
    walk.child(node.body);
    if (block === null) return;
    const end = block.range[1] - 1;
    if (wraps) walk.edits.open(end, canWrap ? `;}finally{${probe('L')})}` : `;${probe('L')});`);
    else if (!leavesAtEnd(block)) walk.edits.open(end, `;${probe('V')});`);
  });
  return true;
}

/** Probes with which bodies begin. */
const ENTER = { async: 'E', generator: 'J', 'async-generator': 'J1' } as const;

function bodyPrefix({ holder }: Context, wraps: boolean): string {
  if (holder !== null) return `let ${holder};`;
  return wraps ? 'try{' : '';
}

export function openBody(walk: Walk, block: TSESTree.BlockStatement, chunk: string): void {
  let offset = block.range[0] + 1;
  for (const statement of block.body) {
    if (!('directive' in statement) || statement.directive === undefined) break;
    offset = statement.range[1];
  }
  walk.edits.open(offset, offset === block.range[0] + 1 ? chunk : `;${chunk}`);
}

function openExpressionBody(walk: Walk, node: TSESTree.ArrowFunctionExpression, begin: string, wraps: boolean): void {
  const head = node.returnType ?? node.params[node.params.length - 1] ?? node.typeParameters;
  const arrow = endOfToken(walk.text, head?.range[1] ?? node.range[0], '=>');
  const place = lastPosition(node.body, walk.text) ?? node.body.range[0];
  const chunk = wraps ? `{${begin}try{return (` : `{${begin}return ${probe('V')},(`;
  walk.edits.open(arrow, chunk, place);
  sayWhereRead(walk, node.body, place, arrow, chunk);
  walk.edits.close(node.range[1], wraps ? `)}finally{${probe('L')})}}` : '))}');
}

export function leavesAtEnd(block: TSESTree.BlockStatement): boolean {
  const last = block.body[block.body.length - 1];
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
}

export function visitReturn(walk: Walk, node: TSESTree.ReturnStatement): boolean {
  const context = walk.context;
  if (context === null) return false;
  const loop = context.targets.findLast((target) => target.site !== 0);
  const { argument } = node;
  if (context.holder !== null && loop === undefined) {
    leaveBeforeReturn(walk, node, context, context.holder);
    return false;
  }
  if (loop === undefined && context.kind === 'generator') {
    if (argument !== null && leavesForSure(context))
      wrapArgument(walk, argument, `${probe('N')},`, placeOf(walk, argument, node), node);
    return false;
  }
  const letter = context.kind === 'async-generator' ? 'S' : context.unsure > 0 ? 'W' : 'V';
  if (loop === undefined && letter === 'S' && argument === null) return false;
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
  const place = placeOf(walk, argument, node);
  wrapArgument(walk, argument, call, place, node);
  if (letter === 'S' && loop === undefined && leavesForSure(context))
    wrapArgument(walk, argument, `${probe('N')},`, place, node);
  return false;
}

/** Where the function is said to be once `argument` of `statement` has been evaluated. */
export function placeOf(walk: Walk, argument: Node, statement: Node): number {
  return lastPosition(argument, walk.text) ?? statement.range[0];
}

/** A generator's body stands in a `finally` of ours, in which nothing throws. */
function leavesForSure({ unsure }: Context): boolean {
  return unsure === 1;
}

export function visitThrow(walk: Walk, node: TSESTree.ThrowStatement): boolean {
  const { context } = walk;
  if (context !== null && context.kind !== 'module' && throwsOut(node, walk.ancestors))
    wrapArgument(walk, node.argument, `${probe('X')},`, placeOf(walk, node.argument, node), node);
  return false;
}

/** Evaluates what is returned, tells the end of the task, and returns it. Passing a call, a function keeps its name. */
function leaveBeforeReturn(walk: Walk, node: TSESTree.ReturnStatement, context: Context, holder: string): void {
  const { argument } = node;
  if (argument === null) {
    walk.edits.open(node.range[0], `{${probe('L')});`);
    walk.edits.close(node.range[1], '}');
    return;
  }
  const sequence = argument.type === 'SequenceExpression';
  const letter = context.kind !== 'async' && leavesForSure(context) ? 'N' : 'W';
  walk.edits.open(argument.range[0], `(${holder}=${probe(letter)},${sequence ? '(' : ''}`);
  const end = `${sequence ? '))' : ')'},${probe('L')}),${holder})`;
  walk.closeCall(argument.range[1], end, node);
}

/** Of a name that is not defined V8 says where the function was before it read it. @param offset where `chunk` is put */
function sayWhereRead(walk: Walk, argument: Node, before: number, offset: number, chunk: string): void {
  const first = firstName(argument);
  if (first === 'called') walk.edits.readFirst(offset, before, chunk);
  else if (first === 'read') walk.edits.readFirst(argument.range[0], before, null);
}

/** Puts a call around an expression; a sequence keeps being one argument. @param statement that it is all of */
export function wrapArgument(
  walk: Walk,
  argument: Node,
  call: string,
  place: number | null,
  statement?: Node,
  before: number | null = statement?.range[0] ?? null,
): void {
  const sequence = argument.type === 'SequenceExpression';
  const chunk = sequence ? `${call}(` : call;
  const [start] = argument.range;
  walk.edits.open(start, chunk, place);
  if (before !== null) sayWhereRead(walk, argument, before, start, chunk);
  walk.closeCall(argument.range[1], sequence ? '))' : ')', statement);
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

/** A name in `with (object)` is looked for in the object first, and a proxy sees that: nothing in there has probes. */
export function visitWith(walk: Walk, node: TSESTree.WithStatement): boolean {
  walk.ancestors.push(node);
  walk.visit(node.object);
  walk.ancestors.pop();
  walk.callbacks.meetAll(node.body, node);
  return true;
}

export function visitStaticBlock(walk: Walk, node: TSESTree.StaticBlock): boolean {
  walk.within(node, null, () => {
    walk.child(node.body);
  });
  return true;
}
