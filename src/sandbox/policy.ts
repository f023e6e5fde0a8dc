/** The policy as flags and environment. What flags cannot refuse, recorder/guard does. */
import path from 'node:path';
import { parseGrant } from '../trace/grant.ts';

/** Flags that only some versions know; given where `process.allowedNodeEnvironmentFlags` has them. */
const OPTIONAL_PROCESS = ['--disable-sigusr1', '--report-exclude-env', '--no-experimental-sqlite'];

/** Node's warnings of `--allow-addons` and `--allow-child-process`. Before Node 24 they have no code, see recorder/grant-warnings.ts. */
const GRANT_WARNINGS = ['PERM0001', 'PERM0002', 'SecurityWarning'];

/** Names that reach the program; the rest of the environment does not even reach the supervisor. */
const ENVIRONMENT = [
  'FORCE_COLOR',
  'LANG',
  'LANGUAGE',
  'NODE_ENV',
  'NO_COLOR',
  'PATH',
  'SYSTEMROOT',
  'TERM',
  'TZ',
  'WINDIR',
];

/** The part of `env` that a run sees: a fixed list, `LC_*`, and what `--allow env:NAME` adds. */
export function reduceEnvironment(env: NodeJS.ProcessEnv, allow: readonly string[]): Record<string, string> {
  const granted = new Set(allow.filter((name) => name.startsWith('env:')).map((name) => name.slice(4)));
  const all = allow.includes('env');
  const reduced: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const upper = name.toUpperCase();
    if (all || ENVIRONMENT.includes(upper) || upper.startsWith('LC_') || granted.has(name)) reduced[name] = value;
  }
  return reduced;
}

/**
 * Arguments before the script for the supervisor's own process: it may read, start a worker, and write its cache. Addons are
 * the one thing that a worker may only load where its process may.
 */
export function supervisorFlags(
  folders: { runtime: string; workspace: string; cache: string; walls: string },
  known: ReadonlySet<string>,
  allow: readonly string[],
): string[] {
  return [
    '--permission',
    '--allow-worker',
    `--allow-fs-read=${path.join(folders.runtime, path.sep)}`,
    `--allow-fs-read=${path.join(folders.workspace, path.sep)}`,
    `--allow-fs-read=${path.join(folders.cache, path.sep)}`,
    `--allow-fs-write=${path.join(folders.cache, path.sep)}`,
    `--allow-fs-read=${path.join(folders.walls, path.sep)}`,
    `--allow-fs-write=${path.join(folders.walls, path.sep)}`,
    ...OPTIONAL_PROCESS.filter((flag) => isKnown(flag, known)),
    ...(allow.includes('addons') ? ['--allow-addons'] : []),
    // To ask whether a module compiles; see supervisor/compiles.ts. The worker does not inherit it.
    '--experimental-vm-modules',
    '--no-warnings',
  ];
}

function isKnown(flag: string, known: ReadonlySet<string>): boolean {
  return known.has(flag) || known.has(flag.replace('--no-', '--'));
}

/** `execArgv` of the worker. Its permissions are its own; nothing is inherited. */
export function workerFlags(recorder: string, workspace: string, allow: readonly string[]): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const flags = ['--permission', `--allow-fs-read=${recorder}`, `--allow-fs-read=${path.join(workspace, path.sep)}`];
  for (const entry of allow) {
    const { detail, name } = parseGrant(entry);
    const file = path.resolve(workspace, detail);
    // The detail may be a file or a folder.
    if (name === 'fs.read' && (detail === '' || detail === '*')) flags.push('--allow-fs-read=*');
    else if (name === 'fs.read') flags.push(`--allow-fs-read=${file}`, `--allow-fs-read=${path.join(file, path.sep)}`);
    else if (name === 'fs.write' && detail === '') flags.push(`--allow-fs-write=${path.join(workspace, path.sep)}`);
    else if (name === 'fs.write')
      flags.push(`--allow-fs-write=${file}`, `--allow-fs-write=${path.join(file, path.sep)}`);
    else if (name === 'child-process') flags.push('--allow-child-process');
    else if (name === 'addons') flags.push('--allow-addons');
    else if (name === 'net' && known.has('--allow-net')) flags.push('--allow-net');
  }
  for (const flag of ['--no-experimental-sqlite', '--no-experimental-ffi', '--report-exclude-env'])
    if (isKnown(flag, known)) flags.push(flag);
  // That of a grant is said once and uses up the hint that Node prints after the first warning of a program.
  if (known.has('--disable-warning')) for (const code of GRANT_WARNINGS) flags.push(`--disable-warning=${code}`);
  flags.push('--require', recorder);
  return flags;
}
