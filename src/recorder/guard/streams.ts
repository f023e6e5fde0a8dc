/** A stream opens its file in a tick of its own: a refusal there is told with the line that made the stream. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apply, defineProperty, deleteProperty, dictionary, getOwnPropertyDescriptor, urlHref } from '../intrinsics.ts';
import type { Place } from '../labels.ts';
import { ownValue } from '../own-values.ts';
import { forward, replace } from '../replace.ts';
import { REFUSALS } from '../budget.ts';
import { findCaller } from '../stack.ts';
import { mayRead, mayWrite, opensToRead } from './roots.ts';

type Handle = Parameters<typeof replace>[2];

const toPath = fileURLToPath;
/** Of streams that will be refused. */
const byPath = dictionary<Place>();
/** What it does to a descriptor is refused more than once: to write, to close. */
const byDescriptor = dictionary<Place>();
/** So many may be noted, whatever numbers a program calls descriptors. */
let room = 1000;

/** Where the stream was made that opens this path, or null. Told once. */
export function placeOfStream(file: string): Place | null {
  const place = byPath[file];
  if (place === undefined) return null;
  deleteProperty(byPath, file);
  return place;
}

/** Where the last stream was made that uses this descriptor, or null. */
export function placeByDescriptor(descriptor: number): Place | null {
  return byDescriptor[descriptor] ?? null;
}

function keep(of: string | number, place: Place): void {
  if (typeof of === 'string') byPath[of] = place;
  else if (room-- > 0) byDescriptor[of] = place;
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

/** Its path, or its descriptor, when that will be refused. */
function refusedBy(
  args: readonly unknown[],
  may: (file: string, follow: boolean) => boolean,
  isForeign: (descriptor: unknown) => descriptor is number,
): string | number | null {
  const descriptor = ownValue(args[1], 'fd');
  if (typeof descriptor === 'number') return isForeign(descriptor) ? descriptor : null;
  const file = pathOf(args[0]);
  const isAllowed =
    file !== null && may(file, true) && (opensToRead(ownValue(args[1], 'flags')) || mayWrite(file, true));
  return isAllowed ? null : file;
}

/** @param isForeign tells of descriptors that the program may not use */
export function guardStreams(isForeign: (descriptor: unknown) => descriptor is number): void {
  for (const [name, may] of [
    ['ReadStream', mayRead],
    ['WriteStream', mayWrite],
  ] as const) {
    const note: Handle = (original) => (self, args, target) => {
      const refused = refusedBy(args, may, isForeign);
      const place = refused === null ? undefined : findCaller(REFUSALS)?.place;
      if (refused !== null && place !== undefined) keep(refused, place);
      return forward(original, self, args, target);
    };
    replace(fs, `create${name}`, note);
    replaceClass(name, note);
  }
}

/** Node has two names for a class, and reads them from a variable that a program can set. */
function replaceClass(name: 'ReadStream' | 'WriteStream', note: Handle): void {
  const original = fs[name];
  const holder = { [name]: original };
  replace(holder, name, note);
  for (const key of [name, `File${name}`]) {
    const own = getOwnPropertyDescriptor(fs, key);
    if (own?.get === undefined) continue;
    const accessor = { get: own.get };
    replace(accessor, 'get', (read) => (self, args) => {
      const now = apply(read, self, args);
      return now === original ? holder[name] : now;
    });
    defineProperty(fs, key, { ...own, get: accessor.get });
  }
}
