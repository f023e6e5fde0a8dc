/** Times the synchronous calls that can hold the thread, and records those that took a noticeable time. */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import zlib from 'node:zlib';
import { RecordKind } from '../trace/record.ts';
import { clock, ownKeys, stringIndexOf } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { currentTaskId } from './promise-hooks.ts';
import { forward, replace } from './replace.ts';
import { recordExactly } from './ring.ts';
import { findCaller } from './stack.ts';

/** Shorter calls are no news: a record costs more than it tells. ms */
const NOTICEABLE_MS = 0.5;
let depth = 0;

/** Is one of these calls under way? What it starts is done when it returns. */
export function callsSynchronously(): boolean {
  return depth > 0;
}

/** A call that ends now. */
function note(label: string, ms: number): void {
  const place = findCaller()?.place ?? null;
  recordExactly(RecordKind.SyncCall, currentTaskId(), labelId('sync', label, place), (ms * 1000) | 0);
}

function time(object: object, name: string, label: string): void {
  replace(object, name, (original) => (self, args, target) => {
    if (depth > 0) return forward(original, self, args, target);
    depth++;
    const start = clock();
    try {
      return forward(original, self, args, target);
    } finally {
      depth--;
      const ms = clock() - start;
      if (ms >= NOTICEABLE_MS) note(label, ms);
    }
  });
}

function timeSync(module: object, prefix: string): void {
  for (const name of ownKeys(module)) {
    if (typeof name === 'string' && stringIndexOf(name, 'Sync') === name.length - 4 && name.length > 4) {
      time(module, name, `${prefix}.${name}`);
    }
  }
}

export function timeSyncCalls(): void {
  timeSync(fs, 'fs');
  timeSync(childProcess, 'child_process');
  timeSync(crypto, 'crypto');
  timeSync(zlib, 'zlib');
  time(Atomics, 'wait', 'Atomics.wait');
}

/** The probes around a `require`; see instrument/requires.ts. */
export const requireProbes = {
  /** It begins, if it is Node's own; else it is never long. */
  L1(isNodes: boolean): number {
    return isNodes ? clock() : Infinity;
  },
  /** It is over, and brought what it names. */
  L2(start: number, name: string): void {
    const ms = clock() - start;
    if (ms >= NOTICEABLE_MS && depth === 0) note(`require('${name}')`, ms);
  },
};
