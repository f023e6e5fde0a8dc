/** Asks for more of a run that is shown merged, once the view rests on a part of which too little is known. */
import { limitAt, type Window } from '../../trace/digest-plan.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Milliseconds } from '../../trace/units.ts';
import type { Scale } from '../model/scale.ts';

/** The view rests for so long before it is asked for. ms */
const REST_MS = 150;
/** Room on each side that is asked for, too, so that panning does not ask at once. Share of the window */
const ROOM = 0.5;
/** Only of a part that is so much shorter than the known stretch around it is more asked for. */
const SHORTER = 0.4;
/** What is merged may be so wide before more is asked for. CSS pixels */
const WIDEST = 2;

/** @returns the stretch of which more is wanted; null while what is known is enough */
export function detailWanted({ merged, now }: Trace, scale: Scale): Window | null {
  if (merged === undefined) return null;
  const start = Math.max(0, scale.span.start);
  const end = Math.min(now, scale.span.end);
  if (end <= start) return null;
  const { window } = merged;
  const within = window !== null && start >= window.start && end <= window.end;
  const limit: Milliseconds = within ? limitAt(merged, start, end) : merged.below;
  // Of a part that is hardly shorter than what is known there would be hardly more.
  const known = within ? window.end - window.start : now;
  if (limit * scale.perMs <= WIDEST || end - start > known * SHORTER) return null;
  const room = (end - start) * ROOM;
  return { start: Math.max(0, start - room), end: Math.min(now, end + room) };
}

export class DetailRequests {
  readonly #post: (wanted: Window) => void;
  #timer = 0;
  /** What was asked for last is not asked for again. */
  #asked = '';

  constructor(post: (wanted: Window) => void) {
    this.#post = post;
  }

  /** After each frame. */
  look(trace: Trace, scale: Scale): void {
    clearTimeout(this.#timer);
    const wanted = detailWanted(trace, scale);
    if (wanted === null) return;
    this.#timer = setTimeout(() => {
      const key = JSON.stringify([trace.startedAt, trace.merged?.segments, wanted]);
      if (key === this.#asked) return;
      this.#asked = key;
      this.#post(wanted);
    }, REST_MS) as unknown as number;
  }
}
