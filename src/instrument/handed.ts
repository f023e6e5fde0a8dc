/** Where a program hands a function over to be called later, as far as the syntax tells: `socket.on('data', f)`. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { CallbackKind } from '../trace/channel.ts';
import { BY_ERROR, OBSERVERS, STREAMS, STREAM_METHODS, TAKERS, takesError, type Taker } from './takers.ts';
import { lastPosition } from './thrown-at.ts';

type Node = TSESTree.Node;

const TAKES_BACK = new Set(['off', 'removeListener', 'removeEventListener']);
const PROPERTY = /^on[a-z]+$/;
/** Longer texts of what is called are told by its last name. */
const LONGEST = 40;
const PLAIN = /^[\w$.#?!]+$/;

/** One way of handing functions over: a call, or `x.onmessage = f`. */
export interface Handing {
  readonly kind: CallbackKind;
  /** `socket.on "data"` */
  readonly text: string;
  /** Offset that V8 says the call is at. */
  readonly at: number;
  /** What is handed over: functions, and names that may be some. */
  readonly what: readonly Node[];
}

/** What `f.bind(this)`, and what types are written around, hands over. */
function bare(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return bare(node.expression);
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' && nameOf(node.callee) === 'bind' ? node.callee.object : node;
    default:
      return node;
  }
}

function nameOf(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name;
  // `(0, module.once)(…)`, as TypeScript writes it.
  if (callee.type === 'SequenceExpression') return nameOf(callee.expressions[callee.expressions.length - 1] ?? callee);
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier'
    ? callee.property.name
    : '';
}

/** The arguments that are called. A name may stand for what is no function: there the call must look like one that takes one. */
function called({ which }: Taker, args: readonly Node[]): readonly Node[] {
  switch (which) {
    case 'any':
      return args;
    case 'first':
      return args.slice(0, 1);
    case 'first two':
      return args.slice(0, 2);
    case 'last':
      return args.length === 1 && !args.map(bare).every(isWritten) ? [] : args.slice(-1);
    case 'last or only':
      return args.slice(-1);
  }
}

/** ` "data"` of `on('data', f)`; '' where the text does not tell. */
function aboutOf({ tells }: Taker, [first]: readonly Node[]): string {
  if (!tells) return '';
  if (first?.type === 'Literal' && typeof first.value === 'string') return ` "${first.value.slice(0, LONGEST)}"`;
  const fixed =
    first?.type === 'TemplateLiteral' && first.expressions.length === 0 ? first.quasis[0]?.value.cooked : '';
  return (fixed ?? '') === '' ? '' : ` "${fixed?.slice(0, LONGEST)}"`;
}

function shown(callee: Node, name: string, text: string): string {
  const source = text.slice(callee.range[0], callee.range[1]).replace(/\s+/g, '');
  return source.length <= LONGEST && PLAIN.test(source) ? source : name;
}

/** Does a function stand there itself? */
function isWritten(node: Node): boolean {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

function isFunction(node: Node): boolean {
  return isWritten(node) || node.type === 'Identifier' || privateName(node) !== null;
}

/** `#read` of `this.#read`: no name of another file can stand for that. */
function privateName(node: Node): Node | null {
  const isOwn = node.type === 'MemberExpression' && node.object.type === 'ThisExpression';
  return isOwn && node.property.type === 'PrivateIdentifier' ? node.property : null;
}

/** What is handed over, without what stands around it. */
function parts(nodes: readonly Node[]): readonly Node[] {
  return nodes
    .map(bare)
    .filter(isFunction)
    .map((node) => privateName(node) ?? node);
}

function takerOf(name: string, { arguments: args, callee }: TSESTree.CallExpression): Taker | undefined {
  const taker = TAKERS.get(name);
  // `socket.setTimeout(1000, f)`
  if (taker?.kind === 'timer' && callee.type === 'MemberExpression' && args.slice(1).map(bare).some(isWritten))
    return args.slice(0, 1).map(bare).some(isWritten) ? taker : BY_ERROR;
  return taker ?? (takesError(name, args[args.length - 1]) ? BY_ERROR : undefined);
}

/** @returns null for a call that hands no function over */
export function handedTo(call: TSESTree.CallExpression, text: string): Handing | null {
  const name = nameOf(call.callee);
  const taker = takerOf(name, call);
  if (taker === undefined) return null;
  const { kind } = taker;
  const what = parts(called(taker, call.arguments));
  if (what.length === 0) return null;
  const told =
    kind === 'reaction' ? `promise.${name}` : shown(call.callee, name, text) + aboutOf(taker, call.arguments);
  return { kind, text: told, at: lastPosition(call, text) ?? call.range[0], what };
}

/** The same of `new PerformanceObserver(f)`, and of `new Transform({ transform() {} })`. */
export function constructed(node: TSESTree.NewExpression, text: string): Handing | null {
  const name = nameOf(node.callee);
  const [first] = node.arguments;
  if (first === undefined) return null;
  const what =
    first.type === 'ObjectExpression' && STREAMS.test(name)
      ? first.properties.flatMap((one) => (isStreamMethod(one) ? parts([one.value]) : []))
      : OBSERVERS.test(name)
        ? parts([first])
        : [];
  return what.length === 0
    ? null
    : { kind: 'callback', text: `new ${shown(node.callee, name, text)}`, at: node.range[0], what };
}

function isStreamMethod(node: TSESTree.Property | TSESTree.SpreadElement): node is TSESTree.Property {
  const isNamed = node.type === 'Property' && node.kind === 'init' && !node.computed && node.key.type === 'Identifier';
  return isNamed && STREAM_METHODS.has((node.key as TSESTree.Identifier).name);
}

/** The same of `port.onmessage = f`. */
export function assignedTo({ left, operator, right }: TSESTree.AssignmentExpression, text: string): Handing | null {
  if (operator !== '=' || left.type !== 'MemberExpression') return null;
  const name = nameOf(left);
  const what = parts([right]);
  if (!PROPERTY.test(name) || what.length === 0) return null;
  return { kind: 'listener', text: shown(left, name, text), at: left.property.range[0], what };
}

/** Names that are given to a call which takes a listener off again: it is not called for that. */
export function takenBack({ callee, arguments: args }: TSESTree.CallExpression): readonly Node[] {
  return TAKES_BACK.has(nameOf(callee)) ? parts(args).filter((node) => !isWritten(node)) : [];
}
