/** One walk over the tree: a table from node type to handler; what has no handler is only descended into. */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { FunctionInfo, FunctionKind, SiteInfo, SiteKind } from '../trace/event.ts';
import { Callbacks } from './callbacks.ts';
import { collectNames, type Context } from './context.ts';
import { Edits } from './edits.ts';
import { functionName } from './names.ts';
import type { Origin } from './origin.ts';
import { idText, PREFIX, TASK } from './probe-names.ts';
import { continuesAfter } from './scan.ts';

export type Node = TSESTree.Node;
export type Handler = (walk: Walk, node: never, parent: Node | undefined) => boolean;

/** Text of an awaited operand that a site keeps, characters. */
const TEXT_LENGTH = 80;
/** Of a longer operand, this much is put on one line and cut. */
const TEXT_SCANNED = 400;

/** What is walked: offsets of the tree are offsets in each of the texts. */
export interface Walked {
  /** What is edited: `source`, where types may be blanked. */
  readonly text: string;
  /** What the tree was made of. */
  readonly source: string;
  readonly origin: Origin;
  readonly isModule: boolean;
}

export class Walk {
  /** What runs: without types, or with types that the tree does not have. */
  readonly text: string;
  readonly source: string;
  readonly origin: Origin;
  readonly edits: Edits;
  readonly functions: FunctionInfo[] = [];
  readonly sites: SiteInfo[] = [];
  readonly callbacks: Callbacks;
  readonly ancestors: Node[] = [];
  readonly isModule: boolean;
  /** Text may run in it that is not seen here. */
  readonly evaluates: boolean;
  /** The function around, or null in plain functions and at the top. */
  context: Context | null = null;
  /** The function around is a callback, which has probes at its begin and its end. */
  inCallback = false;
  /** The top of a module; it becomes a function when it is seen to await. */
  topLevel: Context | null = null;
  /** Probes compare `require` with what the module was given. */
  keepsRequire = false;
  readonly #handlers: Readonly<Record<string, Handler>>;
  #markers = 0;
  #program: Node | null = null;

  constructor(walked: Walked, handlers: Readonly<Record<string, Handler>>) {
    this.text = walked.text;
    this.source = walked.source;
    this.origin = walked.origin;
    this.isModule = walked.isModule;
    this.evaluates = walked.text.includes('eval');
    this.edits = new Edits(walked.text, walked.source);
    this.callbacks = new Callbacks(walked.text, walked.origin);
    this.#handlers = handlers;
  }

  run(program: TSESTree.Program): void {
    this.#program = program;
    this.visit(program);
  }

  visit(node: Node): void {
    const parent = this.ancestors[this.ancestors.length - 1];
    const handler = this.#handlers[node.type];
    // A handler that returns true has walked the children itself.
    if (handler?.(this, node as never, parent) === true) return;
    this.children(node);
  }

  children(node: Node): void {
    const keys = visitorKeys[node.type];
    if (keys === undefined) return;
    this.ancestors.push(node);
    for (const key of keys) this.child((node as unknown as Record<string, unknown>)[key]);
    this.ancestors.pop();
  }

  child(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) if (item !== null) this.visit(item as Node);
    } else if (value !== null && value !== undefined) this.visit(value as Node);
  }

  /** Walks `node`'s given children in another context. */
  within(node: Node, context: Context | null, work: () => void): void {
    const { context: before, inCallback } = this;
    this.context = context;
    this.inCallback = false;
    this.ancestors.push(node);
    work();
    this.ancestors.pop();
    this.context = before;
    this.inCallback = inCallback;
  }

  addFunction(node: Node, kind: FunctionKind, name = functionName(node, this.ancestors, this.source)): number {
    const id = this.functions.length + 1;
    const place = node.type === 'Program' ? this.origin.program : this.origin.range(node.range[0], node.range[1]);
    this.functions.push({ id, file: 0, name, kind, ...place });
    return id;
  }

  /** The context that can suspend here; at the top of a module it comes to be now. Null where awaiting is an error. */
  suspendable(): Context | null {
    if (this.context !== null) return this.context;
    if (!this.isModule || !this.atTop() || this.#program === null) return null;
    this.topLevel ??= {
      kind: 'module',
      id: this.addFunction(this.#program, 'module', '(module)'),
      targets: [],
      holder: null,
      unsure: 0,
      closing: 0,
      sites: 0,
    };
    this.context = this.topLevel;
    return this.topLevel;
  }

  atTop(): boolean {
    return !this.ancestors.some(
      (node) =>
        node.type.endsWith('FunctionExpression') || node.type === 'FunctionDeclaration' || node.type === 'StaticBlock',
    );
  }

  addSite(context: Context, kind: SiteKind, start: number, end: number, operand: Node | null): number {
    const id = this.sites.length + 1;
    context.sites++;
    const text = operand === null ? '' : this.origin.slice(operand.range[0], operand.range[1]).slice(0, TEXT_SCANNED);
    this.sites.push({
      id,
      function: context.id,
      kind,
      ...this.origin.range(start, end),
      text: text.replace(/\s+/g, ' ').slice(0, TEXT_LENGTH),
    });
    return id;
  }

  /**
   * Closes a call around an expression. The call must not go on into a next line that the expression could not go on into:
   * `yield⏎(x)` are two statements.
   * @param statement that the expression may be the end of
   */
  closeCall(offset: number, chunk: string, statement = this.#statement()): void {
    this.edits.close(offset, chunk);
    if (statement?.range[1] === offset && continuesAfter(this.text, offset)) this.edits.end(offset);
  }

  #statement(): Node | undefined {
    return this.ancestors.findLast((node) => node.type.endsWith('Statement') || node.type.endsWith('Declaration'));
  }

  marker(): string {
    return `${PREFIX}N${++this.#markers}`;
  }
}

/** `$awaitscopeX($awaitscopeT,0x00002a` without its closing parenthesis. */
export function probe(letter: string, site = 0): string {
  return `${PREFIX}${letter}(${TASK}${site === 0 ? '' : `,${idText(site)}`}`;
}

/** `const $awaitscopeT=$awaitscopeE(0x000001);` */
export function enter(letter: string, id: number): string {
  return `const ${TASK}=${PREFIX}${letter}(${idText(id)});`;
}

/** Names declared by `var` in a function body, nested blocks included, nested functions not. */
export function varNames(body: Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const declarator of node.declarations) collectNames(declarator.id, names);
    }
    if (node !== body && (node.type.includes('Function') || node.type.startsWith('Class'))) return;
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(value)) {
        for (const item of value) if (item !== null) visit(item as Node);
      } else if (value !== null && value !== undefined) visit(value as Node);
    }
  };
  visit(body);
  return names;
}
