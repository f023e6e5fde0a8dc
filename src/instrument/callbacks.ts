/**
 * Functions that are no tasks and are handed over to be called later: which they are, and what can be told of them. A function
 * that stands where it is handed over is called through that only. Of one that is handed over by name, that is certain
 * where the name stands for nothing else in the file and is not used otherwise; else only the function itself is told. So it
 * is with methods, which others can reach, but for private ones.
 */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { CallbackInfo, CallbackPlace } from '../trace/channel.ts';
import { countMethods, HandedNames } from './handed-names.ts';
import type { Handing } from './handed.ts';
import { functionName, keyName } from './names.ts';
import type { Origin } from './origin.ts';

type Node = TSESTree.Node;
type AnyFunction = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** Ways of handing one function over that its text lists. */
const MOST_WAYS = 3;

interface Found {
  readonly name: string;
  readonly place: CallbackPlace;
  /** Where it is handed over, when it stands there itself; or the name that may be handed over. */
  readonly by: Handing | Name;
}

/** A name that may be handed over. */
class Name {
  readonly handings: Handing[] = [];
  /** Functions that it stands for. */
  functions = 0;
  /** Where the last of them can be seen, offsets. */
  scope: readonly [number, number] = [0, 0];
  /** It stands for something else, too, or is used otherwise. */
  otherwise = false;

  isCertain(): boolean {
    const [start, end] = this.scope;
    const within = ({ at }: Handing): boolean => at >= start && at < end;
    return this.functions === 1 && !this.otherwise && this.handings.length > 0 && this.handings.every(within);
  }
}

export class Callbacks {
  readonly #text: string;
  readonly #origin: Origin;
  readonly #found: Found[] = [];
  readonly #handed = new Map<Node, Handing>();
  readonly #names = new Map<string, Name>();
  /** Names where they stand, of which is known what they are there for. */
  readonly #known = new Set<Node>();
  /** Where methods are handed over, by their names. */
  readonly #methods: ReadonlyMap<string, readonly number[]>;
  readonly #evaluates: boolean;

  constructor(text: string, origin: Origin) {
    this.#text = text;
    this.#origin = origin;
    const { methods, names } = new HandedNames(text);
    for (const name of names) this.#names.set(name, new Name());
    this.#methods = methods;
    this.#evaluates = text.includes('eval(');
  }

  /** Before what is handed over is walked. */
  hand(handing: Handing): void {
    for (const node of handing.what) {
      if (node.type !== 'Identifier' && node.type !== 'PrivateIdentifier') this.#handed.set(node, handing);
      else {
        const name = this.#names.get(textOf(node));
        name?.handings.push(handing);
        if (name !== undefined) this.#known.add(node);
      }
    }
  }

  takeBack(names: readonly Node[]): void {
    for (const node of names) this.#known.add(node);
  }

