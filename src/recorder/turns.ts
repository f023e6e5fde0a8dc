/**
 * Turns of the event loop and operations in flight, from async_hooks without promises (which cost nothing per promise).
 * A turn ends when its microtasks and ticks are drained; no hook tells that moment, so a turn is closed as its callback
 * returns, and the builder extends it by what is recorded before the next turn.
 */
import { AsyncResource, createHook, type AsyncHook } from 'node:async_hooks';
import { PhaseCode, RecordKind } from '../trace/record.ts';
import { findResources, watchIndexes } from './callback-resources.ts';
import { watchClosing } from './closing.ts';
import { hideClass } from './guard/descriptors.ts';
import { defineProperty, mapGet, mapSet, ownKeys, stringStartsWith, symbolDescription } from './intrinsics.ts';
import { recordDrained, tickBegins, tickCaller, tickEnds, tickMade } from './contents.ts';
import { WEB_CRYPTO } from './api-names.ts';
import { Connection } from './connection.ts';
import { requestPlace } from './http-calls.ts';
import { labelId } from './labels.ts';
import { OperationTable } from './operation-table.ts';
import { isQuiet, resourceType, type ResourceType } from './operations.ts';
import { functionName, ownData, ownValue } from './own-values.ts';
import { MAIN_ID, watchProgramHooks } from './program-hooks.ts';
import { currentTaskId, unwind } from './promise-hooks.ts';
import { recordLoop, recordPool } from './loop.ts';
import { now, record, recordAt } from './ring.ts';
import { callDetail, namedCall } from './file-calls.ts';
import { callsSynchronously } from './sync-calls.ts';
import { OPERATIONS } from './budget.ts';
import { findCaller, hasLooked, type Caller } from './stack.ts';

class Operation {
  readonly id: number;
  readonly type: ResourceType;
  readonly label: number;
  /** It is over when its callback begins. */
  readonly once: boolean;
  /** Who asked for it, where that is known. */
  readonly caller: Caller | null;
  /** Of a server, which one request after the other comes through. */
  readonly connection: Connection | null;
  /** Its end was recorded before it is destroyed. */
  ended = false;

  constructor(
    id: number,
    type: ResourceType,
    label: number,
    once: boolean,
    caller: Caller | null,
    connection: Connection | null,
  ) {
    this.id = id;
    this.type = type;
    this.label = label;
    this.once = once;
    this.caller = caller;
    this.connection = connection;
  }
}

/** By asynchronous id; null for a resource of an unknown type. */
const operations = new OperationTable<Operation>();
let lastOperation = 0;
let depth = 0;
/** The operation whose callback is this turn's. */
let trigger: Operation | null = null;
/** A tick or microtask runs. */
let ticking = false;
/** Labels of timers whose starting line is not known, by delay; not those of long or odd ones, of which there may be many. */
const timeouts = new Map<number, number>();
const intervals = new Map<number, number>();
const USUAL_DELAYS_MS = 1000;
/** Resources up to this id were made before anybody watched. */
let lastUnseen = 0;

function timerText(delay: number, repeats: boolean): string {
  return `${repeats ? 'setInterval' : 'setTimeout'} ${delay} ms`;
}

function timerLabel(type: ResourceType, delay: number, repeats: boolean): number {
  const known = repeats ? intervals : timeouts;
  let label = mapGet(known, delay);
  if (label === undefined) {
    label = labelId(type.kind, timerText(delay, repeats), null);
    if (delay <= USUAL_DELAYS_MS) mapSet(known, delay, label);
  }
  return label;
}

/** A timer by the function that the program called: `setTimeout` itself, one that is built on it, or one that uses it. */
function timerTextOf(delay: number, repeats: boolean, api: string): string {
  if (api === '' || api === 'setTimeout' || api === 'setInterval') return timerText(delay, repeats);
  if (stringStartsWith(api, 'timers/promises.') || api === 'scheduler.wait' || api === 'AbortSignal.timeout')
    return `${api} ${delay} ms`;
  return `${timerText(delay, repeats)} in ${api}`;
}

