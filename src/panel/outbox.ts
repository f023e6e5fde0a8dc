/**
 * What the timeline is told. It keeps every event of the run, so that a view that is opened late, or was hidden, gets
 * all of them; it posts nothing before the view is ready, and events in batches on a tick, no faster than the view takes
 * them: what waits on the way would hold up everything else that goes it. A run that is too long for the view is sent as a digest of its tables instead, and again in more detail where the view asks for it.
 */
import type { RunChoice, RunState, ToWebview } from '../protocol/panel.ts';
import type { Window } from '../trace/digest-plan.ts';
import type { TraceEvent } from '../trace/event.ts';
import { recordsIn } from '../trace/records-in.ts';
import type { Trace } from '../trace/tables.ts';
import type { SiteId } from '../trace/units.ts';
import { Digester } from './digester.ts';

/** Events wait this long for others. ms */
export const TICK_MS = 50;
/** The rest of a backlog follows at once, with a breath for others. ms */
const BACKLOG_MS = 1;
/** One message carries at most about this many bytes of records, so that the host does not stall on it. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** While events come, the editor is to answer in between: the view works on a message for some 10 ms. */
const LIVE_BATCH_BYTES = 64 * 1024;
/** What an event is taken for that carries no more than a few words. */
const SMALL_BYTES = 64;
/** Messages of events on their way. */
const MOST_AHEAD = 2;
/**
 * While events come, one at a time, and after it a rest for everything else, this many times as long as it took until the
 * view had it: that is long where the way, the view or the machine is busy.
 */
const RESTS = 3;
const LONGEST_REST_MS = 500;
/** A run of more records is sent as a digest: about a million and a half of segments. */
export const MOST_RECORDS = 4_000_000;
/** While it goes on, it is sent again when it has grown by this. */
const GROWN = 1.5;
/** Small views of large buffers are copied: what crosses the channel is the whole buffer. */
const MAX_WASTE = 2;

export type Schedule = (work: () => void, ms: number) => { cancel: () => void };

export interface Timing {
  readonly schedule: Schedule;
  /** ms */
  readonly now: () => number;
}

const REAL: Timing = {
  schedule: (work, ms) => {
    const timer = setTimeout(work, ms);
    return {
      cancel: () => {
        clearTimeout(timer);
      },
    };
  },
  now: () => performance.now(),
};

export class Outbox {
  readonly #post: (message: ToWebview) => void;
  readonly #timing: Timing;
  #events: TraceEvent[] = [];
  /** Events before this one are posted. */
  #sent = 0;
  #title = '';
  #state: RunState = 'idle';
  #message: string | undefined;
  /** The program has ended, and more of what it recorded will come. */
  #isArriving = false;
  #highlight: readonly SiteId[] = [];
  #runs: Extract<ToWebview, { type: 'runs' }> | null = null;
  /** Messages of events that the view has not taken yet. */
  #ahead = 0;
  /** When the last message of events was posted. */
  #postedAt = 0;
  #begun = false;
  #ready = false;
  /** The view is told how the run stands once it has all events. */
  #stateDue = false;
  #pending: { cancel: () => void } | null = null;
  /** What is built of the events. */
  #trace: Trace | null = null;
  #records = 0;
  /** Records of the run when it was last made a digest of. */
  #digested = 0;
  #window: Window | null = null;
  readonly #digester: Digester;
  readonly #mostRecords: number;

