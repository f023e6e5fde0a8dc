/**
 * What runs in a turn beside tasks. Jobs and ticks are counted, in memory that is shared with the supervisor, since no hook
 * tells when the last turn is over. Some are named, too: a tick, a callback of `queueMicrotask`, and a reaction of `then`
 * by the line that asked for it. To find that line costs, so the supervisor grants a few at a time.
 */
import { Control } from '../trace/channel.ts';
import { RecordKind } from '../trace/record.ts';
import {
  Words,
  stringStartsWith,
  mapDelete,
  mapGet,
  mapSet,
  weakMapDelete,
  weakMapGet,
  weakMapSet,
} from './intrinsics.ts';
import { callDetail, namedCall } from './file-calls.ts';
import { labelId } from './labels.ts';
import { noteMicrotask } from './microtask-frames.ts';
import { functionName, ownValue } from './own-values.ts';
import { record, recordAt } from './ring.ts';
import { setup } from './setup.ts';
import { CONTENTS } from './budget.ts';
import { findCaller, findReaction, hasLooked, type Caller } from './stack.ts';

/** After a reaction was noted, so many jobs are looked at for it: what is asked of each costs 10 ns or so. */
const LOOKUPS = 4096;

const words = new Words(setup.control);
let jobs = 0;
let ticks = 0;
let microtasks = 0;
/** Sum of what was told. */
let told = 0;
/** Promise of `then` → label. */
const reactions = new WeakMap<object, unknown>();
let lookups = 0;

interface NamedTick {
  readonly label: number;
  readonly caller: Caller;
}
/** By asynchronous id: ticks that are named; labels of all microtasks, 0 for one that is not. */
const namedTicks = new Map<number, NamedTick>();
const waiting = new Map<number, number>();
let namedCount = 0;
let waitingCount = 0;
/** The tick or microtask that runs and is named, or 0. */
let running = 0;
/** Its begin was recorded. */
let isTold = false;
/** Who asked for the tick that runs, where that is known. */
let asked: Caller | null = null;

function isGranted(): boolean {
  const left = words[Control.Contents] ?? 0;
  if (left <= 0) return false;
  words[Control.Contents] = left - 1;
  return true;
}

/** A promise was made of another: by `then`, or by an await that has no probe. */
export function noteReaction(promise: object): void {
  if (!isGranted()) return;
  const found = findReaction();
  if (found === null) return;
  weakMapSet(reactions, promise, labelId('reaction', `promise.${found.api}`, found.place));
  lookups = LOOKUPS;
}

/** A job of the promise begins: its reaction, or the function that awaits goes on. */
export function jobBegins(promise: object): void {
  words[Control.Jobs] = jobs = (jobs + 1) | 0;
  if (lookups > 0) tellReaction(promise);
}

function tellReaction(promise: object): void {
  lookups--;
  const label = weakMapGet(reactions, promise);
  if (typeof label !== 'number') return;
  weakMapDelete(reactions, promise);
  record(RecordKind.ContentStart, 0, label, 0);
}

/**
 * A tick, or a callback of `queueMicrotask`, was asked for.
 * @param behind who asked for what runs, where that is Node's own: it goes on in the tick
 */
export function tickMade(asyncId: number, type: string, resource: object, behind: Caller | null): void {
  if (type === 'Microtask') {
    noteMicrotask(resource);
    // Its callback, and so the name of that, is put there once this has returned.
    const caller = isGranted() ? findCaller(CONTENTS) : null;
    mapSet(waiting, asyncId, caller === null ? 0 : tickLabel('microtask', 'queueMicrotask', '', caller));
    waitingCount++;
  } else if (type === 'TickObject' && isGranted()) {
    const caller = findCaller(CONTENTS);
    if (caller === null) {
      if (behind === null || !hasLooked()) return;
      mapSet(namedTicks, asyncId, { label: 0, caller: { place: behind.place, api: behind.api, calls: false } });
      namedCount++;
      return;
    }
    const label = tickLabel('tick', 'process.nextTick', functionName(ownValue(resource, 'callback')), caller);
    // Of other calls the line is told, and what is done is known from what is started.
    const isFile = stringStartsWith(caller.api, 'fs.');
    const api = isFile ? caller.api + (caller.calls ? callDetail() : '') : '';
    mapSet(namedTicks, asyncId, { label, caller: { place: caller.place, api, calls: false } });
    namedCount++;
  }
}

/** Who asked for the tick that runs, or null. */
export function tickCaller(): Caller | null {
  return asked;
}

function tickLabel(kind: 'tick' | 'microtask', name: string, callback: string, caller: Caller): number {
  const api = namedCall(caller.api);
  const text = api === '' || api === name || api === 'nextTick' ? name : `${name} in ${api}`;
  return labelId(kind, text, caller.place, { callback, pool: null });
}

/** A callback begins that no operation woke. */
export function tickBegins(asyncId: number): void {
  asked = null;
  const microtask = waitingCount > 0 ? mapGet(waiting, asyncId) : undefined;
  if (microtask !== undefined) {
    mapDelete(waiting, asyncId);
    waitingCount--;
    words[Control.Microtasks] = microtasks = (microtasks + 1) | 0;
    if (microtask !== 0) begin(asyncId, microtask);
    return;
  }
  words[Control.Ticks] = ticks = (ticks + 1) | 0;
  const tick = namedCount > 0 ? mapGet(namedTicks, asyncId) : undefined;
  if (tick === undefined) return;
  mapDelete(namedTicks, asyncId);
  namedCount--;
  asked = tick.caller;
  begin(asyncId, tick.label);
}

function begin(asyncId: number, label: number): void {
  running = asyncId;
  isTold = label !== 0;
  if (isTold) record(RecordKind.ContentStart, 0, label, 0);
}

export function tickEnds(asyncId: number): void {
  if (running !== asyncId) return;
  running = 0;
  asked = null;
  if (isTold) record(RecordKind.ContentEnd, 0, 0, 0);
}

/** Before a turn begins, at `time`: what was drained in the one before. */
export function recordDrained(time: number): void {
  const sum = (jobs + ticks + microtasks) | 0;
  if (sum === told) return;
  told = sum;
  recordAt(time, RecordKind.Drained, microtasks, jobs, ticks);
}
