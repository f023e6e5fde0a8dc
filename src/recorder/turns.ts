/**
 * Turns of the event loop and operations in flight, from async_hooks without promises (which cost nothing per promise).
 * A turn ends when its microtasks and ticks are drained; no hook tells that moment, so a turn is closed as its callback
 * returns, and the builder extends it by what is recorded before the next turn.
 */
import { createHook } from 'node:async_hooks';
import { PhaseCode, RecordKind } from '../trace/record.ts';
import { dictionary } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { isJob, resourceType, type ResourceType } from './operations.ts';
import { currentTaskId, unwind } from './promise-hooks.ts';
import { recordExactly } from './ring.ts';
import { findCaller } from './stack.ts';

interface Operation {
  readonly id: number;
  readonly type: ResourceType;
  readonly text: string;
  readonly label: number;
  readonly repeats: boolean;
  ended: boolean;
}

const operations = dictionary<Operation>();
let lastOperation = 0;
let depth = 0;
/** The operation whose callback is this turn's. */
let trigger: Operation | null = null;

interface TimerResource {
  readonly _idleTimeout?: unknown;
  readonly _repeat?: unknown;
}

function start(asyncId: number, type: ResourceType, resource: object): void {
  const timer = type.kind === 'timer' ? (resource as TimerResource) : null;
  const delay = timer !== null && typeof timer._idleTimeout === 'number' ? timer._idleTimeout : -1;
  const repeats = timer !== null && typeof timer._repeat === 'number';
  const caller = findCaller();
  let text = type.name;
  let label: number;
  if (caller === null && trigger !== null && trigger.type.kind === type.kind && type.kind === 'fs') {
    // Node's own continuation of the request whose callback runs: one of the steps of the same call.
    text = trigger.text;
    label = trigger.label;
  } else {
    if (timer !== null && delay >= 0) text = `${repeats ? 'setInterval' : 'setTimeout'} ${delay} ms`;
    else if (caller !== null && caller.api !== '') text = caller.api;
    label = labelId(type.kind, text, caller === null ? null : caller.place);
  }
  const id = ++lastOperation;
  operations[asyncId] = { id, type, text, label, repeats, ended: false };
  recordExactly(RecordKind.OperationStart, currentTaskId(), id, label);
  if (delay >= 0) recordExactly(RecordKind.OperationDue, 0, id, delay);
}

function end(asyncId: number, operation: Operation): void {
  if (!operation.ended) {
    operation.ended = true;
    recordExactly(RecordKind.OperationEnd, 0, operation.id, 0);
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a Map's methods could be replaced
  delete operations[asyncId];
}

const kinds = dictionary<string>();

const hook = {
  init(asyncId: number, type: string, _trigger: number, resource: object): void {
    const known = resourceType(type);
    if (known !== undefined) start(asyncId, known, resource);
    else if (isJob(type)) kinds[asyncId] = type;
  },
  before(asyncId: number): void {
    if (depth++ > 0) return;
    unwind();
    const operation = operations[asyncId];
    if (operation === undefined) {
      // A tick or microtask drains in the turn that is under way; other resources wake a turn of their own.
      if (kinds[asyncId] === undefined) openTurn(PhaseCode.Poll, 0);
      return;
    }
    trigger = operation;
    openTurn(operation.type.phase, operation.id);
    if (operation.type.once && !operation.repeats) {
      operation.ended = true;
      recordExactly(RecordKind.OperationEnd, 0, operation.id, 0);
    }
  },
  after(asyncId: number): void {
    if (depth > 0) depth--;
    if (depth > 0) return;
    if (kinds[asyncId] !== undefined) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a Map's methods could be replaced
      delete kinds[asyncId];
      return;
    }
    unwind();
    recordExactly(RecordKind.TurnEnd, 0, 0, 0);
  },
  destroy(asyncId: number): void {
    const operation = operations[asyncId];
    if (operation !== undefined) end(asyncId, operation);
  },
};

function openTurn(phase: number, operation: number): void {
  recordExactly(RecordKind.TurnStart, 0, phase, operation);
}

/** Starts watching; this moment begins the main turn. */
export function watchTurns(): void {
  createHook({ ...hook, trackPromises: false }).enable();
  openTurn(PhaseCode.Main, 0);
}
