/** `Promise.all` and its like: which promises the result waits for. */
import { RecordKind, COMBINATORS } from '../trace/record.ts';
import { getOwnPropertyDescriptor, isArray, isSet, list, setSize } from './intrinsics.ts';
import { collectParents, promiseId } from './promise-hooks.ts';
import { isPromise } from './promise-type.ts';
import { forward, replace } from './replace.ts';
import { record } from './ring.ts';

/** Of a longer list only the number is recorded: each part costs a record, and another when it settles. */
const MOST = 1000;

/** @returns how many parts an array or a set has; -1 of another iterable, whose code may do anything */
function lengthOf(list: unknown): number {
  if (isSet(list)) return setSize(list);
  if (!isArray(list)) return -1;
  const length: unknown = getOwnPropertyDescriptor(list, 'length')?.value;
  return typeof length === 'number' ? length : -1;
}

/**
 * The engine calls `then` on each part, so the parents of the promises made meanwhile are the parts. Where their number is
 * not that of the list, code of the program ran in between: then nothing is claimed.
 */
export function watchCombinators(): void {
  for (let i = 0; i < COMBINATORS.length; i++) {
    replace(Promise, COMBINATORS[i] ?? '', (original) => (self, args, target) => {
      const length = lengthOf(args[0]);
      const before = length < 0 ? null : collectParents(list());
      let parents: object[] | null = null;
      let result: unknown;
      try {
        result = forward(original, self, args, target);
      } finally {
        if (length >= 0) parents = collectParents(before);
      }
      if (
        length > 0 &&
        parents?.length === length &&
        typeof result === 'object' &&
        result !== null &&
        isPromise(result)
      ) {
        const id = promiseId(result);
        record(RecordKind.Combined, i, id, length);
        if (length <= MOST)
          for (let k = 0; k < length; k++) record(RecordKind.PromiseFollows, 0, id, promiseId(parents[k] ?? result));
      }
      return result;
    });
  }
}