  constructor(post: (message: ToWebview) => void, timing = REAL, mostRecords = MOST_RECORDS) {
    this.#post = post;
    this.#timing = timing;
    this.#mostRecords = mostRecords;
    this.#digester = new Digester(timing.schedule);
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /**
   * @param whole all events, of a run that has ended; none of one that begins
   * @param trace what is built of them, as they come; without it the view gets all events, however many
   */
  reset(title: string, whole: readonly TraceEvent[] | null = null, trace: Trace | null = null): void {
    this.#events = whole === null ? [] : whole.map(own);
    this.#trace = trace;
    this.#records = recordsIn(this.#events);
    this.#digested = 0;
    this.#window = null;
    this.#sent = 0;
    this.#title = title;
    this.#state = whole === null ? 'running' : 'ended';
    this.#message = undefined;
    this.#isArriving = false;
    this.#stateDue = false;
    this.#highlight = [];
    this.#begun = true;
    this.#cancel();
    if (this.#ready) this.#postReset();
  }

  push(events: readonly TraceEvent[]): void {
    for (const event of events) this.#events.push(own(event));
    this.#records += recordsIn(events);
    this.#arrange();
  }

  /** @param more whether more events will come of a run that has ended */
  setState(state: RunState, message?: string, more = false): void {
    this.#state = state;
    this.#message = message;
    this.#isArriving = more;
    // What happened before the end is shown before it.
    if (state === 'ended' && !more) {
      this.#stateDue = this.#ready;
      this.#flush(1);
      return;
    }
    if (this.#ready) this.#postState();
  }

  /** The view wants more of a stretch of a run that is too long for it. */
  sendDetail(window: Window): void {
    if (!this.#ready || !this.#merges) return;
    this.#window = window;
    this.#sendDigest();
  }

  highlight(sites: readonly SiteId[]): void {
    const same = sites.length === this.#highlight.length && sites.every((site, i) => site === this.#highlight[i]);
    if (same) return;
    this.#highlight = [...sites];
    if (this.#ready) this.#post({ type: 'highlight', sites: this.#highlight });
  }

  setRuns(runs: readonly RunChoice[], shown: number): void {
    this.#runs = { type: 'runs', runs, shown };
    if (this.#ready) this.#post(this.#runs);
  }

  /** Posts now if the view is there; what is not kept is lost without it. */
  send(message: ToWebview): void {
    if (!this.#ready) return;
    this.#flush(Infinity);
    this.#post(message);
  }

  /** The view is there and knows nothing. */
  viewReady(): void {
    this.#ready = true;
    this.#sent = 0;
    this.#digested = 0;
    this.#window = null;
    if (this.#runs !== null) this.#post(this.#runs);
    if (!this.#begun) return;
    this.#postReset();
    this.#stateDue = true;
    this.#flush(1);
    if (this.#highlight.length > 0) this.#post({ type: 'highlight', sites: this.#highlight });
  }

  /** The view has taken a message of events. */
  viewTook(): void {
    if (this.#ahead > 0) this.#ahead--;
    const took = this.#timing.now() - this.#postedAt;
    this.#arrange(this.#isLive ? Math.min(LONGEST_REST_MS, Math.max(BACKLOG_MS, RESTS * took)) : BACKLOG_MS);
  }

  /** The view is hidden or gone; its page with it. */
  viewGone(): void {
    this.#ready = false;
    this.#ahead = 0;
    this.#cancel();
  }

  dispose(): void {
    this.viewGone();
    this.#events = [];
  }

  #postReset(): void {
    const known = this.#state === 'ended' && !this.#merges ? this.#records : 0;
    this.#post({ type: 'reset', title: this.#title, state: this.#state, ...(known === 0 ? {} : { records: known }) });
  }

  #postState(): void {
    const message = this.#message === undefined ? {} : { message: this.#message };
    this.#post({ type: 'state', state: this.#state, ...message, ...(this.#isArriving ? { more: true } : {}) });
  }

  #arrange(ms = TICK_MS): void {
    if (!this.#ready || this.#pending !== null || this.#sent === this.#events.length) return;
    // The view will say when it has taken what is on its way.
    if (this.#ahead >= this.#mostAhead && !this.#merges) return;
    this.#pending = this.#timing.schedule(() => {
      this.#pending = null;
      this.#flush(1);
    }, ms);
  }

  /** Posts up to `batches` messages of events; what remains goes on the next ticks. */
  #flush(batches: number): void {
    if (!this.#ready) return;
    if (this.#merges) {
      this.#flushDigest();
      return;
    }
    this.#cancel();
    const most = this.#isLive ? LIVE_BATCH_BYTES : MAX_BATCH_BYTES;
    for (let i = 0; i < batches && this.#sent < this.#events.length; i++) {
      if (this.#ahead >= this.#mostAhead && batches !== Infinity) break;
      this.#ahead++;
      this.#postedAt = this.#timing.now();
      const from = this.#sent;
      for (let bytes = 0; this.#sent < this.#events.length && bytes < most; this.#sent++) {
        const event = this.#events[this.#sent];
        if (event !== undefined) bytes += sizeOf(event);
      }
      this.#post({ type: 'events', events: this.#events.slice(from, this.#sent) });
    }
    if (this.#sent === this.#events.length) this.#postDueState();
    this.#arrange(BACKLOG_MS);
  }

  /** Do events still come? Then the program has the processor, or the next one that the user starts. */
  get #isLive(): boolean {
    return this.#state === 'running' || this.#isArriving;
  }

  get #mostAhead(): number {
    return this.#isLive ? 1 : MOST_AHEAD;
  }

  /** Is the run too long for the view? */
  get #merges(): boolean {
    return this.#trace !== null && this.#records > this.#mostRecords;
  }

  /** In place of events that are new. */
  #flushDigest(): void {
    this.#pending?.cancel();
    this.#pending = null;
    this.#sent = this.#events.length;
    const grown = this.#records > this.#digested * GROWN;
    const last = !this.#isLive && this.#records > this.#digested;
    if (grown || last || this.#digested === 0) this.#sendDigest();
    else if (!this.#digester.isBusy) this.#postDueState();
  }

  #sendDigest(): void {
    const trace = this.#trace;
    if (trace === null) return;
    this.#digested = this.#records;
    this.#digester.make(trace, this.#window, (digest) => {
      this.#post({ type: 'digest', digest });
      this.#postDueState();
    });
  }

  #postDueState(): void {
    if (!this.#stateDue) return;
    this.#stateDue = false;
    this.#postState();
  }

  #cancel(): void {
    this.#pending?.cancel();
    this.#pending = null;
    this.#digester.cancel();
  }
}

/** About so many bytes cross the channel for it. */
function sizeOf(event: TraceEvent): number {
  if (event.type === 'records') return event.bytes.byteLength;
  if (event.type === 'labels') return event.labels.length * SMALL_BYTES;
  return event.type === 'output' ? event.text.length + SMALL_BYTES : SMALL_BYTES;
}

/** An event that keeps no larger buffer alive than it needs. */
export function own(event: TraceEvent): TraceEvent {
  if (event.type !== 'records' || event.bytes.buffer.byteLength <= event.bytes.byteLength * MAX_WASTE) return event;
  return { type: 'records', bytes: event.bytes.slice() };
}
