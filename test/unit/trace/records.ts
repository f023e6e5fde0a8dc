/** Hand-made traces for tests: a tiny program of two functions and three sites. */
import { TraceBuilder } from '../../../src/trace/builder.ts';
import { checkTrace } from '../../../src/trace/check.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { RECORD_BYTES } from '../../../src/trace/record.ts';

export type Row = readonly [time: number, kind: number, task: number, a: number, b: number];

export function records(...rows: Row[]): TraceEvent {
  const buffer = new ArrayBuffer(rows.length * RECORD_BYTES);
  const times = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  rows.forEach(([time, ...rest], i) => {
    times[i * 3] = time;
    words.set(rest, i * 6 + 2);
  });
  return { type: 'records', bytes: new Uint8Array(buffer) };
}

export const head: readonly TraceEvent[] = [
  {
    type: 'start',
    entry: 'a.mjs',
    startedAt: '2026-01-01T00:00:00.000Z',
    node: 'v24.0.0',
    platform: 'linux-x64',
    blockingThresholdMs: 50,
  },
  {
    type: 'file',
    file: { id: 1, path: 'a.mjs' },
    functions: [
      { id: 1, file: 1, name: 'outer', kind: 'async', line: 1, column: 1, endLine: 5, endColumn: 2 },
      { id: 2, file: 1, name: 'inner', kind: 'async', line: 7, column: 1, endLine: 9, endColumn: 2 },
    ],
    sites: [
      { id: 1, function: 1, kind: 'await', line: 2, column: 3, endLine: 2, endColumn: 16, text: 'inner()' },
      { id: 2, function: 2, kind: 'await', line: 8, column: 3, endLine: 8, endColumn: 12, text: 'timer' },
      { id: 3, function: 1, kind: 'yield', line: 3, column: 3, endLine: 3, endColumn: 8, text: '' },
    ],
  },
  {
    type: 'labels',
    labels: [
      { id: 1, kind: 'timer', text: 'setTimeout 10 ms', file: 'a.mjs', line: 8, column: 9 },
      { id: 2, kind: 'sync', text: 'fs.readFileSync', file: 'a.mjs', line: 4, column: 3 },
      { id: 3, kind: 'fs', text: 'fs.promises.readFile', file: 'a.mjs', line: 6, column: 3 },
    ],
  },
];

/** Verifies every invariant after every event. */
export class CheckingBuilder extends TraceBuilder {
  override push(event: TraceEvent): void {
    super.push(event);
    const problems = checkTrace(this);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }
}

/** Each row is pushed on its own, so that the check sees every state between. */
export function build(rows: readonly Row[], end?: Partial<Extract<TraceEvent, { type: 'end' }>>): CheckingBuilder {
  const builder = new CheckingBuilder();
  for (const event of head) builder.push(event);
  for (const row of rows) builder.push(records(row));
  if (end !== undefined) builder.push({ type: 'end', time: 100, outcome: 'completed', exitCode: 0, ...end });
  return builder;
}
