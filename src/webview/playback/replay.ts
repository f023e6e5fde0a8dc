/**
 * The program as it was after each step: who was on the stack, who stood in the microtask queue, what was in flight.
 * Steps are applied in order; states kept on the way let any step be reached by going on from the nearest one before it.
 */
import type { Trace } from '../../trace/tables.ts';
import type { Milliseconds } from '../../trace/units.ts';
import { Steps, type Step } from './steps.ts';

export interface Instant {
  /** Position of the last step that was taken; -1 before the first. */
  readonly step: number;
  readonly time: Milliseconds;
  /** Rows of running tasks, the outermost first. */
  readonly stack: readonly number[];
  /** Rows of the waiting segments whose tasks stand in the microtask queue, in the order in which they came. */
  readonly queue: readonly number[];
  /** Rows of operations in flight, in order of their starts. */
  readonly operations: readonly number[];
  /** Row of the turn under way, or -1: the loop waits. */
  readonly turn: number;
  /** Place in the list of blocking calls of the one that held the thread, or -1. */
  readonly blocking: number;
}

interface Checkpoint {
  readonly step: number;
  readonly stack: Int32Array;
  readonly queue: Int32Array;
  readonly operations: Int32Array;
  readonly turn: number;
  readonly blocking: number;
}

/** Steps between two kept states, at least. More when states are large, so that all of them take less than the steps. */
const LEAST_GAP = 2048;

export class Replay {
  readonly steps: Steps;
  readonly #trace: Trace;
  readonly #checkpoints: Checkpoint[] = [];
  #step = -1;
  #stack: number[] = [];
  /** Waiting segment by task row; a map keeps the order of the queue. */
  #queue = new Map<number, number>();
  #operations = new Set<number>();
  #turn = -1;
  #blocking = -1;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.steps = new Steps(trace);
    this.#keep();
    for (let next = LEAST_GAP, at = 0; at < this.steps.count; at++) {
      this.#advance();
      if (at < next) continue;
      next = at + Math.max(LEAST_GAP, 2 * (this.#stack.length + this.#queue.size + this.#operations.size));
      this.#keep();
    }
  }

  /** @param step -1 to the last; what lies outside is taken to the nearest */
  at(step: number): Instant {
    const wanted = Math.min(Math.max(-1, step), this.steps.count - 1);
    const near = this.#before(wanted);
    if (wanted < this.#step || near.step > this.#step) this.#restore(near);
    while (this.#step < wanted) this.#advance();
    return {
      step: wanted,
      time: wanted < 0 ? 0 : this.steps.at(wanted).time,
      stack: [...this.#stack],
      queue: [...this.#queue.values()],
      operations: [...this.#operations],
      turn: this.#turn,
      blocking: this.#blocking,
    };
  }

  #advance(): void {
    this.#apply(this.steps.at(++this.#step));
  }

  #apply({ kind, row }: Step): void {
    const { segments } = this.#trace;
    switch (kind) {
      case 'turnStart':
        this.#turn = row;
        break;
      case 'turnEnd':
        if (this.#turn === row) this.#turn = -1;
        break;
      case 'taskStart':
        this.#stack.push(row);
        break;
      case 'resume':
        this.#queue.delete(segments.task.get(row));
        this.#stack.push(segments.task.get(row));
        break;
      case 'suspend':
        this.#leave(segments.task.get(row));
        break;
      case 'taskEnd':
        this.#queue.delete(row);
        this.#leave(row);
        break;
      case 'settled':
        this.#queue.set(segments.task.get(row), row);
        break;
      case 'operationStart':
        this.#operations.add(row);
        break;
      case 'operationEnd':
        this.#operations.delete(row);
        break;
      case 'blockStart':
        this.#blocking = row;
        break;
      case 'blockEnd':
        if (this.#blocking === row) this.#blocking = -1;
        break;
      case 'timerDue':
      case 'output':
        break;
    }
  }

  #leave(task: number): void {
    const at = this.#stack.lastIndexOf(task);
    if (at >= 0) this.#stack.splice(at, 1);
  }

  #keep(): void {
    this.#checkpoints.push({
      step: this.#step,
      stack: Int32Array.from(this.#stack),
      queue: Int32Array.from(this.#queue.values()),
      operations: Int32Array.from(this.#operations),
      turn: this.#turn,
      blocking: this.#blocking,
    });
  }

  /** The last kept state at or before a step. */
  #before(step: number): Checkpoint {
    let low = 0;
    let high = this.#checkpoints.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#checkpoints[middle]?.step ?? Infinity) <= step) low = middle;
      else high = middle;
    }
    const found = this.#checkpoints[low];
    if (found === undefined) throw new Error('The state before the first step is always kept.');
    return found;
  }

  #restore(from: Checkpoint): void {
    const { segments } = this.#trace;
    this.#step = from.step;
    this.#stack = [...from.stack];
    this.#queue = new Map([...from.queue].map((segment) => [segments.task.get(segment), segment]));
    this.#operations = new Set(from.operations);
    this.#turn = from.turn;
    this.#blocking = from.blocking;
  }
}
