/**
 * Turns of the event loop and operations in flight, from async_hooks without promises (which cost nothing per promise).
 * A turn ends when its microtasks and ticks are drained; no hook tells that moment, so a turn is closed as its callback
 * returns, and the builder extends it by what is recorded before the next turn.
 */
import { AsyncResource, createHook } from 'node:async_hooks';
import { PhaseCode, RecordKind } from '../trace/record.ts';
import { hideClass } from './guard/descriptors.ts';
import { mapDelete, mapGet, mapSet } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { isQuiet, resourceType, type ResourceType } from './operations.ts';
import { currentTaskId, unwind } from './promise-hooks.ts';
import { record, recordExactly } from './ring.ts';
import { fileDetail } from './file-calls.ts';
import { findCaller, type Caller } from './stack.ts';

class Operation {
  readonly id: number;
  readonly type: ResourceType;
  readonly label: number;
  /** It is over when its callback begins. */
  readonly once: boolean;

  constructor(id: number, type: ResourceType, label: number, once: boolean) {
    this.id = id;
    this.type = type;
    this.label = label;
    this.once = once;
  }
}

/** By asynchronous id; null for a resource of an unknown type. */
const operations = new Map<number, Operation | null>();
let lastOperation = 0;
let depth = 0;
/** The operation whose callback is this turn's. */
let trigger: Operation | null = null;
/** Labels of timers whose starting line is not known, by delay. */
const timeouts = new Map<number, number>();
const intervals = new Map<number, number>();
/** Resources up to this id were made before anybody watched. */
let lastUnseen = 0;

interface TimerResource {
  readonly _idleTimeout?: unknown;
  readonly _repeat?: unknown;
}

function timerText(delay: number, repeats: boolean): string {
  return `${repeats ? 'setInterval' : 'setTimeout'} ${delay} ms`;
}

function timerLabel(type: ResourceType, delay: number, repeats: boolean): number {
  const known = repeats ? intervals : timeouts;
  let label = mapGet(known, delay);
  if (label === undefined) {
    label = labelId(type.kind, timerText(delay, repeats), null);
    mapSet(known, delay, label);
  }
  return label;
}

function textOf(type: ResourceType, delay: number, repeats: boolean, caller: Caller): string {
  if (delay >= 0) return timerText(delay, repeats);
  const name = caller.api !== '' ? caller.api : type.name;
  return type.kind === 'fs' && caller.calls ? name + fileDetail() : name;
}

function start(asyncId: number, type: ResourceType, resource: object): void {
  const timer = type.kind === 'timer' ? (resource as TimerResource) : null;
  const delay = timer !== null && typeof timer._idleTimeout === 'number' ? timer._idleTimeout : -1;
  const repeats = timer !== null && typeof timer._repeat === 'number';
  const caller = findCaller();
  let label: number;
  // Node's own continuation of the request whose callback runs is one of the steps of the same call.
  if (type.kind === 'fs' && trigger?.type.kind === 'fs' && caller?.calls !== true) ({ label } = trigger);
  else if (caller === null) {
    if (delay >= 0) label = timerLabel(type, delay, repeats);
    else {
      if (type.plainLabel === 0) type.plainLabel = labelId(type.kind, type.name, null);
      label = type.plainLabel;
    }
  } else {
    label = labelId(type.kind, textOf(type, delay, repeats, caller), caller.place);
  }
  const id = ++lastOperation;
  mapSet(operations, asyncId, new Operation(id, type, label, type.once && !repeats));
  recordExactly(RecordKind.OperationStart, currentTaskId(), id, label);
  if (delay >= 0) record(RecordKind.OperationDue, 0, id, delay);
}

const hook = {
  init(asyncId: number, type: string, _trigger: number, resource: object): void {
    const known = resourceType(type);
    if (known !== undefined) start(asyncId, known, resource);
    else if (type === 'FILEHANDLE') hideClass(resource);
    else if (!isQuiet(type)) mapSet(operations, asyncId, null);
  },
  before(asyncId: number): void {
    if (depth++ > 0) return;
    unwind();
    const operation = operationOf(asyncId);
    // A tick or microtask drains in the turn that is under way; other resources wake a turn of their own.
    if (operation === undefined) return;
    trigger = operation;
    if (operation === null) openTurn(0, PhaseCode.Poll, 0);
    else openTurn(operation.once ? 1 : 0, operation.type.phase, operation.id);
  },
  after(asyncId: number): void {
    if (depth > 0) depth--;
    if (depth > 0) return;
    const operation = operationOf(asyncId);
    if (operation === undefined) return;
    unwind();
    record(RecordKind.TurnEnd, 0, 0, 0);
    if (operation?.once === true) mapDelete(operations, asyncId);
  },
  destroy(asyncId: number): void {
    const operation = mapGet(operations, asyncId);
    if (operation === undefined) return;
    mapDelete(operations, asyncId);
    if (operation !== null) record(RecordKind.OperationEnd, 0, operation.id, 0);
  },
};

function operationOf(asyncId: number): Operation | null | undefined {
  return asyncId <= lastUnseen ? null : mapGet(operations, asyncId);
}

function openTurn(ends: number, phase: number, operation: number): void {
  recordExactly(RecordKind.TurnStart, ends, phase, operation);
}

/** Starts watching; this moment begins the main turn. */
export function watchTurns(): void {
  lastUnseen = new AsyncResource('AWAITSCOPE').asyncId();
  createHook({ ...hook, trackPromises: false }).enable();
  openTurn(0, PhaseCode.Main, 0);
}
