/** Refuses what Node's permission model does not, or not in every version: whole modules and single functions. */
import asyncHooks, { executionAsyncResource } from 'node:async_hooks';
import childProcess from 'node:child_process';
import inspector from 'node:inspector';
import os from 'node:os';
import v8 from 'node:v8';
import workerThreads from 'node:worker_threads';
import type { WorkerSetup } from '../../trace/channel.ts';
import { defineProperty, ownKeys } from '../intrinsics.ts';
import { writeDescriptor } from '../stdio.ts';
import { deny, refuseAll } from './deny.ts';
import { forward, replace } from '../replace.ts';
import { allows } from './wall.ts';

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
  'binding',
  '_linkedBinding',
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
  // In a worker it can end the whole process.
  'queryObjects',
];
const CHILDREN = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];

export function guardModules(setup: WorkerSetup): void {
  refuseAll(process, 'process', PROCESS, 'process', '');
  refuseAll(v8, 'v8', V8, 'v8', '');
  refuseAll(os, 'os', ['setPriority'], 'process', '');
  refuseAll(workerThreads, 'worker_threads', ['Worker', 'postMessageToThread'], 'worker', '');
  refuseInspector();
  if (!allows(setup, 'addons')) refuseAll(process, 'process', ['dlopen'], 'addons', 'addons');
  if (!allows(setup, 'child-process')) {
    for (const name of CHILDREN) {
      replace(childProcess, name, () => (_self, args) => {
        const what = typeof args[0] === 'string' ? args[0] : '';
        return deny(`child_process.${name} "${what}"`, 'child-process', what, 'child-process');
      });
    }
    refuseAll(childProcess.ChildProcess.prototype, 'ChildProcess', ['spawn'], 'child-process', 'child-process');
  }
  imitateOwnProcess();
}

/** Its session is refused by Node; its event emitters for domains of DevTools can end the process. */
function refuseInspector(): void {
  refuseAll(inspector, 'inspector', ['open', 'waitForDebugger', 'Session'], 'inspector', '');
  const record = inspector as unknown as Record<string, unknown>;
  for (const name of ownKeys(inspector)) {
    const domain = typeof name === 'string' && name !== 'console' ? record[name] : undefined;
    if (typeof domain === 'object' && domain !== null)
      refuseAll(domain, `inspector.${String(name)}`, functionsOf(domain), 'inspector', '');
  }
}

/**
 * A worker's entry runs in a callback of the port that speaks Node's worker protocol. A process's runs in that of an empty
 * object.
 */
function hideOwnPort(): void {
  const port = executionAsyncResource();
  const standIn = {};
  if (port instanceof MessagePort)
    replace(asyncHooks, 'executionAsyncResource', (original) => (self, args, target) => {
      const resource = forward(original, self, args, target);
      return resource === port ? standIn : resource;
    });
}

/** What a program may set in a process of its own, and may not in one that it shares. */
function imitateOwnProcess(): void {
  const report = { compact: false, directory: '', filename: '', signal: 'SIGUSR2' };
  for (const name of ['getReport', 'writeReport']) {
    defineProperty(report, name, { value: () => undefined, configurable: true, enumerable: true, writable: true });
  }
  refuseAll(report, 'process.report', ['getReport', 'writeReport'], 'process', '');
  defineProperty(process, 'report', { value: report, configurable: true, enumerable: true, writable: true });
  defineProperty(process, 'debugPort', { value: 9229, configurable: true, enumerable: true, writable: true });
  defineProperty(process, 'title', { value: process.title, configurable: true, enumerable: true, writable: true });
  // How the recorder was loaded is no argument of the program's.
  for (const name of ['execArgv', '_preload_modules'])
    defineProperty(process, name, { value: [], configurable: true, enumerable: true, writable: true });
  hideOwnPort();
  replace(process, '_rawDebug', () => (_self, args) => {
    writeDescriptor(2, `${typeof args[0] === 'string' ? args[0] : ''}\n`);
  });
}
