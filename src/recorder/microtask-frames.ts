/**
 * From Node 24 on, a function given to `queueMicrotask` is called through three frames of Node's own where there are
 * asynchronous hooks, or a context of an `AsyncLocalStorage`; else by V8 itself. The recorder's hooks are no reason for the
 * frames. A stack does not tell which microtask it is of, so once the program has a reason, they stay in all.
 */
import { AsyncResource } from 'node:async_hooks';
import { passesMicrotasksOn } from './callback-resources.ts';
import { getOwnPropertyDescriptor, hasOwn, ownKeys, symbolDescription } from './intrinsics.ts';
import { hasProgramHooks } from './program-hooks.ts';

export const TASK_QUEUES = 'node:internal/process/task_queues';
const HOOKS = 'node:async_hooks';

interface Methods {
  readonly file: (frame: NodeJS.CallSite) => string | null;
  readonly name: (frame: NodeJS.CallSite) => string | null;
}

/** Node keeps the context of a resource under a symbol. */
const contextKey = findContextKey();
/** Node would have these frames without the recorder, too. */
let isKept = !passesMicrotasksOn || contextKey === undefined;

function findContextKey(): symbol | undefined {
  const keys = ownKeys(new AsyncResource('AWAITSCOPE', { requireManualDestroy: true }));
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' && symbolDescription(key) === 'context_frame') return key;
  }
  return undefined;
}

/** A callback of `queueMicrotask` was asked for. */
export function noteMicrotask(resource: object): void {
  if (isKept || contextKey === undefined) return;
  const own = getOwnPropertyDescriptor(resource, contextKey);
  isKept = hasProgramHooks() || own === undefined || !hasOwn(own, 'value') || own.value !== undefined;
}

/** How many frames from this one on call a microtask for the recorder's sake: 0 to 3. A stack may be cut between them. */
export function microtaskFrames(frames: readonly NodeJS.CallSite[], index: number, methods: Methods): number {
  if (isKept) return 0;
  const is = (at: number, file: string, name: string): boolean => {
    const frame = frames[at];
    return frame === undefined || (methods.file(frame) === file && (methods.name(frame) ?? '') === name);
  };
  const found =
    is(index, TASK_QUEUES, '') && is(index + 1, HOOKS, 'runInAsyncScope') && is(index + 2, TASK_QUEUES, 'runMicrotask');
  if (!found) return 0;
  return frames.length - index < 3 ? frames.length - index : 3;
}
