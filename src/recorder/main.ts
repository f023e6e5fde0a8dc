/**
 * The bootstrap: preloaded by `--require`, it finishes before the program's first line. Order matters: capture (by the
 * imports), take the setup, check the wall, refuse, stand before builtins, then start to record.
 */
import { Module, syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';
import v8 from 'node:v8';
import { runInThisContext } from 'node:vm';
import { Control } from '../trace/channel.ts';
import { noteCalls } from './file-calls.ts';
import { hideFences } from './function-text.ts';
import { callbackProbes } from './callbacks.ts';
import { hideFlags } from './child-flags.ts';
import { callFunction } from './call.ts';
import { watchCombinators } from './combinators.ts';
import { startAsMain } from './entry.ts';
import { enforcePolicy } from './guard/index.ts';
import { noteRequests } from './http-calls.ts';
import { atomicStore, deleteProperty, stringSlice, stringStartsWith } from './intrinsics.ts';
import { watchLoader } from './loader-awaits.ts';
import { onLabel } from './labels.ts';
import { dropGrantWarnings } from './grant-warnings.ts';
import { hookLoading } from './loader.ts';
import { lookLikeMain } from './main-thread.ts';
import { ask, openPort, post } from './port.ts';
import { watchHookMaking } from './program-hooks.ts';
import { namePromises } from './promise-sources.ts';
import { probes } from './probes.ts';
import { hooks } from './promise-hooks.ts';
import { startClock } from './ring.ts';
import { mapStacks } from './stack.ts';
import { replaceStdio } from './stdio.ts';
import { timeSyncCalls } from './sync-calls.ts';
import { watchTurns } from './turns.ts';
import { setup } from './setup.ts';

const control = new Int32Array(setup.control);
openPort(setup.port, setup.control);

if (enforcePolicy(setup)) {
  onLabel((label) => {
    post(['label', label]);
  });
  replaceStdio();
  dropGrantWarnings();
  hideFlags();
  lookLikeMain(() => atomicStore(control, Control.Exited, 1));
  hideFences();
  if (setup.instrument) {
    timeSyncCalls();
    noteCalls(relative);
    noteRequests();
    namePromises();
    watchHookMaking();
  }
  syncBuiltinESMExports();
  mapStacks(setup.mainFrame);
  hookLoading(relative, setup.entry);
  leaveNoTrace();
  if (setup.instrument) {
    watchCombinators();
    declareProbes();
    v8.promiseHooks.createHook(hooks);
    // What V8 does to begin a profile comes before time 0.
    ask(['profile']);
  }
  startClock();
  post(['begin', performance.timeOrigin + performance.now()]);
  atomicStore(control, Control.Started, 1);
  startAsMain(() => {
    if (setup.instrument) {
      watchTurns();
      watchLoader();
    }
    if (setup.call !== undefined) callFunction(setup.entry, setup.call);
  });
} else {
  process.exit(70);
}

/** What `--require` left of this file. */
function leaveNoTrace(): void {
  const cache = (Module as unknown as { _cache: Record<string, unknown> })._cache;
  deleteProperty(cache, __filename);
}

/** The path that the trace shows: relative to the workspace, forward slashes. */
function relative(path: string): string {
  const root = setup.workspace + sep;
  const inside = stringStartsWith(path, root) ? stringSlice(path, root.length) : path;
  let text = '';
  for (let i = 0; i < inside.length; i++) text += inside[i] === '\\' ? '/' : (inside[i] ?? '');
  return text;
}

/** Global lexical constants: in scope everywhere, on no object, not to be assigned. */
function declareProbes(): void {
  const key = '$awaitscope';
  const holder = globalThis as Record<string, unknown>;
  const all = { ...probes, ...callbackProbes(setup.control) };
  holder[key] = all;
  let text = 'const ';
  for (const name of Object.keys(all)) text += `${text === 'const ' ? '' : ','}$awaitscope${name}=$awaitscope.${name}`;
  runInThisContext(`${text};`);
  deleteProperty(holder, key);
}
