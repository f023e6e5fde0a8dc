/** The policy inside the worker: first the wall is tested, then what Node's permission model leaves open is refused. */
import type { WorkerSetup } from '../../trace/channel.ts';
import { post } from '../port.ts';
import { guardCompileCache } from './compile-cache.ts';
import { guardDescriptors, isForeign } from './descriptors.ts';
import { guardModules } from './modules.ts';
import { guardNameChannels, guardProcessHandles, guardSocketHandles } from './native-handles.ts';
import { guardNetwork, guardSocketClass } from './network.ts';
import { guardFileHandles } from './open-files.ts';
import { guardPaths } from './paths.ts';
import { openRoots } from './roots.ts';
import { guardSourceMaps } from './source-maps.ts';
import { guardStreams } from './streams.ts';
import { allows, testWall } from './wall.ts';

/** True when the wall is in force; else the supervisor is told why and nothing may run. */
export function enforcePolicy(setup: WorkerSetup): boolean {
  const problem = testWall(setup);
  if (problem !== '') {
    post(['wall', problem]);
    return false;
  }
  openRoots(setup);
  guardModules(setup);
  guardSocketClass();
  guardNameChannels();
  guardNetwork(setup.allow);
  guardSocketHandles();
  guardProcessHandles(allows(setup, 'child-process'));
  guardDescriptors();
  guardFileHandles(setup.handle as object);
  guardSourceMaps();
  guardStreams(isForeign);
  guardCompileCache();
  guardPaths();
  return true;
}
