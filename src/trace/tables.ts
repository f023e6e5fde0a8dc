/** The tables of a trace: parallel columns, rows from 0. Times are ms since the run started; NaN is "not yet". */
import { Bytes, Floats, Ints, roomFor } from './columns.ts';
import type { FileInfo, FunctionInfo, LabelInfo, Refusal, RunError, RunOutcome, SiteInfo } from './event.ts';
import type { Gap } from './gaps.ts';
import type { HotSpots } from './profile.ts';
import type { Milliseconds } from './units.ts';
import type { ValueTable } from './values.ts';

export const State = { Running: 0, Suspended: 1, Ready: 2 } as const;
/** State of a row that stands for several segments of its task, in a trace that was merged for the view (digest.ts). */
export const MERGED = 3;
export const STATE_NAMES = ['running', 'suspended', 'ready'] as const;
/** Of an await and of a task. Pending also stands for a task that has not ended. */
export const Outcome = { Pending: 0, Fulfilled: 1, Rejected: 2 } as const;

/** One row for each call of an instrumented function, in order of their starts. */
export class TaskTable {
  count = 0;
  readonly id = new Ints();
  readonly function = new Ints();
  /** Row of the parent, or -1. */
  readonly parent = new Ints();
  readonly start = new Floats();
  readonly end = new Floats();
  readonly outcome = new Bytes();
  /** Row of the first and the last segment. */
  readonly first = new Ints();
  readonly last = new Ints();
  /** This is the nth call of its function, from 1. */
  readonly nth = new Ints();
  /** Calls so far, by function id. */
  readonly calls = new Ints();
}

/** Of a row that stands for several segments: how many, and how long the task ran and was ready in that time. */
export interface MergedSegments {
  readonly count: Ints;
  readonly ran: Floats;
  readonly ready: Floats;
}
/** Of a row that stands for several turns: how many, and how long they took. */
export interface MergedTurns {
  readonly count: Ints;
  readonly busy: Floats;
}
/** What a trace leaves out that was merged for the view. Shorter segments are merged with their neighbours. */
export interface Merged {
  /** Segments, turns and operations of the run. */
  readonly segments: number;
  readonly turns: number;
  readonly operations: number;
  /** Shorter segments are merged, and shorter operations left out. */
  readonly below: Milliseconds;
  /** A stretch of which more is known; there, `belowIn` takes the place of `below`. 0: nothing is merged. */
  readonly window: { readonly start: Milliseconds; readonly end: Milliseconds } | null;
  readonly belowIn: Milliseconds;
}

/** Columns of segments are made longer from here on: a share of their length. */
const GROWS_FROM = 0.75;

/** Segments in the order in which they were opened; each task's are chained by `next`. */
export class SegmentTable {
  count = 0;
  /** Row of the task. */
  readonly task = new Ints();
  readonly state = new Bytes();
  readonly start = new Floats();
  readonly end = new Floats();
  /** Where the task is suspended, or was before this segment; 0 before its first suspension. */
  readonly site = new Ints();
  readonly outcome = new Bytes();
  /** Id of the awaited promise; AWAITED_VALUE or 0. */
  readonly promise = new Ints();
  /** Row of the task's next segment, or -1. */
  readonly next = new Ints();
  /** Null where each row is one segment. */
  merged: MergedSegments | null = null;
  /** From this row on the columns are made longer, one after the other and before they are full. */
  #due = 0;
  /** Columns that are longer already. */
  #grown = 0;

