/**
 * Refuses paths that lead out of what the run may read or write, also by a link: Node's permission model compares names,
 * and follows links. https://nodejs.org/api/permissions.html#limitations-and-known-issues
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  byteLength,
  bytesToText,
  copyBytes,
  defineProperty,
  dictionary,
  isUint8Array,
  list,
  stringIndexOf,
  urlHref,
} from '../intrinsics.ts';
import { forward, replace } from '../replace.ts';
import { fail, refusal, type Style } from './deny.ts';
import { linkThatLeadsOut, linkThatLeadsWritesOut, linkThatWouldLeadOut, mayLead } from './links.ts';
import { absolute, firm, grantFor, mayMakeLinks, mayRead, mayWrite, opensToRead } from './roots.ts';
import { placeOfStream } from './streams.ts';

type Access = 'read' | 'write' | 'readLink' | 'writeLink';

/** What each function does to the paths that are its first arguments. `…Link`: to the link, not to what it leads to. */
const FUNCTIONS: Record<string, readonly Access[]> = {
  access: ['read'],
  exists: ['read'],
  stat: ['read'],
  statfs: ['read'],
  lstat: ['readLink'],
  readlink: ['readLink'],
  readFile: ['read'],
  readdir: ['read'],
  opendir: ['read'],
  realpath: ['read'],
  watch: ['read'],
  watchFile: ['read'],
  openAsBlob: ['read'],
  copyFile: ['read', 'write'],
  cp: ['read', 'write'],
  link: ['write', 'writeLink'],
  rename: ['writeLink', 'writeLink'],
  writeFile: ['write'],
  appendFile: ['write'],
  truncate: ['write'],
  mkdir: ['write'],
  mkdtemp: ['writeLink'],
  mkdtempDisposable: ['writeLink'],
  chmod: ['write'],
  chown: ['write'],
  utimes: ['write'],
  lchmod: ['writeLink'],
  lchown: ['writeLink'],
  lutimes: ['writeLink'],
  rm: ['writeLink'],
  rmdir: ['writeLink'],
  unlink: ['writeLink'],
};
const STYLES: Record<string, Style> = { openAsBlob: 'promise', watch: 'throws', watchFile: 'throws' };
const { dirname, isAbsolute, join, sep } = path;
const NOWHERE = 'awaitscope-none';
const urlToPath = fileURLToPath;
const { URL } = globalThis;
/** A program asks for the same file again and again; to take a URL apart costs more than all of the check. */
let lastHref = '';
let lastPath = '';

/** The path as text, in a form that cannot change between the check and the call; null for what Node will not take. */
function settle(args: unknown[], at: number): string | null {
  const value = args[at];
  if (typeof value === 'string') return value;
  if (isUint8Array(value)) {
    const copy = copyBytes(value);
    const text = bytesToText(copy);
    // A name that is no UTF-8 text cannot be compared: it counts as outside.
    args[at] = copy;
    return byteLength(text) === copy.length ? text : `${sep}\uFFFD`;
  }
  if (typeof value !== 'object' || value === null) return null;
  let href: string;
  try {
    href = urlHref(value);
  } catch {
    return null; // no URL: a handle, or what Node will refuse
  }
  try {
    const text = href === lastHref ? lastPath : urlToPath(href);
    lastHref = href;
    args[at] = lastPath = text;
    return text;
  } catch {
    args[at] = new URL(href);
    return null;
  }
}

function check(name: string, access: Access, file: string): Error | null {
  const follow = follows(access);
  const reads = access === 'read' || access === 'readLink';
  if (reads ? mayRead(file, follow) : mayWrite(file, follow)) return null;
  return outside(name, access, file);
}

function follows(access: Access): boolean {
  return access === 'read' || access === 'write';
}

function outside(name: string, access: Access, file: string): Error {
  const permission = access === 'read' || access === 'readLink' ? 'fs.read' : 'fs.write';
  const from = name === 'open' ? placeOfStream(file) : null;
  return refusal(`fs.${name} ${quote(file)}`, permission, absolute(file), grantFor(permission, file), from);
}

function quote(file: string): string {
  return `"${file.length > 200 ? '…' : file}"`;
}

function guard(module: object, name: string, kinds: readonly Access[], style: Style): void {
  const [keys = [], linkInTheWay] = BEYOND[name.endsWith('Sync') ? name.slice(0, -4) : name] ?? [];
  replace(module, name, (original) => (self, args, target) => {
    settleOptions(args, kinds.length, keys, style);
    const given = list<string>();
    for (let i = 0; i < kinds.length; i++) {
      const access = kinds[i] ?? 'write';
      const file = settle(args, i);
      if (file === null) continue;
      given[i] = file;
      const error = check(name, access, file);
      if (error !== null) return refuse(error, name, style, args);
      if (mayMakeLinks()) args[i] = firm(file, follows(access));
    }
    const link = linkInTheWay?.(given[0] ?? '', given[1] ?? '', args) ?? null;
    if (link === null) return forward(original, self, args, target);
    return refuse(outside(name, kinds[0] ?? 'read', link), name, style, args);
  });
}

/**
 * Brings the options to a form that cannot change between the check and the call, and that inherits nothing: Node makes
 * options of its own of an encoding, and functions of promises of none at all, which see what a program puts on
 * `Object.prototype`.
 */
