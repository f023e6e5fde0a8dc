/** Which files a run may read and write: folders, with every link resolved. */
import fs from 'node:fs';
import path from 'node:path';
import type { WorkerSetup } from '../../trace/channel.ts';
import { parseGrant } from '../../trace/grant.ts';
import { dictionary, stringIndexOf, stringSlice, stringStartsWith, toLowerCase, uncurry } from '../intrinsics.ts';

const { sep } = path;
const isAbsolute = path.isAbsolute.bind(path);
const resolvePath = path.resolve.bind(path);
const realpath = fs.realpathSync.native.bind(fs.realpathSync) as (path: string) => string;
const lstat = fs.lstatSync.bind(fs) as (path: string) => fs.Stats;
const isLinkStats = uncurry<(stats: fs.Stats) => boolean>(fs.Stats.prototype.isSymbolicLink);
/** A worker cannot change it. */
const cwd = process.cwd();
const foldCase = process.platform === 'win32' || process.platform === 'darwin';
const MAX_KNOWN = 10_000;

interface Roots {
  all: boolean;
  readonly folders: string[];
}
const reading: Roots = { all: false, folders: [] };
const writing: Roots = { all: false, folders: [] };
/** Paths known to lie inside; kept while the program itself cannot make links. */
let known = dictionary<true>();
let count = 0;
let keeps = true;

function fold(file: string): string {
  return foldCase ? toLowerCase(file) : file;
}

function real(file: string): string {
  try {
    return realpath(file);
  } catch {
    return file;
  }
}

export function openRoots(setup: Pick<WorkerSetup, 'workspace' | 'allow'>): void {
  reading.folders.push(fold(real(setup.workspace)));
  for (const entry of setup.allow) {
    const { detail, name } = parseGrant(entry);
    if (name === 'child-process') keeps = false;
    if (name !== 'fs.read' && name !== 'fs.write') continue;
    const folder = detail === '' ? setup.workspace : path.resolve(setup.workspace, detail);
    if (name === 'fs.write') {
      writing.folders.push(fold(real(folder)));
      keeps = false;
    } else if (detail === '' || detail === '*') reading.all = true;
    else reading.folders.push(fold(real(folder)));
  }
}

/** Folders in which everything may be read but what links lead to; none when everything may be read anywhere. */
export function readFolders(): readonly string[] {
  return reading.all ? [] : reading.folders;
}

function isInside(roots: Roots, file: string): boolean {
  if (roots.all) return true;
  const folded = fold(file);
  for (let i = 0; i < roots.folders.length; i++) {
    const root = roots.folders[i] ?? '';
    if (folded === root || stringStartsWith(folded, root === sep ? sep : root + sep)) return true;
  }
  return false;
}

function parentOf(file: string): string {
  let end = file.length - 1;
  while (end > 0 && (file[end] === '/' || file[end] === sep)) end--;
  while (end > 0 && file[end] !== '/' && file[end] !== sep) end--;
  return end === 0 ? stringSlice(file, 0, 1) : stringSlice(file, 0, end);
}

function nameOf(file: string): string {
  let end = file.length;
  while (end > 0 && (file[end - 1] === '/' || file[end - 1] === sep)) end--;
  return stringSlice(file, parentOf(file).length, end);
}

/** Does the call see what a link leads to, although it is one for links? So it is with `link/` and `link/..`. */
function followsAnyway(file: string): boolean {
  const last = file[file.length - 1];
  return last === '/' || last === sep || dots(file) > 0;
}

/** 1 where the last name of a path is `.`, 2 where it is `..`. */
function dots(file: string): number {
  const name = nameOf(file);
  const start = name[0] === '/' || name[0] === sep ? 1 : 0;
  const count = name.length - start;
  if (count > 2 || name[start] !== '.' || (count === 2 && name[start + 1] !== '.')) return 0;
  return count;
}

/** No system takes a path of more characters: it leads nowhere, and Node says so. */
const LONGEST = process.platform === 'win32' ? 32_767 : 4096;

/** The place that `file` leads to, links resolved as far as it exists; '' when that cannot be told. */
function resolved(file: string, follow: boolean): string {
  if (file.length > LONGEST) {
    const whole = resolvePath(file);
    if (whole.length > LONGEST) return whole;
  }
  let rest = '';
  let at = file;
  if (!follow && !followsAnyway(file)) {
    rest = nameOf(file);
    at = parentOf(file);
  }
  for (;;) {
    try {
      return realpath(at) + rest;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return '';
      if (isLink(at)) return '';
      const parent = parentOf(at);
      if (parent === at) return '';
      // `none/..` is nowhere, until there is a link `none`.
      if (dots(at) === 2) return keeps ? resolvePath(file) : '';
      rest = nameOf(at) + rest;
      at = parent;
    }
  }
}

/** A link that leads nowhere: a file made through it would appear wherever it points. */
function isLink(file: string): boolean {
  try {
    return isLinkStats(lstat(file));
  } catch {
    return false;
  }
}

/** Can the program make links, or move them, between a check and the call that was checked? */
export function mayMakeLinks(): boolean {
  return !keeps;
}

/** The path to call with where a link could be put in the way meanwhile: as given, or where that leads to now. */
export function firm(file: string, follow: boolean): string {
  const whole = resolved(absolute(file), follow);
  if (whole === '' || whole === resolvePath(cwd, file)) return file;
  const last = file[file.length - 1];
  return last === '/' || last === sep ? whole + sep : whole;
}

/** @returns the absolute form, links and `..` left as they are */
export function absolute(file: string): string {
  return isAbsolute(file) ? file : cwd + sep + file;
}

/** @param follow does the call follow a link that `file` itself is? */
export function mayRead(file: string, follow: boolean): boolean {
  if (reading.all) return true;
  if (keeps && known[file] === true) return true;
  if (stringIndexOf(file, '\0') !== -1) return true; // Node says what is wrong with it
  const inside = isInside(reading, resolved(absolute(file), follow));
  if (inside && keeps && follow) {
    if (count++ > MAX_KNOWN) {
      known = dictionary<true>();
      count = 0;
    }
    known[file] = true;
  }
  return inside;
}

export function mayWrite(file: string, follow: boolean): boolean {
  if (writing.folders.length === 0) return false;
  if (stringIndexOf(file, '\0') !== -1) return true;
  return isInside(writing, resolved(absolute(file), follow));
}

/** What to allow so that `file` may be read or written. */
export function grantFor(name: 'fs.read' | 'fs.write', file: string): string {
  const whole = resolved(absolute(file), true) || absolute(file);
  if (name === 'fs.write' && isInside(reading, whole)) return 'fs.write';
  return `${name}:${parentOf(whole)}`;
}

const { O_RDWR, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
const WRITING = O_RDWR | O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;

/** @param flags as `fs.open` takes them; without any it reads */
export function opensToRead(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & WRITING) === 0;
  return flags === undefined || flags === null || flags === 'r' || flags === 'rs';
}
