/** Refuses, by standing before builtins, what Node's permission model does not. */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import os from 'node:os';
import v8 from 'node:v8';
import type { WorkerSetup } from '../../trace/channel.ts';
import { SafeError, defineProperty, ownKeys } from '../intrinsics.ts';
import { post } from '../port.ts';
import { replace } from '../replace.ts';
import { now } from '../ring.ts';
import { guardDescriptors } from './descriptors.ts';
import { allows } from './wall.ts';

/** Throws what Node itself throws for a missing permission, and tells the supervisor what would grant it. */
export function deny(what: string, allow: string): never {
  post(['refused', now(), what, allow]);
  const hint = allow === '' ? 'the sandbox never allows it' : `allow it with --allow ${allow}`;
  const error = new SafeError(`Access to this API has been restricted: ${what} (${hint})`);
  defineProperty(error, 'code', { value: 'ERR_ACCESS_DENIED', configurable: true, enumerable: true, writable: true });
  throw error;
}

function refuseAll(object: object, prefix: string, names: readonly string[], allow: string): void {
  for (const name of names) {
    replace(object, name, () => () => deny(`${prefix}.${name}`, allow));
  }
}

function functionsOf(module: object): string[] {
  const record = module as Record<string, unknown>;
  return (ownKeys(module) as string[]).filter((name) => typeof name === 'string' && typeof record[name] === 'function');
}

const PROCESS = [
  'kill',
  '_kill',
  'abort',
  'execve',
  '_debugProcess',
  '_debugEnd',
  '_startProfilerIdleNotifier',
  'dlopen',
  'binding',
  '_linkedBinding',
  'loadEnvFile',
  '_getActiveHandles',
  '_getActiveRequests',
];
const V8 = [
  'setFlagsFromString',
  'setHeapSnapshotNearHeapLimit',
  'setHeapProfileNearHeapLimit',
  'writeHeapSnapshot',
  'getHeapSnapshot',
  'startCpuProfile',
  'startHeapProfile',
  'takeCoverage',
  'stopCoverage',
];

export function refuse(setup: WorkerSetup): void {
  refuseAll(process, 'process', PROCESS, '');
  refuseAll(v8, 'v8', V8, '');
  refuseAll(os, 'os', ['setPriority'], '');
  for (const name of ['report', 'debugPort'] as const) {
    defineProperty(process, name, { value: undefined, configurable: true, enumerable: true, writable: true });
  }
  if (!allows(setup, 'net')) refuseNetwork();
  guardDescriptors();
}

function refuseNetwork(): void {
  refuseAll(net.Socket.prototype, 'net.Socket', ['connect'], 'net');
  refuseAll(net.Server.prototype, 'net.Server', ['listen'], 'net');
  refuseAll(net, 'net', ['_createServerHandle', 'BoundSocket'], 'net');
  refuseAll(dgram, 'dgram', ['createSocket', 'Socket', '_createSocketHandle'], 'net');
  refuseAll(dgram.Socket.prototype, 'dgram.Socket', ['bind', 'connect', 'send'], 'net');
  const local = ['getServers', 'getDefaultResultOrder', 'setDefaultResultOrder', 'setServers'];
  for (const module of [dns, dns.promises]) {
    refuseAll(
      module,
      'dns',
      functionsOf(module).filter((name) => !local.includes(name)),
      'net',
    );
  }
}
