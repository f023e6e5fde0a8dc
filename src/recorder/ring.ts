/**
 * The writer of the ring in shared memory, and the clock. A record costs six stores. When the ring is full the writer
 * waits for the reader (that costs the program time, never order), and counts what it must drop when nobody reads.
 *
 * Reading the clock costs more than all the rest of a record. So its share is bounded: BUDGET reads in TICK_MS. A program
 * that makes more events than that leaves times unread; the reader spreads them evenly between those around them, and
 * says so. The supervisor counts ticks meanwhile, and each new tick makes the next time a read one: a long
 * stretch never hides among unread times. Without ticks every time is read.
 */
import { BASE_KIND, Control, RING_WORDS, TICK_MS, UNREAD_TIME } from '../trace/channel.ts';
import { RecordKind } from '../trace/record.ts';
import { atomicAdd, atomicLoad, atomicStore, atomicWait, clock } from './intrinsics.ts';

const WAIT_MS = 50;
const MAX_WAITS = 40;
const BUDGET = 64;
/** Records that may be written together: a base, what was dropped, and the one that there was no room for. */
const BESIDE = 3;
/** Times left unread one after the other, at most. */
const MAX_UNREAD = 255;
const NS_PER_MS = 1e6;
/** A base record is written before times exceed it, ns. */
const MAX_NS = 2e9;

let words: Int32Array = new Int32Array(0);
let control: Int32Array = new Int32Array(0);
let slots = 0;
/** Word of the next record, of the end of the ring, and how many records may be written until the reader is asked again. */
let at = 0;
let end = 0;
let room = 0;
/** Records written; wraps around. */
let written = 0;
let origin = 0;
/** Times are written relative to this, ms since `origin`. */
let base = 0;
/** Time spent waiting for room that no record tells of yet, ms. */
let waited = 0;
/** Records dropped that no record tells of yet. */
let dropped = 0;
let budget = BUDGET;
let filledAt = 0;
let unread = 0;
let tick = 0;
/** x86 keeps the order of stores; elsewhere the count is published atomically. */
const ordered = process.arch === 'x64' || process.arch === 'ia32';

export function openRing(ring: SharedArrayBuffer, shared: SharedArrayBuffer): void {
  words = new Int32Array(ring);
  control = new Int32Array(shared);
  end = words.length;
  slots = end / RING_WORDS;
  at = written = 0;
  room = slots;
}

/** Makes this moment time 0 of the trace. */
export function startClock(): void {
  origin = clock();
}

/** Milliseconds since the run started. */
export function now(): number {
  return clock() - origin;
}

/** Writes one record; see record.ts for what task, a and b mean. */
export function record(kind: RecordKind, task: number, a: number, b: number): void {
  if (budget > 0) {
    budget--;
    put(sinceBase(clock() - origin), kind, task, a, b);
  } else put(sparingly(), kind, task, a, b);
}

/** The same for what happens seldom and must have its exact time. */
export function recordExactly(kind: RecordKind, task: number, a: number, b: number): void {
  put(sinceBase(clock() - origin), kind, task, a, b);
}

function sparingly(): number {
  if (control[Control.Tick] === tick && unread < MAX_UNREAD && control[Control.Ticking] === 1) {
    unread++;
    return UNREAD_TIME;
  }
  unread = 0;
  const time = clock() - origin;
  if (time - filledAt < TICK_MS && control[Control.Ticking] === 0) control[Control.TickWanted] = 1;
  if (control[Control.Tick] !== tick || control[Control.Ticking] !== 1 || time - filledAt >= TICK_MS) {
    budget = BUDGET;
    filledAt = time;
    tick = control[Control.Tick] ?? 0;
    if (control[Control.Ticking] === 1) control[Control.TickWanted] = 1;
  }
  return sinceBase(time);
}

/** @returns ns since the base, which is moved where needed */
function sinceBase(time: number): number {
  const ns = (time - base) * NS_PER_MS;
  if (ns < MAX_NS) return ns | 0;
  const moved = time - (time % 1);
  if (!put(0, BASE_KIND, 0, moved, 0)) return MAX_NS;
  base = moved;
  return ((time - base) * NS_PER_MS) | 0;
}

/** @returns false when the record was dropped */
function put(time: number, kind: number, task: number, a: number, b: number): boolean {
  if (room === 0 && !makeRoom()) return false;
  room--;
  words[at] = time;
  words[at + 1] = kind;
  words[at + 2] = task;
  words[at + 3] = a;
  words[at + 4] = b;
  at += RING_WORDS;
  if (at === end) at = 0;
  written = (written + 1) | 0;
  if (ordered) control[Control.Written] = written;
  else atomicStore(control, Control.Written, written);
  return true;
}

function hasRoom(): boolean {
  room = slots - ((written - atomicLoad(control, Control.Read)) | 0);
  return room > 0;
}

/** Waits for the reader. False when the record must be dropped. */
function makeRoom(): boolean {
  if (!hasRoom()) {
    const start = clock();
    for (let i = 0; i < MAX_WAITS && !hasRoom(); i++) {
      atomicStore(control, Control.RingFull, 1);
      if (!hasRoom()) atomicWait(control, Control.RingFull, 1, WAIT_MS);
    }
    waited += clock() - start;
    if (!hasRoom()) {
      dropped++;
      atomicAdd(control, Control.Lost, 1);
      return false;
    }
  }
  if (waited > 0 && room > BESIDE) tellHole();
  return true;
}

/** The wait made a hole that the program did not make: says so, where it is, and where that takes no other record's place. */
function tellHole(): void {
  const microseconds = (waited * 1000) | 0;
  const count = dropped;
  waited = dropped = 0;
  if (count > 0) {
    // The supervisor tells of what is still untold at the end.
    atomicAdd(control, Control.Lost, -count);
    put(sinceBase(clock() - origin), RecordKind.Lost, 0, count, 0);
  }
  put(sinceBase(clock() - origin), RecordKind.RecorderWaited, 0, 0, microseconds);
}
