/**
 * Refuses paths that lead out of what the run may read or write, also by a link: Node's permission model compares names,
 * and follows links. https://nodejs.org/api/permissions.html#limitations-and-known-issues
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SafeError, byteLength, bytesToText, copyBytes, isUint8Array, uncurry, urlHref } from '../intrinsics.ts';
import { forward, replace } from '../replace.ts';
import { fail, refusal, type Style } from './deny.ts';
import { absolute, grantFor, mayRead, mayWrite } from './roots.ts';

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
const { O_RDWR, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
const WRITING = O_RDWR | O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;
const readdirNow = fs.readdirSync.bind(fs);
const { dirname, isAbsolute, sep } = path;
const isLink = uncurry<(entry: fs.Dirent) => boolean>(fs.Dirent.prototype.isSymbolicLink);
const isFolder = uncurry<(entry: fs.Dirent) => boolean>(fs.Dirent.prototype.isDirectory);
const urlToPath = fileURLToPath;
const { URL } = globalThis;

/** The path as text, in a form that cannot change between the check and the call; null for what Node will not take. */
function settle(args: unknown[], at: number): string | null {
  const value = args[at];
  if (typeof value === 'string') return value;
  if (isUint8Array(value)) {
    const copy = copyBytes(value);
    const text = bytesToText(copy);
    // A name that is no UTF-8 text cannot be compared: it counts as outside.
    args[at] = copy;
    return byteLength(text) === copy.length ? text : '\uFFFD';
  }
  if (typeof value !== 'object' || value === null) return null;
  let href: string;
  try {
    href = urlHref(value);
  } catch {
    return null; // no URL: a handle, or what Node will refuse
  }
  try {
    const text = urlToPath(href);
    args[at] = text;
    return text;
  } catch {
    args[at] = new URL(href);
    return null;
  }
}

function check(name: string, access: Access, file: string): Error | null {
  const follow = access === 'read' || access === 'write';
  const reads = access === 'read' || access === 'readLink';
  if (reads ? mayRead(file, follow) : mayWrite(file, follow)) return null;
  const permission = reads ? 'fs.read' : 'fs.write';
  return refusal(`fs.${name} ${quote(file)}`, permission, absolute(file), grantFor(permission, file));
}

function quote(file: string): string {
  return `"${file.length > 200 ? '…' : file}"`;
}

function guard(module: object, name: string, kinds: readonly Access[], style: Style): void {
  replace(module, name, (original) => (self, args, target) => {
    for (let i = 0; i < kinds.length; i++) {
      const file = settle(args, i);
      const error = file === null ? null : check(name, kinds[i] ?? 'write', file);
      if (error !== null) return refuse(error, name, style, args);
    }
    if (isRecursive(args[1]) && (name === 'readdir' || name === 'readdirSync' || name === 'opendir')) {
      const link = typeof args[0] === 'string' ? linkThatLeadsOut(args[0], 0) : null;
      if (link !== null) return refuse(check(name, 'read', link) ?? new SafeError(link), name, style, args);
    }
    return forward(original, self, args, target);
  });
}

function refuse(error: Error, name: string, style: Style, args: unknown[]): unknown {
  if (name === 'existsSync') return false;
  if (name !== 'exists') return fail(error, style, args);
  const callback = args[args.length - 1];
  if (typeof callback !== 'function') throw error;
  return fail(false as unknown as Error, 'callback', args);
}

function isRecursive(options: unknown): boolean {
  return typeof options === 'object' && options !== null && (options as { recursive?: unknown }).recursive === true;
}

/** A recursive listing follows links to folders. */
function linkThatLeadsOut(folder: string, depth: number): string | null {
  let entries: fs.Dirent[];
  try {
    entries = readdirNow(folder, { withFileTypes: true });
  } catch {
    return null;
  }
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (entry === undefined) continue;
    const whole = folder + sep + entry.name;
    if (isLink(entry)) {
      if (!mayRead(whole, true)) return whole;
    } else if (isFolder(entry) && depth < 64) {
      const found = linkThatLeadsOut(whole, depth + 1);
      if (found !== null) return found;
    }
  }
  return null;
}

function guardOpen(module: object, name: string, style: Style): void {
  replace(module, name, (original) => (self, args, target) => {
    const file = settle(args, 0);
    const flags = args[1];
    let access: Access = 'write';
    if (flags === undefined || flags === null || typeof flags === 'function' || flags === 'r' || flags === 'rs')
      access = 'read';
    else if (typeof flags === 'number' && (flags & WRITING) === 0) access = 'read';
    const error = file === null ? null : check(name, access, file);
    return error === null ? forward(original, self, args, target) : fail(error, style, args);
  });
}

/** A link's target: where what is made through the link will be. */
function guardSymlink(module: object, name: string, style: Style): void {
  replace(module, name, (original) => (self, args, target) => {
    const to = settle(args, 0);
    const at = settle(args, 1);
    if (to !== null && at !== null) {
      const whole = isAbsolute(to) ? to : dirname(absolute(at)) + sep + to;
      const error = check(name, 'writeLink', at) ?? check(name, 'write', whole);
      if (error !== null) return fail(error, style, args);
    }
    return forward(original, self, args, target);
  });
}

export function guardPaths(): void {
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
  guardSymlink(fs, 'symlink', 'callback');
  guardSymlink(fs, 'symlinkSync', 'throws');
  guardSymlink(fs.promises, 'symlink', 'promise');
  replace(process, 'loadEnvFile', (original) => (self, args, target) => {
    const file = args[0] === undefined ? '.env' : settle(args, 0);
    const error = file === null ? null : check('process.loadEnvFile', 'read', file);
    return error === null ? forward(original, self, args, target) : fail(error, 'throws', args);
  });
}
