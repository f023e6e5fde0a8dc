/**
 * Stretches in which work held the thread. Most are told by records that lie far apart. Between the end of a turn and the
 * next record nothing tells whether the thread rested or drained microtasks; there the CPU profile does.
 */
import type { TraceEvent } from './event.ts';
import { Profiles } from './profile.ts';
import type { Blocking, TurnTable } from './tables.ts';
import type { Milliseconds } from './units.ts';

/** Kept for a profile that may still come. */
const MOST_GAPS = 64;

interface Gap {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  readonly turn: number;
  /** What was found in it. */
  block: Blocking | null;
}

export class Held {
  readonly blocking: Blocking[] = [];
  readonly #turns: TurnTable;
  readonly #profiles = new Profiles();
  readonly #gaps: Gap[] = [];
  /** When the last turn ended; -1 when something was recorded since. */
  #restSince = -1;

  constructor(turns: TurnTable) {
    this.#turns = turns;
  }

  add(block: Blocking): void {
    this.blocking.push(this.#profiles.explained(block));
  }

  /** The callback of the last turn has returned, and no more is known. */
  rest(time: Milliseconds): void {
    this.#restSince = time;
  }

  /** Something is recorded again. @param thresholdMs what counts as blocking */
  wake(time: Milliseconds, thresholdMs: Milliseconds): void {
    const start = this.#restSince;
    this.#restSince = -1;
    if (start < 0 || time - start < thresholdMs) return;
    const gap = { start, end: time, turn: this.#turns.count - 1, block: null };
    if (this.#gaps.push(gap) > MOST_GAPS) this.#gaps.shift();
    this.#lookInto(gap, thresholdMs);
  }

  /** @returns false when the profile makes no sense and was left out */
  profile(event: Extract<TraceEvent, { type: 'profile' }>, thresholdMs: Milliseconds): boolean {
    const covers = this.#profiles.add(event);
    if (covers === null) return false;
    for (const [index, block] of this.blocking.entries()) {
      if (block.start < covers.end && block.end > covers.start) this.blocking[index] = this.#profiles.explained(block);
    }
    for (const gap of this.#gaps) {
      if (gap.start < covers.end && gap.end > covers.start) this.#lookInto(gap, thresholdMs);
    }
    return true;
  }

  #lookInto(gap: Gap, thresholdMs: Milliseconds): void {
    const ran = this.#profiles.ran(gap.start, gap.end);
    if (ran.ms < thresholdMs) return;
    const { turn } = gap;
    const { end, start } = ran;
    const nowhere = { file: '', line: 1, column: 1 };
    const block = this.#profiles.explained({
      kind: 'cpu',
      start,
      end,
      turn,
      task: -1,
      label: 'computation',
      ...nowhere,
    });
    if (end > this.#turns.end.get(turn)) this.#turns.end.set(turn, end);
    const next = turn + 1;
    if (next < this.#turns.count) {
      const rest = Math.max(0, this.#turns.start.get(next) - end);
      if (rest < this.#turns.idle.get(next)) this.#turns.idle.set(next, rest);
    }
    const known = gap.block === null ? -1 : this.blocking.findIndex(({ start: at }) => at === gap.block?.start);
    gap.block = block;
    if (known >= 0) this.blocking[known] = block;
    else this.blocking.splice(this.blocking.findLastIndex((other) => other.end <= block.start) + 1, 0, block);
  }
}
