/** The Node that supervisors run on. */
import { execFileSync } from 'node:child_process';

export interface NodeInfo {
  readonly path: string;
  /** `24.1.0` */
  readonly version: string;
  /** Flags that this Node knows, see process.allowedNodeEnvironmentFlags. */
  readonly flags: ReadonlySet<string>;
}

const ASK = 'JSON.stringify([process.versions.node, [...process.allowedNodeEnvironmentFlags]])';
const OLDEST = [22, 15] as const;
const known = new Map<string, NodeInfo>();

/**
 * @param nodePath another Node than this process's own
 * @throws Error with one sentence for the user when it is no Node, or too old for the sandbox
 */
export function describeNode(nodePath: string | undefined): NodeInfo {
  const info = nodePath === undefined ? ownNode() : (known.get(nodePath) ?? ask(nodePath));
  const [major = 0, minor = 0] = info.version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(
      `Node ${info.version} is too old for the sandbox; choose Node ${OLDEST.join('.')} or later with the setting awaitscope.nodePath.`,
    );
  }
  return info;
}

function ownNode(): NodeInfo {
  return { path: process.execPath, version: process.versions.node, flags: process.allowedNodeEnvironmentFlags };
}

function ask(nodePath: string): NodeInfo {
  let answer: unknown;
  try {
    answer = JSON.parse(
      execFileSync(nodePath, ['-p', ASK], {
        encoding: 'utf8',
        timeout: 15_000,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: {},
      }),
    );
  } catch {
    throw new Error(`${nodePath} is no Node that can be started; check the setting awaitscope.nodePath.`);
  }
  const [version, flags] = answer as [string, string[]];
  const info = { path: nodePath, version, flags: new Set(flags) };
  known.set(nodePath, info);
  return info;
}
