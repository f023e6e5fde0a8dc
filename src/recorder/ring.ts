/**
 * The writer of the ring in shared memory. A slot is free while its kind word is 0; the reader clears it. So there is no
 * head or tail to share: a record costs five stores. When the ring is full the writer waits for the reader (that costs
 * the program time, never order), and counts what it must drop when nobody reads.
 */
import { RECORD_WORDS, RecordKind } from '../trace/record.ts';
import { Control } from '../trace/channel.ts';
import { atomicAdd, atomicStore, atomicWait, clock } from './intrinsics.ts';

const WAIT_MS = 50;
const MAX_WAITS = 40;

let times: Float64Array = new Float64Array(0);
let words: Int32Array = new Int32Array(0);
let control: Int32Array = new Int32Array(0);
let mask = 0;
let slot = 0;
let origin = 0;
/** x86 keeps the order of stores; elsewhere the kind word is published atomically. */
const ordered = process.arch === 'x64' || process.arch === 'ia32';

export function openRing(ring: SharedArrayBuffer, shared: SharedArrayBuffer): void {
  times = new Float64Array(ring);
  words = new Int32Array(ring);
  control = new Int32Array(shared);
  mask = words.length / RECORD_WORDS - 1;
}

/** Makes this moment time 0 of the trace. */
export function startClock(): void {
  origin = clock();
}

/** Milliseconds since the run started. */
export function now(): number {
  return clock() - origin;
}

/** Writes one record; see record.ts for what task, a and b mean. `time` in ms since the run started. */
export function record(time: number, kind: RecordKind, task: number, a: number, b: number): void {
  const word = slot * RECORD_WORDS;
  if (words[word + 2] !== 0 && !makeRoom(word)) return;
  put(time, kind, task, a, b);
}

function put(time: number, kind: RecordKind, task: number, a: number, b: number): void {
  const word = slot * RECORD_WORDS;
  times[slot * 3] = time;
  words[word + 3] = task;
  words[word + 4] = a;
  words[word + 5] = b;
  if (ordered) words[word + 2] = kind;
  else atomicStore(words, word + 2, kind);
  slot = (slot + 1) & mask;
}

/** Waits for the reader. False when the record must be dropped. */
function makeRoom(word: number): boolean {
  const start = clock();
  if (!waitForSlot(word)) return false;
  // The wait made a hole that the program did not make: say so, where it is.
  put(now(), RecordKind.RecorderWaited, 0, 0, ((clock() - start) * 1000) | 0);
  return waitForSlot(slot * RECORD_WORDS);
}

function waitForSlot(word: number): boolean {
  for (let i = 0; i < MAX_WAITS && words[word + 2] !== 0; i++) {
    atomicStore(control, Control.RingFull, 1);
    atomicWait(control, Control.RingFull, 1, WAIT_MS);
  }
  if (words[word + 2] === 0) return true;
  atomicAdd(control, Control.Lost, 1);
  return false;
}
