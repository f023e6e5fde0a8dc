/** The run that is shown: its trace as far as it is known, and what the host says of it. */
import type { RunState, ToWebview } from '../protocol/panel.ts';
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

  /** @param onSelect called with the row of a task that the host wants shown */
  constructor(onChange: (what: 'reset' | 'trace' | 'state') => void, onSelect: (task: number) => void) {
    this.#onChange = onChange;
    this.#onSelect = onSelect;
  }

  get trace(): Trace {
    return this.#builder;
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
        this.#onChange('reset');
        break;
      case 'events':
        for (const event of message.events) {
          const revived = reviveEvent(event);
          if (revived !== null) this.#builder.push(revived);
        }
        this.#onChange('trace');
        break;
      case 'state':
        this.state = message.state;
        this.message = message.message ?? '';
        this.#onChange('state');
        break;
      case 'highlight':
        this.highlight = new Set(message.sites);
        this.#onChange('state');
        break;
      case 'select': {
        const row = this.#builder.taskRows.get(message.task) - 1;
        if (row >= 0) this.#onSelect(row);
        break;
      }
    }
  }
}
