/** Links: those that lead out of what may be read or written, where they are and where they would be. */
import fs from 'node:fs';
import path from 'node:path';
import { stringIndexOf, stringSlice, stringStartsWith, uncurry } from '../intrinsics.ts';
import { absolute, firm, mayRead, mayWrite } from './roots.ts';

const readdirNow = fs.readdirSync.bind(fs);
const readlinkNow = fs.readlinkSync.bind(fs) as (file: string) => string;
const lstatNow = fs.lstatSync.bind(fs) as (file: string) => fs.Stats;
const { dirname, isAbsolute, resolve, sep } = path;
const isLink = uncurry<(entry: fs.Dirent) => boolean>(fs.Dirent.prototype.isSymbolicLink);
const isFolder = uncurry<(entry: fs.Dirent) => boolean>(fs.Dirent.prototype.isDirectory);
const isLinkStats = uncurry<(stats: fs.Stats) => boolean>(fs.Stats.prototype.isSymbolicLink);
const isFolderStats = uncurry<(stats: fs.Stats) => boolean>(fs.Stats.prototype.isDirectory);
const MAX_DEPTH = 64;

/** Visits the links in a folder and below, until `visit` says true. @returns where it did, or null */
function findLink(folder: string, visit: (link: string) => boolean, depth = 0): string | null {
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
      if (visit(whole)) return whole;
    } else if (isFolder(entry) && depth < MAX_DEPTH) {
      const found = findLink(whole, visit, depth + 1);
      if (found !== null) return found;
    }
  }
  return null;
}

/** A recursive listing follows links to folders. */
export function linkThatLeadsOut(folder: string): string | null {
  return findLink(folder, (link) => !mayRead(link, true));
}

/** A copy may be written through a link that is there already. */
export function linkThatLeadsWritesOut(folder: string): string | null {
  return findLink(folder, (link) => !mayWrite(link, true));
}

/**
 * May a link to `target` lie at `at`? It may when whatever is put in its way later, it leads to what may be written: a
 * `..` that does not stand in front would depend on what is before it.
 */
export function mayLead(target: string, at: string): boolean {
  let rest = target;
  while (stringStartsWith(rest, '../')) rest = stringSlice(rest, 3);
  if (rest !== '..' && (stringIndexOf(rest, '/..') !== -1 || stringIndexOf(rest, '\\..') !== -1)) return false;
  const folder = dirname(firm(absolute(at), false));
  return mayWrite(isAbsolute(target) ? target : resolve(folder, target), true);
}

/** What is moved or copied may have links in it that would lead out from the new place. @returns the first */
export function linkThatWouldLeadOut(from: string, to: string): string | null {
  const root = absolute(from);
  const newRoot = absolute(to);
  const leadsOut = (link: string): boolean => {
    try {
      return !mayLead(readlinkNow(link), newRoot + stringSlice(link, root.length));
    } catch {
      return false;
    }
  };
  try {
    const stats = lstatNow(root);
    if (isLinkStats(stats)) return leadsOut(root) ? root : null;
    return isFolderStats(stats) ? findLink(root, leadsOut) : null;
  } catch {
    return null;
  }
}
