/** Which thread of the Chrome trace shows what. Viewers put those of lower numbers first. */
import { operationTimes, taskName } from '../trace/queries.ts';
import type { Trace } from '../trace/tables.ts';
import type { Milliseconds } from '../trace/units.ts';
import { Rows } from './rows.ts';

export const PID = 1;
/** The thread with the number of its process is shown first; 0 is the idle thread of the system. */
export const LOOP = PID;

/** What the format's times come to: a thousandth of its unit. */
export function nanos(ms: Milliseconds): number {
  return Math.round(ms * 1e6);
}

/** One for the event loop, one for lost records, one for each task, and as many for each kind of operation as overlap. */
export class Threads {
  /** Of the stretches without records; null where there are none. */
  readonly lost: number | null;
  /** By number, from LOOP on. */
  readonly names: ReadonlyMap<number, string>;
  readonly #firstTask: number;
  readonly #operations: Int32Array;

  constructor(trace: Trace) {
    const { operations, tasks } = trace;
    const names = new Map([[LOOP, 'Event loop']]);
    this.lost = trace.gaps.length === 0 ? null : LOOP + 1;
    if (this.lost !== null) names.set(this.lost, 'Lost records');
    this.#firstTask = LOOP + names.size;
    for (let row = 0; row < tasks.count; row++)
      names.set(this.task(row), `${taskName(trace, row)} #${tasks.id.get(row)}`);
    this.#operations = new Int32Array(operations.count);
    const kinds = new Map<string, Rows>();
    const times = Array.from({ length: operations.count }, (_, row) => operationTimes(trace, row));
    const byStart = [...times.keys()].sort((a, b) => (times[a]?.[0] ?? 0) - (times[b]?.[0] ?? 0) || a - b);
    for (const row of byStart) {
      const [start, end] = times[row] ?? [0, 0];
      const kind = operationKind(trace, row);
      const open = (): number => {
        const tid = LOOP + names.size;
        names.set(tid, `Operations: ${kind}`);
        return tid;
      };
      const rows = kinds.get(kind) ?? new Rows(open);
      kinds.set(kind, rows);
      // What took no time would be drawn within what begins at the same nanosecond.
      this.#operations[row] = rows.take(nanos(start), Math.max(nanos(end), nanos(start) + 1));
    }
    this.names = names;
  }

  task(row: number): number {
    return this.#firstTask + row;
  }

  operation(row: number): number {
    return this.#operations[row] ?? 0;
  }
}

export function operationKind(trace: Trace, row: number): string {
  return trace.labels[trace.operations.label.get(row)]?.kind ?? 'operation';
}
