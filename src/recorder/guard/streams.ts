/** A stream opens its file in a tick of its own: a refusal there is told with the line that made the stream. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deleteProperty, dictionary, urlHref } from '../intrinsics.ts';
import type { Place } from '../labels.ts';
import { forward, replace } from '../replace.ts';
import { findCaller } from '../stack.ts';
import { mayRead, mayWrite } from './roots.ts';

const toPath = fileURLToPath;
/** By path, of streams that will be refused. */
const places = dictionary<Place>();

/** Where the stream was made that opens `file`, or null. Told once. */
export function placeOfStream(file: string): Place | null {
  const place = places[file];
  if (place === undefined) return null;
  deleteProperty(places, file);
  return place;
}

/** The path that such a stream will open; null when it will say itself what is wrong with it. */
function pathOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  try {
    return toPath(urlHref(value));
  } catch {
    return null;
  }
}

export function guardStreams(): void {
  for (const [name, may] of [
    ['createReadStream', mayRead],
    ['createWriteStream', mayWrite],
  ] as const)
    replace(fs, name, (original) => (self, args, target) => {
      const file = pathOf(args[0]);
      const place = file === null || may(file, true) ? undefined : findCaller()?.place;
      if (file !== null && place !== undefined) places[file] = place;
      return forward(original, self, args, target);
    });
}