function textOf(type: ResourceType, detail: string, caller: Caller): string {
  if (detail !== '') return detail;
  const name = caller.api !== '' ? namedCall(caller.api) : type.name;
  const takesArgument = type.kind === 'fs' || type.kind === 'child-process';
  return takesArgument && caller.calls ? name + callDetail() : name;
}

/** The label of an operation of which no line is known. */
function plainLabel(type: ResourceType, detail: string): number {
  if (detail === '' && type.plainLabel !== 0) return type.plainLabel;
  const label = labelId(type.kind, detail === '' ? type.name : detail, null, { callback: '', pool: type.pool });
  if (detail === '') type.plainLabel = label;
  return label;
}

function requestLabel(type: ResourceType, detail: string, resource: object): number {
  return labelId(type.kind, detail === '' ? type.name : detail, requestPlace(resource));
}

function startTimer(asyncId: number, type: ResourceType, resource: object): void {
  const wanted = ownData(resource, '_idleTimeout');
  const delay = typeof wanted === 'number' ? wanted : -1;
  const repeats = typeof ownData(resource, '_repeat') === 'number';
  const time = now();
  const caller = findCaller(OPERATIONS, time);
  const label =
    caller === null
      ? timerLabel(type, delay, repeats)
      : labelId(type.kind, timerTextOf(delay, repeats, caller.api), caller.place, {
          callback: functionName(ownValue(resource, '_onTimeout')),
          pool: null,
        });
  const id = started(time, asyncId, type, label, type.once && !repeats, null, null);
  if (delay >= 0) recordAt(time, RecordKind.OperationDue, 0, id, delay);
}

function start(asyncId: number, type: ResourceType, resource: object): void {
  const time = now();
  const own = findCaller(OPERATIONS, time);
  const byNode = own === null ? hasLooked() : !own.calls;
  // What a tick does is done for whoever asked for the tick.
  let caller = own ?? (byNode && ticking ? tickCaller() : null);
  const detail = type.detail === undefined ? '' : type.detail(resource);
  let label: number;
  // Node's own continuation of the request whose callback runs is one of the steps of the same call.
  if (type.kind === 'fs' && trigger?.type.kind === 'fs' && byNode && !ticking) ({ caller, label } = trigger);
  else if (type.http === 'request') label = requestLabel(type, detail, resource);
  else if (caller === null) label = plainLabel(type, detail);
  else {
    const callback = type.kind === 'immediate' ? functionName(ownValue(resource, '_onImmediate')) : '';
    const text = textOf(type, detail, caller);
    label = labelId(type.kind, text, caller.place, { callback, pool: type.pool });
    // Its steps may be told of when the call is over, and what it was about no longer known.
    if (type.kind === 'fs') caller = { place: caller.place, api: text, calls: false };
  }
  const connection = type.http === 'connection' ? new Connection(resource) : null;
  const id = started(time, asyncId, type, label, type.once, caller, connection);
  if (type.kind === 'zlib') watchClosing(resource, endClosed);
  // A job of Web Crypto has no callback of JavaScript, and is over when it is destroyed.
  const web = caller !== null && stringStartsWith(caller.api, WEB_CRYPTO);
  if (type.kind === 'crypto' && !web) awaitDecision(id, resource);
}

function started(
  time: number,
  asyncId: number,
  type: ResourceType,
  label: number,
  once: boolean,
  caller: Caller | null,
  connection: Connection | null,
): number {
  const id = ++lastOperation;
  operations.set(asyncId, new Operation(id, type, label, once, caller, connection));
  recordAt(time, RecordKind.OperationStart, currentTaskId(), id, label);
  return id;
}

function endClosed(asyncId: number): void {
  const operation = operations.get(asyncId);
  if (operation === undefined || operation === null || operation.ended) return;
  operation.ended = true;
  record(RecordKind.OperationEnd, callsSynchronously() ? 1 : 0, operation.id, 0);
}

/** The operation that was started last, by id. */
export function lastStarted(): number {
  return lastOperation;
}

/**
 * A job of `crypto` that was made just now. Node makes one for a synchronous call, too, and no callback tells of that one;
 * an asynchronous job is given its callback right after it was made.
 */
let job: object | null = null;
let jobOperation = 0;