  /** Opens a segment: without an end, an outcome and a next one. @returns its row */
  add(task: number, state: number, start: Milliseconds, site: number, promise: number): number {
    const row = this.count++;
    if (row >= this.#due) this.#grow(row);
    // The columns have room, so this need not ask each of them: it is done for every segment of a run.
    this.task.data[row] = task;
    this.state.data[row] = state;
    this.start.data[row] = start;
    this.end.data[row] = NaN;
    this.site.data[row] = site;
    this.promise.data[row] = promise;
    this.next.data[row] = -1;
    return row;
  }

  reserve(length: number): void {
    for (const column of this.#columns) column.reserve(length);
    this.#grown = 0;
    // Who knows what comes needs no more room before.
    this.#due = this.task.data.length;
  }

  /** To copy the columns of a long run all at once would hold its thread for a few hundred milliseconds. */
  #grow(row: number): void {
    const columns = this.#columns;
    const { length } = this.task.data;
    // The first one is made longer last: its length is what all the others have, at least.
    if (row >= length) for (const column of columns.toReversed()) column.reserve(roomFor(row, length));
    else if (row >= length * GROWS_FROM) columns[columns.length - 1 - this.#grown++]?.reserve(roomFor(length, length));
    this.#grown = this.task.data.length > length ? 0 : this.#grown;
    const from = this.task.data.length * GROWS_FROM;
    this.#due = Math.floor(from + (this.#grown * (this.task.data.length - from)) / columns.length);
  }

  get #columns(): readonly (Ints | Floats | Bytes)[] {
    const { end, next, outcome, promise, site, start, state, task } = this;
    return [task, state, start, end, site, outcome, promise, next];
  }
}

export class TurnTable {
  count = 0;
  readonly start = new Floats();
  readonly end = new Floats();
  readonly phase = new Bytes();
  /** Row of the operation that woke it, or -1. */
  readonly operation = new Ints();
  /** Id of a label that tells more than the operation's, or 0. */
  readonly label = new Ints();
  /** Iteration of the loop, counted from the program's start. */
  readonly iteration = new Ints();
  /** How long the loop rested between the turn before and this one. */
  readonly idle = new Floats();
  /** When its callback returned; 0 where that is not known. Until the turn's end, jobs and ticks are drained. */
  readonly returned = new Floats();
  /** Drained in it: jobs of promises, ticks, callbacks of `queueMicrotask`. */
  readonly jobs = new Ints();
  readonly ticks = new Ints();
  readonly microtasks = new Ints();
  /** Null where each row is one turn. */
  merged: MergedTurns | null = null;

  /** Time spent in the turns that a row stands for. */
  busy(row: number): Milliseconds {
    return this.merged === null ? this.end.get(row) - this.start.get(row) : this.merged.busy.get(row);
  }

  /** The last turn lasted until then, at least. */
  reach(time: Milliseconds): void {
    const row = this.count - 1;
    if (time > this.end.get(row)) this.end.set(row, time);
  }

  /**
   * Of the last turn: its iteration, and the rest before it.
   * @param interrupted the rest was seen in part only: it began when the turn before had ended
   * @returns false when there is none
   */
  turned(iteration: number, ms: Milliseconds, interrupted: boolean): boolean {
    const row = this.count - 1;
    if (row < 0) return false;
    this.iteration.set(row, iteration);
    const gap = row === 0 ? 0 : this.start.get(row) - this.end.get(row - 1);
    this.idle.set(row, interrupted && ms > 0 ? Math.max(ms, gap) : ms);
    return true;
  }

  /** How long the loop rested in all. */
  rested(): Milliseconds {
    let sum = 0;
    for (let row = 0; row < this.count; row++) sum += this.idle.get(row);
    return sum;
  }

  reserve(length: number): void {
    const { end, idle, iteration, label, operation, phase, start } = this;
    for (const column of [start, end, phase, operation, label, iteration, idle]) column.reserve(length);
  }
}

/** What is known by name to have run in turns, beside their callbacks and tasks. In order of time. */
export class ContentTable {
  count = 0;
  /** Row of the turn. */
  readonly turn = new Ints();
  readonly start = new Floats();
  /** NaN where it is not known. */
  readonly end = new Floats();
  readonly label = new Ints();
  /** Row + 1 of the task that called it, or 0. */
  readonly task = new Ints();
}

export class OperationTable {
  count = 0;
  readonly start = new Floats();
  readonly end = new Floats();
  /** When a timer is due; NaN for the rest. */
  readonly due = new Floats();
  readonly label = new Ints();
  /** Row of the task that started it, or -1. */
  readonly task = new Ints();

  reserve(length: number): void {
    for (const column of [this.start, this.end, this.due, this.label, this.task]) column.reserve(length);
  }
}

/** What `Promise.all` or its like was called with. */
export interface Combination {
  /** `Promise.all` */
  readonly name: string;
  readonly count: number;
  /** Ids of the promises, where they were recorded. */
  readonly parts: number[];
}

/** By promise id, not by row. */
export class PromiseTable {
  /** 1 where the settlement was seen. */
  readonly seen = new Bytes();
  readonly settled = new Floats();
  /** Row + 1 of the task that settled it, or 0. */
  readonly byTask = new Ints();
  /** Where that task had gone on from, or 0. */
  readonly bySite = new Ints();
  /** Row + 1 of the turn in which it was settled, or 0. */
  readonly byTurn = new Ints();
  /** Row + 1 of the operation that it waits for, or 0. */
  readonly operation = new Ints();
  /** Id of the label that says what it stands for, or 0. */
  readonly label = new Ints();
  /** Id of the promise that it derives from, or 0. */
  readonly follows = new Ints();
  /** Row + 1 of the async generator that was asked by it, or 0. As that settles it, it no longer runs. */
  readonly asked = new Ints();
  /** Most runs have no such promise: then nothing is looked up, which is done for each that settles. */
  hasAsked = false;
  /** Results of `Promise.all` and its like, by id. */
  readonly combined = new Map<number, Combination>();

