/**
 * A thread of the extension host that parses: a parser takes a quarter of a second to load and large texts take tens of
 * milliseconds, for which the host must not stand still. It runs nothing of what it reads.
 */
import { parentPort } from 'node:worker_threads';
import { outline, predictNeeds } from '../instrument/index.ts';
import type { OutlineAnswer, OutlineRequest } from './outlines.ts';

parentPort?.on('message', ({ id, name, text }: OutlineRequest) => {
  const fresh = outline(name, text);
  const found = fresh === null ? null : { ...fresh, needs: predictNeeds(name, text) };
  parentPort?.postMessage({ id, outline: found } satisfies OutlineAnswer);
});
