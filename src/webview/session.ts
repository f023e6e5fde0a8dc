/** The run that is shown: its trace as far as it is known, and what the host says of it. */
import type { PictureFormat, PlaybackAction, RunChoice, RunState, ToWebview } from '../protocol/panel.ts';
import type { ViewCommand } from '../protocol/view-commands.ts';
import { TraceBuilder } from '../trace/builder.ts';
import { openDigest } from '../trace/digest-trace.ts';
import type { Trace } from '../trace/tables.ts';
import { reviveEvent } from './model/bytes.ts';

export interface SessionEvents {
  /** `digest`: another trace of the same run takes the place of what was shown. */
  changed(what: 'reset' | 'trace' | 'digest' | 'state'): void;
  /** The host wants a task shown, by its row. */
  select(task: number): void;
  command(command: ViewCommand): void;
  playback(action: PlaybackAction): void;
  draw(format: PictureFormat): void;
}

export class Session {
  #builder = new TraceBuilder();
  /** Of a run that is too long to be built here. */
  #digest: Trace | null = null;
  title = '';
  state: RunState = 'idle';
  message = '';
  highlight: ReadonlySet<number> = new Set();
  /** On the page's clock, ms. */
  startedAt = 0;
  /** Runs to choose from, the latest first. */
  runs: readonly RunChoice[] = [];
  /** Id of the one that is shown. */
  shownRun = -1;
  /** The host has said how the run stands, which it does after its events. */
  #whole = false;
  readonly #events: SessionEvents;
  /** Latest time that the run told, and when that was on the page's clock. */
  #told = { now: 0, at: 0 };

  constructor(events: SessionEvents) {
    this.#events = events;
  }

  get trace(): Trace {
    return this.#digest ?? this.#builder;
  }

  /** The run has ended, and not all that is known of it has come yet. */
  get arriving(): boolean {
    return this.state === 'ended' && !this.#whole;
  }

  /** Lets time go on while the program runs and tells nothing: what is open grows. @returns whether it did */
  tick(): boolean {
    if (this.state !== 'running' || this.#builder.startedAt === '' || this.#builder.ended) return false;
    this.#builder.now = this.#told.now + performance.now() - this.#told.at;
    return true;
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case 'reset':
        this.#builder = new TraceBuilder();
        this.#digest = null;
        if (message.records !== undefined) this.#builder.expect(message.records);
        this.title = message.title;
        this.state = message.state;
        this.#whole = false;
        this.message = '';
        this.highlight = new Set();
        this.startedAt = performance.now();
        this.#told = { now: 0, at: this.startedAt };
        this.#events.changed('reset');
        break;
      case 'events':
        this.#builder.now = this.#told.now;
        for (const event of message.events) {
          const revived = reviveEvent(event);
          if (revived !== null) this.#builder.push(revived);
        }
        this.#told = { now: this.#builder.now, at: performance.now() };
        this.#events.changed('trace');
        break;
      case 'digest':
        // What was built until now is in it.
        this.#builder = new TraceBuilder();
        this.#digest = openDigest(message.digest);
        this.#events.changed('digest');
        break;
      case 'state':
        this.state = message.state;
        if (message.state !== 'running') this.#builder.now = this.#told.now;
        this.message = message.message ?? '';
        this.#whole = message.more !== true;
        this.#events.changed('state');
        break;
      case 'highlight':
        this.highlight = new Set(message.sites);
        this.#events.changed('state');
        break;
      case 'command':
        this.#events.command(message.command);
        break;
      case 'select': {
        const row = this.trace.taskRows.get(message.task) - 1;
        if (row >= 0) this.#events.select(row);
        break;
      }
      case 'playback':
        this.#events.playback(message.action);
        break;
      case 'draw':
        this.#events.draw(message.format);
        break;
      case 'runs':
        this.runs = message.runs;
        this.shownRun = message.shown;
        this.#events.changed('state');
        break;
    }
  }
}
