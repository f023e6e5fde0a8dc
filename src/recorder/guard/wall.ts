/** Asks Node whether the permissions that this run relies on are really in force. Fails closed. */
import { join, parse } from 'node:path';
import type { WorkerSetup } from '../../trace/channel.ts';

interface PermissionModel {
  has(scope: string, reference?: string): boolean;
}

/** '' when the wall stands; else one sentence about the hole. */
export function testWall(setup: WorkerSetup): string {
  const permission = (process as unknown as { permission?: PermissionModel }).permission;
  if (permission === undefined || typeof permission.has !== 'function') {
    return 'this Node has no permission model; set awaitscope.nodePath to Node 22.15 or later';
  }
  const probes: [scope: string, reference: string | undefined, allowed: boolean, what: string][] = [
    ['fs.write', join(setup.workspace, 'x'), allows(setup, 'fs.write'), 'writing files'],
    ['child', undefined, allows(setup, 'child-process'), 'starting programs'],
    ['worker', undefined, false, 'starting workers'],
    ['addon', undefined, allows(setup, 'addons'), 'loading native addons'],
    ['inspector', undefined, false, 'the inspector'],
    ['wasi', undefined, false, 'WASI'],
    [
      'fs.read',
      // The folder above may be inside the folder that the process was started in, which Node lets workers read.
      join(parse(setup.workspace).root, setup.outside),
      allows(setup, 'fs.read'),
      'reading outside the workspace',
    ],
  ];
  for (const [scope, reference, allowed, what] of probes) {
    if (!allowed && permission.has(scope, reference)) return `${what} is not refused by this Node`;
  }
  return '';
}

export function allows(setup: Pick<WorkerSetup, 'allow'>, name: string): boolean {
  return setup.allow.some((entry) => entry === name || entry.startsWith(`${name}:`));
}
