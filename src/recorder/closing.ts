/**
 * Streams of `zlib` let go of what they compress with as they are done; it is destroyed whenever it is collected, and no hook
 * tells of its end before that. So the native method that lets go of it is watched.
 */
import { apply, weakMapHas, weakMapSet } from './intrinsics.ts';
import { forward, ownerOf, replace } from './replace.ts';

const watched = new WeakMap<object, unknown>();

/**
 * @param handle of Node's own, as it has just been made
 * @param closed is called with the asynchronous id of each such handle that is let go of
 */
export function watchClosing(handle: object, closed: (asyncId: number) => void): void {
  const owner = ownerOf(handle, 'close');
  const asyncIdOf = (handle as { getAsyncId?: () => unknown }).getAsyncId;
  if (owner === null || asyncIdOf === undefined || weakMapHas(watched, owner)) return;
  weakMapSet(watched, owner, true);
  replace(owner, 'close', (original) => (self, args, target) => {
    const result = forward(original, self, args, target);
    const asyncId = apply(asyncIdOf, self, []);
    if (typeof asyncId === 'number') closed(asyncId);
    return result;
  });
}
