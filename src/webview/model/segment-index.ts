/**
 * The segments of each task as one run of row numbers, so that a window of time is found by binary search, with sums of
 * the time spent in each state, so that what is narrower than a pixel is summed up without looking at it.
 * It grows with the trace: a task's run moves to twice the room when it is full, and rooms are used again.
 */
import { segmentEnd } from '../../trace/queries.ts';
import { MERGED, State, type Trace } from '../../trace/tables.ts';
import type { Milliseconds } from '../../trace/units.ts';

const FIRST_ROOM = 4;
/** Fewer new segments are appended one by one. */
const WORTH_REBUILDING = 4096;

export class SegmentIndex {
  readonly #trace: Trace;
  /** Segments indexed so far: rows below this. */
  #indexed = 0;
  /** By task row: where its run begins in the pool, how long it is, how long it can get. */
  #offset = new Int32Array(256);
  #length = new Int32Array(256);
  #room = new Int32Array(256);
  /**
   * The pools: segment rows, their starts (again, side by side: jumping about in the trace's own column is what would
   * cost), and the time run and ready before each, ms.
   */
  #rows = new Int32Array(1024);
  #starts = new Float64Array(1024);
  #ran = new Float64Array(1024);
  #ready = new Float64Array(1024);
  #used = 0;
  readonly #free = new Map<number, number[]>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /**
   * Takes in the segments that are new since the last call.
   * @param arriving a run that is known already comes in large pieces: then they are taken in as they become four times as many
   */
  update(arriving = false): void {
    const { tasks, segments } = this.#trace;
    const fresh = segments.count - this.#indexed;
    if (arriving && fresh < 3 * this.#indexed) return;
    while (this.#offset.length < tasks.count) this.#growTasks();
    if (fresh >= WORTH_REBUILDING && fresh * 8 > this.#indexed) {
      this.#rebuild();
      return;
    }
    const { data } = segments.task;
    for (; this.#indexed < segments.count; this.#indexed++) this.#append(data[this.#indexed] ?? 0, this.#indexed);
  }

  count(task: number): number {
    return this.#length[task] ?? 0;
  }

  /** @param k position among the task's segments @returns the segment's row */
  row(task: number, k: number): number {
    return this.#rows[(this.#offset[task] ?? 0) + k] ?? -1;
  }

  start(task: number, k: number): Milliseconds {
    return this.#starts[(this.#offset[task] ?? 0) + k] ?? 0;
  }

  /** A segment ends where the next one begins; the last one ends as the trace says. */
  end(task: number, k: number): Milliseconds {
    return k + 1 < this.count(task) ? this.start(task, k + 1) : segmentEnd(this.#trace, this.row(task, k));
  }

  /** Does the row at a position stand for several segments? Then how long the task ran and was ready in them. */
  merged(task: number, k: number): { readonly ran: Milliseconds; readonly ready: Milliseconds } | null {
    const { merged, state } = this.#trace.segments;
    if (merged === null) return null;
    const row = this.row(task, k);
    return state.get(row) === MERGED ? { ran: merged.ran.get(row), ready: merged.ready.get(row) } : null;
  }

  /** Position of the last segment that starts at or before `time`; 0 when none does. */
  find(task: number, time: Milliseconds, from = 0): number {
    const base = this.#offset[task] ?? 0;
    const starts = this.#starts;
    const count = this.count(task);
    // Gallop first: what is looked for is mostly near.
    let low = from;
    let step = 1;
    while (low + step < count && (starts[base + low + step] ?? 0) <= time) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, count);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[base + middle] ?? 0) <= time) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Position of a segment among its task's. */
  positionOf(segment: number): number {
    const { segments } = this.#trace;
    const task = segments.task.get(segment);
    let k = this.find(task, segments.start.get(segment));
    while (k > 0 && this.row(task, k) > segment) k--;
    return k;
  }

  /** Time run and ready in the segments [from, to), ms. */
  sums(task: number, from: number, to: number): { ran: Milliseconds; ready: Milliseconds } {
    const base = this.#offset[task] ?? 0;
    const a = base + from;
    const b = base + to;
    return { ran: (this.#ran[b] ?? 0) - (this.#ran[a] ?? 0), ready: (this.#ready[b] ?? 0) - (this.#ready[a] ?? 0) };
  }

  #append(task: number, segment: number): void {
    const length = this.#length[task] ?? 0;
    if (length === (this.#room[task] ?? 0)) this.#move(task, Math.max(FIRST_ROOM, length * 2));
    const at = (this.#offset[task] ?? 0) + length;
    const { segments } = this.#trace;
    this.#rows[at] = segment;
    this.#starts[at] = segments.start.get(segment);
    this.#length[task] = length + 1;
    if (length === 0) {
      this.#ran[at] = this.#ready[at] = 0;
      return;
    }
    const before = this.#rows[at - 1] ?? 0;
    const ms = (this.#starts[at] ?? 0) - (this.#starts[at - 1] ?? 0);
    const state = segments.state.get(before);
    const { merged } = segments;
    const several = state === MERGED && merged !== null;
    this.#ran[at] = (this.#ran[at - 1] ?? 0) + (several ? merged.ran.get(before) : state === State.Running ? ms : 0);
    this.#ready[at] =
      (this.#ready[at - 1] ?? 0) + (several ? merged.ready.get(before) : state === State.Ready ? ms : 0);
  }

  /** Indexes all segments anew, in rooms of just their size: quicker than moving the runs of most tasks. */
  #rebuild(): void {
    const { count, task } = this.#trace.segments;
    const tasks = task.data.subarray(0, count);
    this.#length.fill(0);
    for (const row of tasks) this.#length[row] = (this.#length[row] ?? 0) + 1;
    this.#free.clear();
    this.#used = 0;
    for (let row = 0; row < this.#trace.tasks.count; row++) {
      this.#offset[row] = this.#used;
      this.#used += this.#room[row] = this.#length[row] ?? 0;
    }
    this.#length.fill(0);
    if (this.#used > this.#rows.length) {
      this.#rows = new Int32Array(this.#used);
      this.#starts = new Float64Array(this.#used);
      this.#ran = new Float64Array(this.#used);
      this.#ready = new Float64Array(this.#used);
    }
    this.#fill(tasks);
    this.#indexed = count;
  }

  /** Puts each segment, by its task's row, at the end of that task's run, with the sums before it. */
  #fill(tasks: Int32Array): void {
    const { merged, start, state } = this.#trace.segments;
    const length = this.#length;
    const offset = this.#offset;
    const rows = this.#rows;
    const starts = this.#starts;
    const ran = this.#ran;
    const ready = this.#ready;
    /** State of each task's latest segment: looking it up would be a jump through memory. */
    const latest = new Uint8Array(length.length);
    for (let segment = 0; segment < tasks.length; segment++) {
      const task = tasks[segment] ?? 0;
      const k = length[task] ?? 0;
      const at = (offset[task] ?? 0) + k;
      const time = start.data[segment] ?? 0;
      const before = latest[task];
      const ms = k === 0 ? 0 : time - (starts[at - 1] ?? 0);
      rows[at] = segment;
      starts[at] = time;
      if (k > 0 && before === MERGED && merged !== null) {
        ran[at] = (ran[at - 1] ?? 0) + merged.ran.get(rows[at - 1] ?? 0);
        ready[at] = (ready[at - 1] ?? 0) + merged.ready.get(rows[at - 1] ?? 0);
      } else {
        ran[at] = k === 0 ? 0 : (ran[at - 1] ?? 0) + (before === State.Running ? ms : 0);
        ready[at] = k === 0 ? 0 : (ready[at - 1] ?? 0) + (before === State.Ready ? ms : 0);
      }
      latest[task] = state.data[segment] ?? 0;
      length[task] = k + 1;
    }
  }

  #move(task: number, room: number): void {
    const from = this.#offset[task] ?? 0;
    const old = this.#room[task] ?? 0;
    const to = this.#free.get(room)?.pop() ?? this.#allocate(room);
    for (const pool of [this.#rows, this.#starts, this.#ran, this.#ready]) pool.copyWithin(to, from, from + old);
    if (old > 0) {
      const list = this.#free.get(old);
      if (list === undefined) this.#free.set(old, [from]);
      else list.push(from);
    }
    this.#offset[task] = to;
    this.#room[task] = room;
  }

  #allocate(room: number): number {
    const at = this.#used;
    this.#used += room;
    if (this.#used > this.#rows.length) {
      const size = Math.max(this.#used, this.#rows.length * 2);
      this.#rows = grow(this.#rows, new Int32Array(size));
      this.#starts = grow(this.#starts, new Float64Array(size));
      this.#ran = grow(this.#ran, new Float64Array(size));
      this.#ready = grow(this.#ready, new Float64Array(size));
    }
    return at;
  }

  #growTasks(): void {
    const size = this.#offset.length * 2;
    this.#offset = grow(this.#offset, new Int32Array(size));
    this.#length = grow(this.#length, new Int32Array(size));
    this.#room = grow(this.#room, new Int32Array(size));
  }
}

function grow<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
