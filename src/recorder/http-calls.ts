/** Where a request was made: its socket is found later, when no code of the program is on the stack. */
import http from 'node:http';
import https from 'node:https';
import { weakMapGet, weakMapSet } from './intrinsics.ts';
import type { Place } from './labels.ts';
import { ownValue } from './own-values.ts';
import { forward, replace } from './replace.ts';
import { findCaller } from './stack.ts';

const places = new WeakMap<object, unknown>();
const CALLS = ['get', 'request'];

function note(module: object): void {
  for (let i = 0; i < CALLS.length; i++) {
    replace(module, CALLS[i] ?? '', (original) => (self, args, target) => {
      const request = forward(original, self, args, target);
      const place = findCaller()?.place;
      if (place !== undefined && typeof request === 'object' && request !== null) weakMapSet(places, request, place);
      return request;
    });
  }
}

export function noteRequests(): void {
  note(http);
  note(https);
}

/** @param resource Node's object for a client's request that has a socket */
export function requestPlace(resource: object): Place | null {
  const request = ownValue(resource, 'req');
  if (typeof request !== 'object' || request === null) return null;
  return (weakMapGet(places, request) as Place | undefined) ?? null;
}
