/** The run that is shown: its trace as far as it is known, and what the host says of it. */
import type { RunState, ToWebview, ViewCommand } from '../protocol/panel.ts';
import { TraceBuilder } from '../trace/builder.ts';
import type { Trace } from '../trace/tables.ts';
import { reviveEvent } from './model/bytes.ts';

export class Session {
  #builder = new TraceBuilder();
  title = '';
  state: RunState = 'idle';
  message = '';
  highlight: ReadonlySet<number> = new Set();
  /** On the page's clock, ms. */
  startedAt = 0;
  readonly #onChange: (what: 'reset' | 'trace' | 'state') => void;
  readonly #onSelect: (task: number) => void;
  readonly #onCommand: (command: ViewCommand) => void;
  /** Latest time that the run told, and when that was on the page's clock. */
  #told = { now: 0, at: 0 };

  /** @param onSelect called with the row of a task that the host wants shown */
  constructor(
    onChange: (what: 'reset' | 'trace' | 'state') => void,
    onSelect: (task: number) => void,
    onCommand: (command: ViewCommand) => void,
  ) {
    this.#onChange = onChange;
    this.#onSelect = onSelect;
    this.#onCommand = onCommand;
  }

  get trace(): Trace {
    return this.#builder;
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
        this.title = message.title;
        this.state = message.state;
        this.message = '';
        this.highlight = new Set();
        this.startedAt = performance.now();
        this.#told = { now: 0, at: this.startedAt };
        this.#onChange('reset');
        break;
      case 'events':
        this.#builder.now = this.#told.now;
        for (const event of message.events) {
          const revived = reviveEvent(event);
          if (revived !== null) this.#builder.push(revived);
        }
        this.#told = { now: this.#builder.now, at: performance.now() };
        this.#onChange('trace');
        break;
      case 'state':
        this.state = message.state;
        if (message.state !== 'running') this.#builder.now = this.#told.now;
        this.message = message.message ?? '';
        this.#onChange('state');
        break;
      case 'highlight':
        this.highlight = new Set(message.sites);
        this.#onChange('state');
        break;
      case 'command':
        this.#onCommand(message.command);
        break;
      case 'select': {
        const row = this.#builder.taskRows.get(message.task) - 1;
        if (row >= 0) this.#onSelect(row);
        break;
      }
    }
  }
}
