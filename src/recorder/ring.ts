/**
 * The writer of the ring in shared memory, and the clock. A record costs five stores. When the ring is full the writer
 * waits for the reader (that costs the program time, never order), and counts what it must drop when nobody reads.
 *
 * Reading the clock costs more than all the rest of a record. So its share is bounded: BUDGET reads in TICK_MS. A program
 * that makes more events than that leaves times unread; the reader spreads them evenly between those around them, and
 * says so. The supervisor counts ticks meanwhile, and each new tick makes the next time a read one: a long
 * stretch never hides among unread times. Without ticks every time is read.
 *
 * `| 0` tells the engine that a word is an integer: without it each store would take the way by a floating-point number.
 */
import { Control, RING_WORDS, TICK_MS, TIME_KIND } from '../trace/channel.ts';
import { RecordKind } from '../trace/record.ts';
import { atomicAdd, atomicLoad, atomicStore, atomicWait, clock } from './intrinsics.ts';

const WAIT_MS = 50;
const MAX_WAITS = 40;
const BUDGET = 64;
/** Words that may be written together: what was dropped, the wait, and the record that there was no room for; each with its time. */
const TOGETHER = 6 * RING_WORDS;
/** Times left unread one after the other, at most. */
const MAX_UNREAD = 255;
const NS_PER_MS = 1e6;

let words: Int32Array = new Int32Array(0);
let control: Int32Array = new Int32Array(0);
/** Of the index of a word in the ring. */
let mask = 0;
/** Words written; wraps around. */
let written = 0;
/** Words that may be written until the reader is asked again. */
let room = 0;
/** Records that may be written without a look at clock and room, unless there is a tick. */
let free = 0;
let origin = 0;
/** Time spent waiting for room that no record tells of yet, ms. */
let waited = 0;
/** Records dropped that no record tells of yet. */
let dropped = 0;
let budget = BUDGET;
let filledAt = 0;
let tick = 0;
/** x86 keeps the order of stores; elsewhere the count is published atomically. */
const ordered = process.arch === 'x64' || process.arch === 'ia32';

/** @param ring a power of two of records, at least 8 */
export function openRing(ring: SharedArrayBuffer, shared: SharedArrayBuffer): void {
  words = new Int32Array(ring);
  control = new Int32Array(shared);
  mask = words.length - 1;
  written = free = 0;
  room = words.length;
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
  if ((free === 0 || control[Control.Tick] !== tick) && !look()) return;
  free--;
  put(kind, task, a, b);
}

/** The same for what happens seldom and must have its exact time. */
export function recordExactly(kind: RecordKind, task: number, a: number, b: number): void {
  if (!isRoom()) return;
  putTime(clock() - origin);
  put(kind, task, a, b);
  if (free > 0) free--;
}

/** Reads the time, and finds how many records may follow without a look. @returns false when the next record must be dropped */
function look(): boolean {
  free = 0;
  if (!isRoom()) return false;
  const time = clock() - origin;
  putTime(time);
  free = 1;
  if (budget > 0) {
    budget--;
    return true;
  }
  if (time - filledAt >= TICK_MS) {
    budget = BUDGET;
    filledAt = time;
  } else if (control[Control.Ticking] === 1) {
    const most = (room / RING_WORDS) | 0;
    free = most < MAX_UNREAD ? most : MAX_UNREAD;
  }
  tick = control[Control.Tick] ?? 0;
  control[Control.TickWanted] = 1;
  return true;
}

function putTime(time: number): void {
  const whole = time | 0;
  put(TIME_KIND, whole, (time - whole) * NS_PER_MS, 0);
}

function put(kind: number, task: number, a: number, b: number): void {
  const at = written & mask;
  words[at] = kind | 0;
  words[at + 1] = task | 0;
  words[at + 2] = a | 0;
  words[at + 3] = b | 0;
  written = (written + RING_WORDS) | 0;
  room -= RING_WORDS;
  if (ordered) control[Control.Written] = written;
  else atomicStore(control, Control.Written, written);
}

/** Is there room for a record and its time? If not, waits for the reader. False when the record must be dropped. */
function isRoom(): boolean {
  return room >= TOGETHER || makeRoom();
}

function hasRoom(): boolean {
  room = words.length - ((written - atomicLoad(control, Control.Read)) | 0);
  return room >= 2 * RING_WORDS;
}

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
  if (waited > 0 && room >= TOGETHER) tellHole();
  return true;
}

/** The wait made a hole that the program did not make: says so, where it is, and where that takes no other record's place. */
function tellHole(): void {
  const microseconds = (waited * 1000) | 0;
  const count = dropped;
  waited = dropped = 0;
  putTime(clock() - origin);
  if (count > 0) {
    // The supervisor tells of what is still untold at the end.
    atomicAdd(control, Control.Lost, -count);
    put(RecordKind.Lost, 0, count, 0);
    putTime(clock() - origin);
  }
  put(RecordKind.RecorderWaited, 0, 0, microseconds);
}