function awaitDecision(operation: number, resource: object): void {
  job = resource;
  jobOperation = operation;
}

function decideJob(): void {
  const synchronous = typeof ownValue(job, 'ondone') !== 'function';
  job = null;
  if (!synchronous) return;
  record(RecordKind.OperationEnd, 1, jobOperation, 0);
}

const hook = {
  init(asyncId: number, type: string, _trigger: number, resource: object): void {
    watchIndexes();
    if (job !== null) decideJob();
    // By far the most are ticks.
    const known = type === 'TickObject' ? undefined : resourceType(type);
    if (known === undefined) {
      if (type === 'FILEHANDLE') hideClass(resource);
      else if (!isQuiet(type)) operations.set(asyncId, null);
      else {
        operations.skip(asyncId);
        tickMade(asyncId, type, resource, ticking || depth > 0 ? callerBehind() : null);
      }
    } else if (known.kind === 'timer') startTimer(asyncId, known, resource);
    else start(asyncId, known, resource);
  },
  before(asyncId: number): void {
    if (asyncId === MAIN_ID) return;
    if (depth++ > 0) {
      beginWithin(asyncId);
      return;
    }
    if (job !== null) decideJob();
    unwind();
    const operation = operationOf(asyncId);
    // A tick or microtask drains in the turn that is under way; other resources wake a turn of their own.
    if (operation === undefined) {
      ticking = true;
      tickBegins(asyncId);
      return;
    }
    ticking = false;
    trigger = operation;
    if (operation === null) openTurn(0, PhaseCode.Poll, 0);
    else openTurn(operation.once ? 1 : 0, operation.type.phase, operation.id);
  },
  after(asyncId: number): void {
    watchIndexes();
    if (asyncId === MAIN_ID) return;
    if (depth > 0) depth--;
    if (depth > 0) return;
    const operation = operationOf(asyncId);
    if (operation === undefined) {
      ticking = false;
      tickEnds(asyncId);
      return;
    }
    if (job !== null) decideJob();
    unwind();
    // Which request a callback of a server's connection was about is known once it has run.
    const label = operation === null || operation.connection === null ? 0 : operation.connection.label();
    if (label !== 0) record(RecordKind.TurnNamed, 0, 0, label);
    record(RecordKind.TurnEnd, 0, 0, 0);
    if (operation?.once === true) operations.delete(asyncId);
  },
  destroy(asyncId: number): void {
    const operation = operations.get(asyncId);
    if (operation === undefined) return;
    operations.delete(asyncId);
    if (operation !== null && !operation.ended) record(RecordKind.OperationEnd, 0, operation.id, 0);
  },
};

/** Who asked for what Node does now on its own: for the tick that runs, or the operation whose callback does. */
function callerBehind(): Caller | null {
  if (ticking) return tickCaller();
  return trigger === null ? null : trigger.caller;
}

function operationOf(asyncId: number): Operation | null | undefined {
  return asyncId <= lastUnseen ? null : operations.get(asyncId);
}

/** A client's request reads within the turn of its socket: the turn is about that request. */
function beginWithin(asyncId: number): void {
  const operation = operationOf(asyncId);
  if (operation?.type.http === 'request') record(RecordKind.TurnNamed, 0, 0, operation.label);
}

function openTurn(ends: number, phase: number, operation: number): void {
  const time = now();
  recordDrained(time);
  recordAt(time, RecordKind.TurnStart, ends, phase, operation);
  recordLoop(time);
}

/** Before Node 24 the option is not known, and its place is. */
function withoutPromises(own: AsyncHook): AsyncHook {
  const keys = ownKeys(own);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' && symbolDescription(key) === 'kNoPromiseHook')
      defineProperty(own, key, { value: true, configurable: true, enumerable: true, writable: true });
  }
  return own;
}

/** Starts watching; this moment begins the main turn. */
export function watchTurns(): void {
  recordPool();
  findResources();
  lastUnseen = new AsyncResource('AWAITSCOPE', { requireManualDestroy: true }).asyncId();
  watchProgramHooks(withoutPromises(createHook({ ...hook, trackPromises: false })).enable(), lastUnseen);
  openTurn(0, PhaseCode.Main, 0);
}
