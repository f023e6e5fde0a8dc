/** `fetch` connects in a job of its own: a refusal there is told with the line that called it for the same host and port. */
import { dictionary, getOwnPropertyDescriptor, stringSlice, uncurry } from '../intrinsics.ts';
import type { Place } from '../labels.ts';
import { forward, replace } from '../replace.ts';
import { REFUSALS } from '../budget.ts';
import { findCaller } from '../stack.ts';

const { URL } = globalThis;
const part = (name: string): ((url: object) => string) =>
  uncurry<(url: object) => string>(getOwnPropertyDescriptor(URL.prototype, name)?.get as () => string);
const hostname = part('hostname');
const port = part('port');
const protocol = part('protocol');

/** By host and port. */
const places = dictionary<Place>();
/** So many may be noted, whatever hosts a program asks for. */
let room = 1000;

/** @param whole host and port as a refusal names them */
export function placeOfFetch(whole: string): Place | null {
  return places[whole] ?? null;
}

/** @param isGranted tells whether the program may connect there */
export function guardFetch(isGranted: (host: string, port: string) => boolean): void {
  replace(globalThis, 'fetch', (original) => (self, args, target) => {
    try {
      const url = typeof args[0] === 'string' ? new URL(args[0]) : (args[0] as object);
      note(hostname(url), port(url) || (protocol(url) === 'https:' ? '443' : '80'), isGranted);
    } catch {
      // A Request, or what fetch will refuse.
    }
    return forward(original, self, args, target);
  });
}

function note(host: string, number: string, isGranted: (host: string, port: string) => boolean): void {
  const name = host[0] === '[' ? stringSlice(host, 1, -1) : host;
  if (room <= 0 || isGranted(name, number)) return;
  room--;
  const place = findCaller(REFUSALS)?.place;
  if (place !== undefined) places[`${host}:${number}`] = place;
}
