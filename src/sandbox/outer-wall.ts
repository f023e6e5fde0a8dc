/**
 * An outer wall of the operating system around the supervisor, on Linux where bubblewrap is installed: namespaces of its
 * own, nothing writable but the caches and what is granted, no network, no other files. https://github.com/containers/bubblewrap
 */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { parseGrant } from '../trace/grant.ts';

/** What a Node needs of the system. */
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/ssl',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
  '/etc/localtime',
  '/nix',
];

export interface WallFolders {
  readonly node: string;
  readonly runtime: string;
  readonly workspace: string;
  /** Writable. */
  readonly caches: readonly string[];
}

/** Path of bubblewrap's command, or null when it is not installed. */
export function findBubblewrap(searchPath: string | undefined = process.env['PATH']): string | null {
  if (process.platform !== 'linux') return null;
  for (const folder of (searchPath ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'bwrap');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Arguments before the command that runs inside the wall. */
export function wallArguments(folders: WallFolders, allow: readonly string[]): string[] {
  const grants = allow.map(parseGrant);
  const whole = grants.some(({ detail, name }) => name === 'fs.read' && (detail === '' || detail === '*'));
  const args = ['--unshare-all', '--die-with-parent', '--new-session'];
  if (grants.some(({ name }) => name === 'net')) args.push('--share-net');
  if (whole) args.push('--ro-bind', '/', '/');
  else for (const folder of SYSTEM) args.push('--ro-bind-try', folder, folder);
  args.push('--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp');
  const bind = (how: string, file: string): void => {
    args.push(how, file, file);
  };
  for (const file of [path.dirname(folders.node), folders.runtime, folders.workspace]) bind('--ro-bind', file);
  for (const folder of folders.caches) bind('--bind', folder);
  for (const { detail, name } of grants) {
    const file = path.resolve(folders.workspace, detail);
    if (name === 'fs.read' && detail !== '' && detail !== '*') bind('--ro-bind-try', file);
    else if (name === 'fs.write') bind('--bind-try', file);
  }
  args.push('--chdir', folders.workspace);
  return args;
}
