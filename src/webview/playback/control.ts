/** Where playback stands and how it moves on. The pane, the keys and the editor's commands all call it. */
import type { PlaybackAction } from '../../protocol/panel.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Place } from '../model/places.ts';
import { Replay, type Instant } from './replay.ts';
import { stepWords } from './words.ts';

export interface PlaybackEvents {
  /** The cursor is at another instant; null when playback was closed. */
  moved(instant: Instant | null): void;
  /** The line that the editor is to show; null for none. */
  follow(place: Place | null): void;
  /** Anything that the pane shows. */
  changed(): void;
}

/** Steps a second. */
export const SPEEDS = [0.5, 1, 2, 5, 10, 25, 100, 1000] as const;
const DEFAULT_SPEED = 2;
/** Reading a run that goes on costs what it holds: that gets a small share of the time. */
const REST = 10;
/** Faster playing takes several steps at once. ms */
const SHORTEST_PAUSE = 40;

export class PlaybackControl {
  /** What is played; null while closed, and while it is being read. */
  replay: Replay | null = null;
  isOpen = false;
  instant: Instant | null = null;
  /** Steps forward when 1, backward when -1, rests when 0. */
  playing: -1 | 0 | 1 = 0;
  speed: number = DEFAULT_SPEED;
  following = true;
  #trace: Trace | null = null;
  readonly #events: PlaybackEvents;
  #timer = 0;
  /** How much of the run was read, and not before when it is read again while it goes on. */
  #read = { size: 0, ended: false, restUntil: 0 };

  constructor(events: PlaybackEvents) {
    this.#events = events;
  }

  /** Opens at a step. Reading a long run takes a moment, so the pane is shown first. */
  open(trace: Trace, step: number | ((replay: Replay) => number) = 0): void {
    this.isOpen = true;
    this.#trace = trace;
    this.#read = { size: sizeOf(trace), ended: trace.ended, restUntil: 0 };
    this.#events.changed();
    setTimeout(() => {
      if (!this.isOpen || this.#trace !== trace || this.replay !== null) return;
      const replay = this.#readRun(trace);
      this.goTo(typeof step === 'number' ? step : step(replay));
    });
  }

  /** Goes to a time, and opens for it where it is closed. */
  openAt(trace: Trace, time: number): void {
    if (this.replay !== null) this.goToTime(time);
    else this.open(trace, (replay) => replay.steps.find(time));
  }

  /** Takes in what was recorded since; the cursor stays at its time. @returns whether there was anything */
  refresh(): boolean {
    const trace = this.#trace;
    if (trace === null || this.replay === null) return false;
    const fresh = sizeOf(trace) > this.#read.size || trace.ended !== this.#read.ended;
    if (!fresh || (!trace.ended && performance.now() < this.#read.restUntil)) return false;
    const time = this.instant?.time ?? 0;
    const replay = this.#readRun(trace);
    this.instant = null;
    this.goTo(replay.steps.find(time));
    return true;
  }

  #readRun(trace: Trace): Replay {
    const start = performance.now();
    const { ended } = trace;
    this.#read = { size: sizeOf(trace), ended, restUntil: 0 };
    const replay = new Replay(trace);
    this.replay = replay;
    this.#read.restUntil = performance.now() + (performance.now() - start) * REST;
    return replay;
  }

  close(): void {
    if (!this.isOpen) return;
    this.pause();
    this.isOpen = false;
    this.replay = this.instant = this.#trace = null;
    this.#events.follow(null);
    this.#events.moved(null);
    this.#events.changed();
  }

  /** @returns whether it could be done */
  act(action: PlaybackAction, trace: Trace): boolean {
    if (action === 'toggle') {
      if (this.isOpen) this.close();
      else this.open(trace);
      return this.isOpen;
    }
    if (!this.isOpen) this.open(trace);
    if (this.replay === null) return this.isOpen;
    // At the end of what was read, more may have been recorded since.
    const atEnd = (this.instant?.step ?? 0) >= this.replay.steps.count - 1;
    if (action === 'last' || (action === 'next' && atEnd)) this.refresh();
    const { replay } = this;
    const step = this.instant?.step ?? 0;
    switch (action) {
      case 'first':
        this.#stop();
        this.goTo(0);
        break;
      case 'previous':
        this.#stop();
        this.goTo(step - 1);
        break;
      case 'next':
        this.#stop();
        this.goTo(step + 1);
        break;
      case 'last':
        this.#stop();
        this.goTo(replay.steps.count - 1);
        break;
      case 'play':
        if (this.playing !== 1) this.play(1);
        else this.pause();
        break;
      case 'backwards':
        if (this.playing !== -1) this.play(-1);
        else this.pause();
        break;
      case 'faster':
        this.setSpeed(SPEEDS[SPEEDS.findIndex((speed) => speed > this.speed)] ?? this.speed);
        break;
      case 'slower':
        this.setSpeed(SPEEDS.findLast((speed) => speed < this.speed) ?? this.speed);
        break;
      case 'follow':
        this.setFollowing(!this.following);
        break;
    }
    return true;
  }

  /** @param step what lies outside is taken to the nearest */
  goTo(step: number): void {
    const { replay } = this;
    if (replay === null || this.#trace === null) return;
    const wanted = Math.min(Math.max(0, step), replay.steps.count - 1);
    if (wanted === this.instant?.step) {
      this.#events.changed();
      return;
    }
    this.instant = replay.at(wanted);
    if (this.following && wanted >= 0) {
      const { place } = stepWords(this.#trace, replay.steps.at(wanted));
      // A step without a place of its own leaves the editor where it is.
      if (place !== null) this.#events.follow(place);
    }
    this.#events.moved(this.instant);
    this.#events.changed();
  }

  goToTime(time: number): void {
    this.#stop();
    this.goTo(this.replay?.steps.find(time) ?? 0);
  }

  play(direction: -1 | 1): void {
    const { replay } = this;
    if (replay === null) return;
    const last = replay.steps.count - 1;
    const step = this.instant?.step ?? 0;
    // At its end it begins again.
    if (direction === 1 && step >= last) this.goTo(0);
    else if (direction === -1 && step <= 0) this.goTo(last);
    this.playing = direction;
    this.#arrange();
    this.#events.changed();
  }

  pause(): void {
    this.#stop();
    this.#events.changed();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.playing !== 0) this.#arrange();
    this.#events.changed();
  }

  setFollowing(following: boolean): void {
    this.following = following;
    if (!following) this.#events.follow(null);
    this.#events.changed();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.playing = 0;
  }

  #arrange(): void {
    clearTimeout(this.#timer);
    const pause = Math.max(SHORTEST_PAUSE, 1000 / this.speed);
    const steps = Math.max(1, Math.round((pause * this.speed) / 1000));
    this.#timer = setTimeout(() => {
      const { instant, playing, replay } = this;
      if (replay === null || instant === null || playing === 0) return;
      this.goTo(instant.step + steps * playing);
      const at = this.instant?.step ?? 0;
      const atEnd = at >= replay.steps.count - 1;
      // While the program runs, playing waits for what comes next.
      const more = atEnd && playing === 1 && (this.refresh() || !this.#read.ended);
      if (at <= 0 || (atEnd && !more)) this.pause();
      else this.#arrange();
    }, pause) as unknown as number;
  }
}

/** What steps are made of. */
function sizeOf({ blocking, operations, output, segments, tasks, turns }: Trace): number {
  return blocking.length + operations.count + output.length + segments.count + tasks.count + turns.count;
}
