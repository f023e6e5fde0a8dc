/** What a file will probably ask for when it runs, from its imports and from what it names. It is read, not run. */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { collectNames } from './context.ts';
import { parseSource } from './parse.ts';

type Node = TSESTree.Node;

export interface Need {
  /** As written after `--allow`. */
  readonly grant: string;
  /** What in the text tells it: a module, a function, a variable. */
  readonly because: string;
}

const MODULES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['net', 'http', 'https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises'].map((name) => [name, 'net']),
  ),
  ...{ child_process: 'child-process', cluster: 'child-process' },
};
/** Packages whose purpose is the network. */
const PACKAGES = new Set(
  (
    'axios undici got node-fetch ky superagent ws socket.io socket.io-client redis ioredis pg mysql mysql2 mongodb mongoose ' +
    'amqplib kafkajs nats express fastify koa @hapi/hapi nodemailer ssh2 @prisma/client @grpc/grpc-js'
  ).split(' '),
);
const FILES = new Set(['fs', 'fs/promises']);
const WRITES =
  /^(?:write(?:File)?|appendFile|createWriteStream|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|truncate|symlink|link|chmod|chown|utimes)(?:Sync)?$/;
const GLOBALS = new Set(['fetch', 'WebSocket', 'EventSource']);
/** Variables that every run sees. */
const VISIBLE = /^(?:FORCE_COLOR|LANG|LANGUAGE|NODE_ENV|NO_COLOR|PATH|SYSTEMROOT|TERM|TZ|WINDIR|LC_.*)$/;

/** @returns each need once, in order of the text; empty when the text does not parse */
export function predictNeeds(path: string, text: string): Need[] {
  const parsed = parseSource(path, text);
  if (!parsed.ok) return [];
  const found = new Map<string, Need>();
  const add = (grant: string, because: string): void => {
    if (!found.has(grant)) found.set(grant, { grant, because });
  };
  const declared = new Set<string>();
  const named = new Set<string>();
  const files = { used: false, written: '' };
  const visit = (node: Node, parent: Node | null): void => {
    const module = moduleOf(node);
    if (module !== null) {
      const name = module.replace(/^node:/, '');
      const grant = MODULES[name] ?? (PACKAGES.has(packageOf(name)) ? 'net' : undefined);
      if (grant !== undefined) add(grant, module);
      if (FILES.has(name)) files.used = true;
    }
    if (node.type === 'Identifier') {
      if (isDeclared(node, parent)) declared.add(node.name);
      if (GLOBALS.has(node.name) && !isProperty(node, parent)) named.add(node.name);
      if (WRITES.test(node.name)) files.written ||= node.name;
    }
    if ('params' in node) for (const parameter of node.params as Node[]) collectNames(parameter, declared);
    if (node.type === 'VariableDeclarator') collectNames(node.id, declared);
    if (node.type === 'CatchClause' && node.param !== null) collectNames(node.param, declared);
    const variable = variableOf(node);
    if (variable !== null && !VISIBLE.test(variable)) add(`env:${variable}`, `process.env.${variable}`);
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, unknown>)[key];
      for (const child of Array.isArray(value) ? value : [value])
        if (child !== null && child !== undefined) visit(child as Node, node);
    }
  };
  visit(parsed.value.ast, null);
  for (const name of named) if (!declared.has(name)) add('net', name);
  if (files.used && files.written !== '') add('fs.write', files.written);
  return [...found.values()];
}

/** The module that an import, a re-export or a `require` names. */
function moduleOf(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return node.importKind === 'type' ? null : node.source.value;
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.exportKind === 'type' ? null : (node.source?.value ?? null);
    case 'ImportExpression':
      return textOf(node.source);
    case 'CallExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'require' ? textOf(node.arguments[0]) : null;
    default:
      return null;
  }
}

function textOf(node: Node | undefined): string | null {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** NAME of `process.env.NAME`. */
function variableOf(node: Node): string | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'MemberExpression') return null;
  const { object, property } = node.object;
  if (object.type !== 'Identifier' || object.name !== 'process') return null;
  if (property.type !== 'Identifier' || property.name !== 'env') return null;
  if (node.computed) return textOf(node.property);
  return node.property.type === 'Identifier' ? node.property.name : null;
}

function isProperty(node: Node, parent: Node | null): boolean {
  return (
    (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) ||
    (parent?.type === 'Property' && parent.key === node && !parent.computed && !parent.shorthand) ||
    parent?.type === 'MethodDefinition' ||
    parent?.type === 'PropertyDefinition'
  );
}

/** Does the file give this name a meaning of its own? */
function isDeclared(node: Node, parent: Node | null): boolean {
  switch (parent?.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return parent.id === node;
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return parent.local === node;
    default:
      return false;
  }
}
