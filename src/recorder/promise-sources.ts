/**
 * Names the promises of functions of Node that return promises, so that a wait for one is told by what it is about, also
 * while it is pending: an event, or the operation that the call started.
 */
import dnsPromises from 'node:dns/promises';
import events from 'node:events';
import streamPromises from 'node:stream/promises';
import timersPromises from 'node:timers/promises';
import type { WaitKind } from '../trace/event.ts';
import { RecordKind } from '../trace/record.ts';
import { uncurry } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { className, cut, eventName, ownText } from './own-values.ts';
import { originId } from './promise-hooks.ts';
import { isPromise } from './promise-type.ts';
import { forward, replace } from './replace.ts';
import { record } from './ring.ts';
import { findCaller } from './stack.ts';
import { lastStarted } from './turns.ts';

type Args = readonly unknown[];

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function name(promise: unknown, label: number): void {
  if (!isObject(promise) || !isPromise(promise)) return;
  const id = originId(promise);
  if (id !== 0) record(RecordKind.PromiseNamed, 0, id, label);
}

/** Gives the promises of `object[method]` a label. @param text '' to leave one unnamed */
function nameResults(object: object, method: string, kind: WaitKind, text: (args: Args) => string): void {
  replace(object, method, (original) => (self, args, target) => {
    const result = forward(original, self, args, target);
    const label = text(args);
    if (label !== '' && isObject(result)) name(result, labelId(kind, label, findCaller()?.place ?? null));
    return result;
  });
}

/** Ties the promises of `object[method]` to the one operation that each call starts. */
function tieResults(object: object, method: string): void {
  replace(object, method, (original) => (self, args, target) => {
    const before = lastStarted();
    const result = forward(original, self, args, target);
    // Where a call started several, its arguments may have run code of the program: then nothing is claimed.
    if (lastStarted() === before + 1 && isObject(result) && isPromise(result)) {
      const id = originId(result);
      if (id !== 0) record(RecordKind.PromiseOperation, 0, id, before + 1);
    }
    return result;
  });
}

function eventOf(args: Args): string {
  const event = eventName(args[1]);
  const emitter = className(args[0]);
  return event === '' ? '' : `event ${event}${emitter === '' ? '' : ` of ${emitter}`}`;
}

/** `events.on` gives an iterator, each `next` of which gives a promise. */
function nameEventsOfIterators(): void {
  replace(events, 'on', (original) => (self, args, target) => {
    const result = forward(original, self, args, target);
    const text = eventOf(args);
    if (text !== '' && isObject(result)) {
      const label = labelId('event', text, findCaller()?.place ?? null);
      replace(result, 'next', (next) => (iterator, nextArgs, nextTarget) => {
        const promise = forward(next, iterator, nextArgs, nextTarget);
        name(promise, label);
        return promise;
      });
    }
    return result;
  });
}

const urlText = uncurry<(url: unknown) => string>(
  Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get ?? (() => ''),
);

function fetched(args: Args): string {
  const method = ownText(args[1], 'method') || 'GET';
  if (typeof args[0] === 'string') return cut(`fetch ${method} ${args[0]}`);
  try {
    return cut(`fetch ${method} ${urlText(args[0])}`);
  } catch {
    // A Request, or what fetch will refuse.
    return 'fetch';
  }
}

const DNS_CALLS = ['lookup', 'resolve', 'resolve4', 'resolve6'];

export function namePromises(): void {
  tieResults(timersPromises, 'setTimeout');
  tieResults(timersPromises, 'setImmediate');
  for (let i = 0; i < DNS_CALLS.length; i++) tieResults(dnsPromises, DNS_CALLS[i] ?? '');
  nameResults(events, 'once', 'event', eventOf);
  nameEventsOfIterators();
  nameResults(streamPromises, 'pipeline', 'stream', () => 'stream/promises.pipeline');
  nameResults(streamPromises, 'finished', 'stream', () => 'stream/promises.finished');
  nameResults(globalThis, 'fetch', 'net', fetched);
}