  /** Row + 1, or 0. */
  askedOf(id: number): number {
    return this.hasAsked ? this.asked.get(id) : 0;
  }

  /** `id` asked the async generator of this row. */
  ask(id: number, task: number): void {
    this.hasAsked = true;
    this.asked.set(id, task + 1);
  }

  /** `id` waits for `other`: as one of several, where it combines them. */
  follow(id: number, other: number): void {
    const combination = this.combined.get(id);
    if (combination === undefined) this.follows.set(id, other);
    else if (combination.parts.length < combination.count) combination.parts.push(other);
  }

  combine(id: number, name: string | undefined, count: number): void {
    if (name !== undefined && !this.combined.has(id))
      this.combined.set(id, { name: `Promise.${name}`, count, parts: [] });
  }

  reserve(length: number): void {
    const { byTask, byTurn, follows, operation, seen, settled } = this;
    for (const column of [seen, settled, byTask, byTurn, operation, follows]) column.reserve(length);
  }
}

/** Work that held the thread. */
export interface Blocking {
  readonly kind: 'sync-api' | 'cpu';
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  /** Rows, or -1. */
  readonly turn: number;
  readonly task: number;
  /** The function, or the synchronous API; `computation` where the profile does not tell the function. */
  readonly label: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Of computation, where a CPU profile tells it; the place is then that of the hottest line. */
  readonly hot?: HotSpots;
}

export interface OutputChunk {
  readonly time: Milliseconds;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Row of the task that wrote it, or -1. */
  readonly task: number;
}

/** A trace as readers see it; the builder is the only one to change it. */
export interface Trace {
  readonly entry: string;
  readonly startedAt: string;
  readonly node: string;
  readonly platform: string;
  readonly blockingThresholdMs: Milliseconds;
  /** Latest time seen. */
  readonly now: Milliseconds;
  readonly ended: boolean;
  readonly outcome: RunOutcome | null;
  readonly exitCode: number;
  readonly error: RunError | undefined;
  readonly lost: number;
  /** Where the lost records would be, in order of time. */
  readonly gaps: readonly Gap[];
  /** What had to be done otherwise while recording: one sentence each. */
  readonly notes: readonly string[];
  /** Records whose times were not read but lie evenly between others, at most `estimatedWithinMs` apart. */
  readonly estimated: number;
  readonly estimatedWithinMs: number;
  /** Threads of libuv's pool, or 0 when that is not known. */
  readonly poolThreads: number;
  /** How long the loop rested, as far as a turn followed. */
  readonly idle: Milliseconds;
  /** Iterations and rest of the loop were recorded. */
  readonly loopSeen: boolean;
  /** Records that made no sense and were left out. */
  readonly anomalies: number;
  readonly files: readonly FileInfo[];
  /** By id - 1. */
  readonly functions: readonly FunctionInfo[];
  readonly sites: readonly SiteInfo[];
  /** By id. */
  readonly labels: readonly (LabelInfo | undefined)[];
  readonly tasks: TaskTable;
  readonly segments: SegmentTable;
  readonly turns: TurnTable;
  readonly operations: OperationTable;
  readonly contents: ContentTable;
  readonly promises: PromiseTable;
  readonly values: ValueTable;
  /** Whether values were previewed; null when that is not known. */
  readonly valuePreviews: boolean | null;
  readonly blocking: readonly Blocking[];
  readonly output: readonly OutputChunk[];
  readonly notInstrumented: readonly { readonly path: string; readonly reason: string }[];
  readonly refused: readonly Refusal[];
  /** Row + 1 of a task, by its id. */
  readonly taskRows: Ints;
  /** Absent where nothing is merged. */
  readonly merged?: Merged;
}

/** Of a program that mostly waits for timers and input: three segments, and a row of each other table, for nine records. */
const SEGMENTS_A_RECORD = 0.36;
const ROWS_A_RECORD = 0.12;
/** A claim beyond this is not believed. */
const MOST_EXPECTED = 1e8;

/** Makes room for about so many records. */
export function reserve(
  { operations, promises, segments, turns }: Pick<Trace, 'operations' | 'promises' | 'segments' | 'turns'>,
  records: number,
): void {
  if (!(records > 0)) return;
  const count = Math.min(records, MOST_EXPECTED);
  segments.reserve(Math.ceil(count * SEGMENTS_A_RECORD));
  for (const table of [turns, operations, promises]) table.reserve(Math.ceil(count * ROWS_A_RECORD));
}