function settleOptions(args: unknown[], at: number, keys: readonly string[], style: Style): void {
  let options = args[at];
  if (keys.length === 0) return;
  if (typeof options === 'string') options = { encoding: options };
  else if (style === 'promise' && (options === undefined || options === null)) options = {};
  if (typeof options !== 'object' || options === null) return;
  const copy = dictionary<unknown>();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    const value = (options as Record<string, unknown>)[key];
    if (value !== undefined) copy[key] = value;
    else if (key === 'recursive') copy[key] = false;
  }
  defineProperty(args, at, { value: copy, configurable: true, enumerable: true, writable: true });
}

function recursive(args: unknown[]): boolean {
  const options = args[1];
  return typeof options === 'object' && options !== null && (options as { recursive?: unknown }).recursive === true;
}

/** Functions that come by links which their arguments do not name: all that their options know, and the first such link. */
const BEYOND: Record<
  string,
  readonly [keys: readonly string[], link: (...given: [string, string, unknown[]]) => string | null]
> = {
  readdir: [
    ['encoding', 'withFileTypes', 'recursive'],
    (folder, _to, args) => (recursive(args) ? linkThatLeadsOut(folder) : null),
  ],
  opendir: [
    ['encoding', 'bufferSize', 'recursive'],
    (folder, _to, args) => (recursive(args) ? linkThatLeadsOut(folder) : null),
  ],
  rename: [[], (from, to) => linkThatWouldLeadOut(from, to)],
  link: [[], (from, to) => linkThatWouldLeadOut(from, to)],
  cp: [[], (from, to) => linkThatLeadsOut(from) ?? linkThatWouldLeadOut(from, to) ?? linkThatLeadsWritesOut(to)],
};

function refuse(error: Error, name: string, style: Style, args: unknown[]): unknown {
  if (name === 'existsSync') return false;
  if (name !== 'exists') return fail(error, style, args);
  const callback = args[args.length - 1];
  if (typeof callback !== 'function') throw error;
  return fail(false as unknown as Error, 'callback', args);
}

function guardOpen(module: object, name: string, style: Style): void {
  replace(module, name, (original) => (self, args, target) => {
    const file = settle(args, 0);
    const flags = args[1];
    const access: Access = typeof flags === 'function' || opensToRead(flags) ? 'read' : 'write';
    const error = file === null ? null : check(name, access, file);
    if (error !== null) return fail(error, style, args);
    if (file !== null && mayMakeLinks()) args[0] = firm(file, true);
    return forward(original, self, args, target);
  });
}

/** Does Node make links only where everything may be read and written, which is granted to no run? */
function refusesLinks(): boolean {
  try {
    // The folder is not there.
    fs.symlinkSync(join(sep, NOWHERE), join(sep, NOWHERE, 'link'));
    return false;
  } catch (error) {
    return stringIndexOf((error as Error).message, 'requires full') !== -1;
  }
}

/** A link's target: where what is made through the link will be. */
function guardSymlink(module: object, name: string, style: Style, refused: boolean): void {
  replace(module, name, (original) => (self, args, target) => {
    const to = settle(args, 0);
    const at = settle(args, 1);
    if (to !== null && at !== null) {
      const error =
        check(name, 'writeLink', at) ??
        (mayLead(to, at)
          ? null
          : outside(name, 'write', isAbsolute(to) ? to : `${dirname(absolute(at))}${sep}${to}`)) ??
        (refused ? refusal(`fs.${name} ${quote(at)}`, 'fs.write', absolute(at), '') : null);
      if (error !== null) return fail(error, style, args);
    }
    return forward(original, self, args, target);
  });
}

/** Before Node 26 a folder that is open opens, by a method, others of any name. */
function guardFolders(): void {
  replace(fs.Dir.prototype, 'readSyncRecursive', (original) => (self, args, target) => {
    const entry = args[0];
    if (typeof entry === 'object' && entry !== null) {
      const { name, parentPath } = entry as { name?: unknown; parentPath?: unknown };
      if (typeof name === 'string' && typeof parentPath === 'string') {
        const error = check('opendir', 'read', join(parentPath, name));
        if (error !== null) throw error;
      }
      // What was read for the check is what Node gets.
      args[0] = { name, parentPath };
    }
    return forward(original, self, args, target);
  });
}

export function guardPaths(): void {
  const noLinks = refusesLinks();
  for (const name in FUNCTIONS) {
    const kinds = FUNCTIONS[name] ?? [];
    guard(fs, name, kinds, STYLES[name] ?? 'callback');
    guard(fs, `${name}Sync`, kinds, 'throws');
    if (name !== 'watch') guard(fs.promises, name, kinds, 'promise');
  }
  guard(fs.promises, 'watch', ['read'], 'throws');
  guard(fs.realpath, 'native', ['read'], 'callback');
  guard(fs.realpathSync, 'native', ['read'], 'throws');
  guardOpen(fs, 'open', 'callback');
  guardOpen(fs, 'openSync', 'throws');
  guardOpen(fs.promises, 'open', 'promise');
  guardSymlink(fs, 'symlink', 'callback', noLinks);
  guardSymlink(fs, 'symlinkSync', 'throws', noLinks);
  guardSymlink(fs.promises, 'symlink', 'promise', noLinks);
  guardFolders();
  replace(process, 'loadEnvFile', (original) => (self, args, target) => {
    const file = args[0] === undefined ? '.env' : settle(args, 0);
    const error = file === null ? null : check('process.loadEnvFile', 'read', file);
    return error === null ? forward(original, self, args, target) : fail(error, 'throws', args);
  });
}
