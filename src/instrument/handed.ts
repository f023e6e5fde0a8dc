/** Where a program hands a function over to be called later, as far as the syntax tells: `socket.on('data', f)`. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { CallbackKind } from '../trace/channel.ts';
import { lastPosition } from './thrown-at.ts';

type Node = TSESTree.Node;

/** By the name of what is called. */
const KINDS = new Map<string, CallbackKind>([
  ...['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'addEventListener'].map(listens),
  ...['createServer', 'createSecureServer', 'createConnection', 'connect', 'listen', 'request'].map(listens),
  ...(['then', 'catch', 'finally'] as const).map((name): [string, CallbackKind] => [name, 'reaction']),
  ['nextTick', 'tick'],
  ['queueMicrotask', 'microtask'],
  ['setTimeout', 'timer'],
  ['setInterval', 'timer'],
  ['setImmediate', 'immediate'],
]);
const TAKES_BACK = new Set(['off', 'removeListener', 'removeEventListener']);
const PROPERTY = /^on[a-z]+$/;
/** Longer texts of what is called are told by its last name. */
const LONGEST = 40;
const PLAIN = /^[\w$.#?!]+$/;

function listens(name: string): [string, CallbackKind] {
  return [name, 'listener'];
}

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

/** The arguments that are called: of a timer and a tick the first, of `then` the first two. */
function called(kind: CallbackKind, name: string, args: readonly Node[]): readonly Node[] {
  if (kind === 'listener') return args;
  return args.slice(0, name === 'then' ? 2 : 1);
}

/** ` "data"` of `on('data', f)`; '' where the text does not tell. */
function eventOf(kind: CallbackKind, [first]: readonly Node[]): string {
  if (kind !== 'listener') return '';
  if (first?.type === 'Literal' && typeof first.value === 'string') return ` "${first.value.slice(0, LONGEST)}"`;
  const fixed =
    first?.type === 'TemplateLiteral' && first.expressions.length === 0 ? first.quasis[0]?.value.cooked : '';
  return (fixed ?? '') === '' ? '' : ` "${fixed?.slice(0, LONGEST)}"`;
}

function shown(callee: Node, name: string, text: string): string {
  const source = text.slice(callee.range[0], callee.range[1]).replace(/\s+/g, '');
  return source.length <= LONGEST && PLAIN.test(source) ? source : name;
}

function isFunction(node: Node): boolean {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'Identifier';
}

/** @returns null for a call that hands no function over */
export function handedTo(call: TSESTree.CallExpression, text: string): Handing | null {
  const name = nameOf(call.callee);
  const kind = KINDS.get(name);
  if (kind === undefined) return null;
  const what = called(kind, name, call.arguments).map(bare).filter(isFunction);
  if (what.length === 0) return null;
  const told = kind === 'reaction' ? `promise.${name}` : shown(call.callee, name, text) + eventOf(kind, call.arguments);
  return { kind, text: told, at: lastPosition(call, text) ?? call.range[0], what };
}

/** The same of `port.onmessage = f`. */
export function assignedTo({ left, operator, right }: TSESTree.AssignmentExpression, text: string): Handing | null {
  if (operator !== '=' || left.type !== 'MemberExpression') return null;
  const name = nameOf(left);
  const what = bare(right);
  if (!PROPERTY.test(name) || !isFunction(what)) return null;
  return { kind: 'listener', text: shown(left, name, text), at: left.property.range[0], what: [what] };
}

/** Names that are given to a call which takes a listener off again: it is not called for that. */
export function takenBack({ callee, arguments: args }: TSESTree.CallExpression): readonly Node[] {
  return TAKES_BACK.has(nameOf(callee)) ? args.filter(({ type }) => type === 'Identifier') : [];
}

const CALLS = new RegExp(`\\b(?:${[...KINDS.keys()].join('|')})\\s*\\(|\\.on[a-z]+\\s*=(?!=)`, 'g');
/** One argument, or what is assigned, that is a name; types and parentheses may stand around it. */
const NAME = /[\s(]*([\w$\u0080-\uFFFF]+)[\s)!]*(?=[,;)\n]|$|\bas\b|\bsatisfies\b|\.bind\b)/y;
/** What is passed over to the next argument: not a function, whose text may be long. */
const OTHER = /(?:"[^"\n]*"|'[^'\n]*'|`[^`]*`|\([^(){}]*\)|[^,(){}=>"'`]|=(?!>))*/y;

/** Names that the text hands over, as far as that can be told without a tree. Of all of them, those that may be functions. */
export function namesHanded(text: string): Set<string> {
  const names = new Set<string>();
  for (const { 0: call, index } of text.matchAll(CALLS)) {
    let at = index + call.length;
    do {
      NAME.lastIndex = OTHER.lastIndex = at;
      const name = NAME.exec(text)?.[1];
      if (name !== undefined) names.add(name);
      OTHER.test(text);
      at = OTHER.lastIndex + 1;
    } while (text[at - 1] === ',');
  }
  return names;
}
