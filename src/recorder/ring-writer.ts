/**
 * The writer of the ring in shared memory, and the clock. A record costs five stores. When the ring is full the writer
 * waits for the reader (that costs the program time, never order), and counts what it must drop when nobody reads.
 *
 * Reading the clock costs more than all the rest of a record. So its share is bounded: a program that makes a million
 * events a second leaves times unread; the reader spreads them evenly between those around them, and
 * says so. A thread counts ticks meanwhile, and each new tick makes the next time a read one: a long
 * stretch never hides among unread times. Without ticks every time is read. The thread costs a twentieth of a processor, so
 * it runs only then.
 *
 * This is the code that runs most, so it is written for the engine: what does not change is constant in the closure, so that
 * addresses and lengths become part of the machine code; `| 0` tells that a word is an integer, without which each store
 * would take the way by a floating-point number; and an index that is masked needs no check.
 */
import { Control, RING_WORDS, TICK_MS, TIME_KIND } from '../trace/channel.ts';
import { RecordKind } from '../trace/record.ts';
import { Words, atomicAdd, atomicLoad, atomicNotify, atomicStore, atomicWait, clock } from './intrinsics.ts';

const WAIT_MS = 50;
const MAX_WAITS = 40;
/** Reads of the clock that are free: in a while of its own, and in a tick while the ticker runs. */
const WHILE_MS = 4;
const BUDGET = 4000;
const TICK_BUDGET = 100;
/** Words that may be written together: what was dropped, the wait, and the record that there was no room for; each with its time. */
const TOGETHER = 6 * RING_WORDS;
/** Times left unread one after the other, at most. */
const MAX_UNREAD = 255;
const NS_PER_MS = 1e6;

export interface RingWriter {
  /** Makes this moment time 0 of the trace. */
  readonly startClock: () => void;
  /** Milliseconds since the run started. */
  readonly now: () => number;
  /** Writes one record; see record.ts for what task, a and b mean. */
  readonly record: (kind: RecordKind, task: number, a: number, b: number) => void;
  /** The same for what happens seldom and must have its exact time. */
  readonly recordExactly: (kind: RecordKind, task: number, a: number, b: number) => void;
  /** The same for several that happen at once: at `time`, which was read from the clock just now. */
  readonly recordAt: (time: number, kind: RecordKind, task: number, a: number, b: number) => void;
}

/** @param ring a power of two of records, at least 8 */
export function openRing(ring: SharedArrayBuffer, shared: SharedArrayBuffer): RingWriter {
  const words = new Words(ring);
  const control = new Words(shared);
  const size = words.length;
  /** Of the index of a word in the ring. */
  const mask = size - 1;
  /** x86 keeps the order of stores; elsewhere the count is published atomically. */
  const ordered = process.arch === 'x64' || process.arch === 'ia32';
  /**
   * Where the next look at clock and room is due, as a count of words written, which is met exactly: whatever else writes sets it
   * anew. And the tick that was seen last.
   */
  const state = new Words(2);
  const DUE = 0;
  const TICK = 1;
  let origin = 0;
  /** Time spent waiting for room that no record tells of yet, ms. */
  let waited = 0;
  /** Records dropped that no record tells of yet. */
  let dropped = 0;
  let budget = BUDGET;
  let filledAt = 0;
  /** The time that the budget is for, ms. */
  let span = WHILE_MS;

  function record(kind: RecordKind, task: number, a: number, b: number): void {
    if ((control[Control.Written] === state[DUE] || control[Control.Tick] !== state[TICK]) && !look()) return;
    put(kind, task, a, b);
  }

  function recordExactly(kind: RecordKind, task: number, a: number, b: number): void {
    recordAt(clock() - origin, kind, task, a, b);
  }

  function recordAt(time: number, kind: RecordKind, task: number, a: number, b: number): void {
    if (waited === 0 && room() >= TOGETHER) putTime(time);
    else if (makeRoom()) putTime(clock() - origin);
    else return;
    put(kind, task, a, b);
    state[DUE] = control[Control.Written] as number;
  }

  /** Reads the time, and finds how many records may follow without a look. @returns false when the next record must be dropped */
  function look(): boolean {
    state[DUE] = control[Control.Written] as number;
    if (!isRoom()) return false;
    const time = clock() - origin;
    putTime(time);
    allow(1);
    if (budget > 0) {
      budget--;
      return true;
    }
    const ticking = control[Control.Ticking] === 1;
    state[TICK] = control[Control.Tick] as number;
    if (time - filledAt >= span) {
      filledAt = time;
      budget = ticking ? TICK_BUDGET : BUDGET;
      span = ticking ? TICK_MS : WHILE_MS;
      return true;
    }
    if (ticking) {
      const most = (room() / RING_WORDS) | 0;
      allow(most < MAX_UNREAD ? most : MAX_UNREAD);
    }
    if (control[Control.TickWanted] === 0) {
      atomicStore(control, Control.TickWanted, 1);
      if (!ticking) atomicNotify(control, Control.TickWanted);
    }
    return true;
  }

  function allow(records: number): void {
    state[DUE] = ((control[Control.Written] as number) + records * RING_WORDS) | 0;
  }

  function putTime(time: number): void {
    const whole = time | 0;
    put(TIME_KIND, whole, (time - whole) * NS_PER_MS, 0);
  }

  function put(kind: number, task: number, a: number, b: number): void {
    const at = control[Control.Written] as number;
    words[at & mask] = kind | 0;
    words[(at + 1) & mask] = task | 0;
    words[(at + 2) & mask] = a | 0;
    words[(at + 3) & mask] = b | 0;
    if (ordered) control[Control.Written] = (at + RING_WORDS) | 0;
    else atomicStore(control, Control.Written, (at + RING_WORDS) | 0);
  }

  /** Words that may be written. What is stored because of it cannot come before it, so where stores keep their order no more is needed. */
  function room(): number {
    const read = ordered ? (control[Control.Read] as number) : atomicLoad(control, Control.Read);
    return size - (((control[Control.Written] as number) - read) | 0);
  }

  /** Is there room for a record and its time? If not, waits for the reader. False when the record must be dropped. */
  function isRoom(): boolean {
    return (waited === 0 && room() >= TOGETHER) || makeRoom();
  }

  function makeRoom(): boolean {
    const start = clock();
    let there = room();
    if (there < 2 * RING_WORDS) {
      for (let i = 0; i < MAX_WAITS && there < 2 * RING_WORDS; i++) {
        atomicStore(control, Control.RingFull, 1);
        if (room() < 2 * RING_WORDS) atomicWait(control, Control.RingFull, 1, WAIT_MS);
        there = room();
      }
      waited += clock() - start;
      if (there < 2 * RING_WORDS) {
        dropped++;
        atomicAdd(control, Control.Lost, 1);
        return false;
      }
    }
    if (waited > 0 && there >= TOGETHER) tellHole();
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

  return {
    startClock() {
      origin = clock();
    },
    now() {
      return clock() - origin;
    },
    record,
    recordExactly,
    recordAt,
  };
}