  /** A name is met. */
  meet(node: TSESTree.Identifier | TSESTree.PrivateIdentifier, parent: Node | undefined): void {
    const name = this.#names.get(textOf(node));
    if (name === undefined || this.#known.has(node) || isKey(node, parent)) return;
    // A variable that is made with a function is dealt with there.
    if (parent?.type === 'VariableDeclarator' && parent.id === node && isFunction(parent.init)) return;
    name.otherwise = true;
  }

  /** All names in what gets no probes. */
  meetAll(node: Node, parent: Node | undefined): void {
    if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') this.meet(node, parent);
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, unknown>)[key];
      for (const item of Array.isArray(value) ? value : [value])
        if (item !== null && item !== undefined) this.meetAll(item as Node, node);
    }
  }

  /** @returns the id of the callback that a function is, or 0. Asked once of each function, before it is walked. */
  idOf(node: AnyFunction, ancestors: readonly Node[]): number {
    const parent = ancestors[ancestors.length - 1];
    const own = node.id?.name;
    const variable = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : null;
    const isDeclared = node.type === 'FunctionDeclaration';
    const key = own === undefined ? methodKey(node, parent) : null;
    const isPrivate = key?.type === 'PrivateIdentifier';
    const name = this.#names.get((isDeclared ? own : isPrivate ? textOf(key) : variable?.name) ?? '');
    if (name !== undefined) this.#declare(name, ancestors);
    // The name of a function expression is seen in it only, and hides others there.
    if (!isDeclared && own !== undefined && own !== variable?.name) this.#hide(own);
    if (node.async || node.generator) {
      if (name !== undefined) name.otherwise = true;
      return 0;
    }
    const by = this.#handed.get(node) ?? name ?? this.#method(key, ancestors);
    if (by === undefined) return 0;
    const start = node.type === 'FunctionExpression' && isShort(parent) ? parent.key.range[0] : node.range[0];
    const { column, line } = this.#origin.range(start, start);
    const called =
      by instanceof Name && key !== null
        ? functionName(node, ancestors, this.#text)
        : (own ??
          variable?.name ??
          (key === null || parent?.type === 'AssignmentExpression' ? '' : keyName(key, false, this.#text)));
    return this.#found.push({ name: called, place: { line, column }, by });
  }

  /** A method that is handed over as one of `this` where `this` may be its owner; or of whatever, and it is the only one of its name. */
  #method(key: Node | null, ancestors: readonly Node[]): Name | undefined {
    if (key === null || this.#methods.size === 0) return undefined;
    const name = keyName(key, false, this.#text);
    const places = this.#methods.get(name);
    if (places === undefined) return undefined;
    const owner = ancestors[ancestors.length - 2];
    const [start, end] = isOwner(owner) ? owner.range : [0, Infinity];
    if (places.some((at) => at >= start && at < end)) return new Name();
    return places.includes(-1) && countMethods(this.#text, name) < 2 ? new Name() : undefined;
  }

  #declare(name: Name, ancestors: readonly Node[]): void {
    name.functions++;
    const parent = ancestors[ancestors.length - 1];
    const isVariable = parent?.type === 'VariableDeclarator';
    // Others may call what a file exports.
    if (ancestors[ancestors.length - (isVariable ? 3 : 1)]?.type.startsWith('Export') === true) name.otherwise = true;
    const scope = ancestors.findLast(
      ({ type }) =>
        type === 'BlockStatement' || type === 'Program' || type === 'SwitchStatement' || type === 'StaticBlock',
    );
    if (scope !== undefined) name.scope = scope.range;
  }

  #hide(own: string): void {
    const name = this.#names.get(own);
    if (name !== undefined) name.otherwise = true;
  }

  /** By id - 1, once all is walked. */
  infos(): CallbackInfo[] {
    return this.#found.map(({ by, name, place }) => {
      const handings = by instanceof Name ? this.#waysOf(by) : [by];
      const [first] = handings;
      if (first === undefined) return { kind: 'callback', text: name, name: '', place, asked: null };
      const texts = [...new Set(handings.map(({ text }) => text))];
      const text = texts.length > MOST_WAYS ? `${texts.slice(0, MOST_WAYS).join(' or ')} …` : texts.join(' or ');
      const kind = handings.every((one) => one.kind === first.kind) ? first.kind : 'callback';
      return { kind, text, name, place, asked: handings.length === 1 ? this.#placeOf(first) : null };
    });
  }

  #waysOf(name: Name): readonly Handing[] {
    return name.isCertain() && !this.#evaluates ? name.handings : [];
  }

  #placeOf({ at }: Handing): CallbackPlace {
    const { column, line } = this.#origin.range(at, at);
    return { line, column };
  }
}

function textOf(name: TSESTree.Identifier | TSESTree.PrivateIdentifier): string {
  return name.type === 'Identifier' ? name.name : `#${name.name}`;
}

function isOwner(node: Node | undefined): node is TSESTree.ClassBody | TSESTree.ObjectExpression {
  return node?.type === 'ClassBody' || node?.type === 'ObjectExpression';
}

/** `read() {}`, where the key is what stands first. */
function isShort(parent: Node | undefined): parent is TSESTree.MethodDefinition | TSESTree.Property {
  return parent?.type === 'MethodDefinition' || (parent?.type === 'Property' && parent.method);
}

/** Of a function that is a method, a field, or a property: by what name it is handed over as such. */
function methodKey(node: Node, parent: Node | undefined): Node | null {
  switch (parent?.type) {
    case 'MethodDefinition':
      return parent.kind === 'method' && !parent.computed ? parent.key : null;
    case 'Property':
      return parent.kind === 'init' && parent.value === node && !parent.computed ? parent.key : null;
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return parent.value === node && !parent.computed ? parent.key : null;
    case 'AssignmentExpression':
      return parent.right === node && parent.left.type === 'MemberExpression' && !parent.left.computed
        ? parent.left.property
        : null;
    default:
      return null;
  }
}

function isFunction(node: Node | null): boolean {
  return node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression';
}

/** Is it the name of a property or a label, which stands for no variable? */
function isKey(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.property === node && !parent.computed && node.type === 'Identifier';
    case 'Property':
      return parent.key === node && parent.value !== node && !parent.computed && !parent.shorthand;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return parent.key === node && !parent.computed;
    default:
      return parent?.type === 'LabeledStatement';
  }
}
