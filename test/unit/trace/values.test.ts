/** Records of values, and of what ran in turns → tables, and what is told of them. */
import assert from 'node:assert/strict';
import { contentOf } from '../../../src/trace/contents.ts';
import { digest } from '../../../src/trace/digest.ts';
import { openDigest } from '../../../src/trace/digest-trace.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { PhaseCode, RecordKind as K, TaskOutcomeCode, ValueRole } from '../../../src/trace/record.ts';
import type { Trace } from '../../../src/trace/tables.ts';
import { cameText, endText, yieldedText } from '../../../src/trace/values.ts';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import type { Target } from '../../../src/webview/model/selection.ts';
import { CheckingBuilder, head, records, type Row } from './records.ts';

const TEXTS: TraceEvent = {
  type: 'labels',
  labels: [
    { id: 10, kind: 'value', text: '42' },
    { id: 11, kind: 'value', text: 'Error: no' },
    { id: 12, kind: 'tick', text: 'process.nextTick', callback: 'soon', file: 'a.mjs', line: 4, column: 1 },
    { id: 13, kind: 'reaction', text: 'promise.then', file: 'a.mjs', line: 5, column: 1 },
  ],
};

function build(...rows: Row[]): CheckingBuilder {
  const builder = new CheckingBuilder();
  for (const event of head) builder.push(event.type === 'start' ? { ...event, valuePreviews: true } : event);
  builder.push(TEXTS);
  for (const row of rows) builder.push(records(row));
  return builder;
}

function facts(trace: Trace, target: Target): Record<string, string> {
  const index = new SegmentIndex(trace);
  index.update();
  return Object.fromEntries(describeTarget(trace, index, target).facts.map(({ label, value }) => [label, value]));
}

const WAIT: readonly Row[] = [
  [1, K.TurnStart, 0, PhaseCode.Main, 0],
  [1, K.TaskStart, 1, 1, 0],
  [2, K.Suspend, 1, 1, 9],
  [5, K.Settled, 0, 9, 0],
  [6, K.Resume, 1, 1, 0],
];

describe('values in a trace', () => {
  it('belong to the suspension that ended last', () => {
    const trace = build(...WAIT, [6, K.ValueKept, 1, 10, ValueRole.Came]);
    assert.deepEqual([0, 1, 2, 3].map((row) => cameText(trace, row)), [null, '42', null, null]); // prettier-ignore
    assert.equal(facts(trace, { kind: 'segment', segment: 1 })['Value'], '42');
  });

  it('that were not kept are said not to be, unless nobody could', () => {
    const trace = build(...WAIT);
    assert.equal(facts(trace, { kind: 'segment', segment: 1 })['Value'], 'not kept');
    trace.valuePreviews = false;
    assert.equal(facts(trace, { kind: 'segment', segment: 1 })['Value'], undefined);
  });

  it('of a yield are what it handed out and what was sent', () => {
    const trace = build(
      [1, K.TaskStart, 1, 1, 0],
      [2, K.Suspend, 1, 3, 0],
      [2, K.ValueKept, 1, 10, ValueRole.Yielded],
      [3, K.Resume, 1, 3, 0],
      [3, K.ValueKept, 1, 11, ValueRole.Came],
      [4, K.ValueKept, 1, 10, ValueRole.Returned],
      [4, K.TaskEnd, 1, TaskOutcomeCode.Fulfilled, 0],
    );
    assert.deepEqual([yieldedText(trace, 1), cameText(trace, 1), endText(trace, 0)], ['42', 'Error: no', '42']);
    const { Yielded, 'Sent by next': sent } = facts(trace, { kind: 'segment', segment: 1 });
    assert.deepEqual([Yielded, sent], ['42', 'Error: no']);
  });

  /** Task 1 awaits task 2, which awaits promise 9. */
  const chain = (ends: number): Row[] => [
    [1, K.TaskStart, 1, 1, 0],
    [1, K.TaskStart, 2, 2, 1],
    [2, K.Suspend, 2, 2, 9],
    [2, K.Suspend, 1, 1, 2],
    [5, K.AwaitFailed, 2, ends, 0],
    [5, K.TaskEnd, 2, TaskOutcomeCode.Rejected, 0],
    [6, K.Resume, 1, 1, 0],
    [6, K.AwaitFailed, 1, 0, 0],
  ];

  it('go back along a rejection that is caught, as far as nothing ran in between', () => {
    const caught: Row = [6, K.ValueKept, 1, 11, ValueRole.Failed];
    const trace = build(...chain(1), caught);
    assert.deepEqual([cameText(trace, 3), endText(trace, 1), cameText(trace, 2)], Array(3).fill('Error: no'));
    assert.equal(facts(trace, { kind: 'task', task: 1 })['Threw'], 'Error: no');
    assert.equal(facts(trace, { kind: 'segment', segment: 3 })['Reason'], 'Error: no');
    const other = build(...chain(0), caught);
    assert.deepEqual([cameText(other, 3), endText(other, 1), cameText(other, 2)], ['Error: no', 'Error: no', null]);
  });

  it('go on along a rejection from where it was thrown', () => {
    const rows = chain(0);
    rows.splice(5, 0, [5, K.ValueKept, 2, 11, ValueRole.Threw]);
    const trace = build(...rows, [7, K.TaskEnd, 1, TaskOutcomeCode.Fulfilled, 0]);
    assert.deepEqual([endText(trace, 1), cameText(trace, 3), endText(trace, 0)], ['Error: no', 'Error: no', null]);
  });

  it('that make no sense are counted and left out', () => {
    const trace = build(
      [1, K.ValueKept, 5, 10, ValueRole.Came],
      [1, K.TaskStart, 1, 1, 0],
      [2, K.ValueKept, 1, 10, ValueRole.Came],
      [2, K.ValueKept, 1, 10, ValueRole.Yielded],
      [2, K.ValueKept, 1, -1, ValueRole.Returned],
      [2, K.ValueKept, 1, 10, 5],
    );
    assert.equal(trace.anomalies, 5);
    assert.deepEqual([trace.values.came.size, trace.values.yielded.size, trace.values.returned.size], [0, 0, 0]);
  });
});

const DRAINS: readonly Row[] = [
  [1, K.TurnStart, 0, PhaseCode.Main, 0],
  [2, K.Drained, 1, 5, 2],
  [3, K.TurnStart, 0, PhaseCode.Timers, 0],
  [4, K.TurnEnd, 0, 0, 0],
  [5, K.ContentStart, 0, 12, 0],
  [6, K.ContentEnd, 0, 0, 0],
  [7, K.ContentStart, 0, 13, 0],
  [8, K.Drained, 1, 9, 3],
];

describe('what ran in turns', () => {
  const drained = ({ turns }: Trace, row: number): number[] =>
    [turns.jobs, turns.ticks, turns.microtasks].map((column) => column.get(row));

  it('is what was added to the totals, and what is known by name', () => {
    const trace = build(...DRAINS);
    assert.deepEqual([drained(trace, 0), drained(trace, 1)], [[5, 2, 1], [4, 1, 0]]); // prettier-ignore
    assert.deepEqual(contentOf(trace, 0), []);
    assert.deepEqual(contentOf(trace, 1), [
      { kind: 'tick', label: 'soon, by process.nextTick', start: 5, end: 6, file: 'a.mjs', line: 4 },
      { kind: 'reaction', label: 'promise.then', start: 7, file: 'a.mjs', line: 5 },
    ]);
    const told = facts(trace, { kind: 'turn', turn: 1 });
    assert.equal(told['Drained'], '4 jobs of promises, 1 tick');
    assert.equal(told['· soon, by process.nextTick'], '1 ms');
    assert.equal(told['· promise.then'], 'from 7.000 ms');
  });

  it('is not known of a turn in which records are missing, and is again of the next', () => {
    const trace = build(
      ...DRAINS,
      [9, K.Lost, 0, 10, 0],
      [10, K.TurnStart, 0, PhaseCode.Timers, 0],
      [11, K.Drained, 1, 99, 3],
      [12, K.TurnStart, 0, PhaseCode.Timers, 0],
      [13, K.Drained, 1, 100, 3],
    );
    assert.deepEqual([drained(trace, 2), drained(trace, 3)], [[0, 0, 0], [1, 0, 0]]); // prettier-ignore
  });

  it('counts on where the totals wrap around', () => {
    const trace = build(
      [1, K.TurnStart, 0, PhaseCode.Main, 0],
      [2, K.Drained, 0, 0x7fffffff, 0],
      [3, K.TurnStart, 0, PhaseCode.Timers, 0],
      [4, K.Drained, 0, -0x80000000 + 1, 0],
    );
    assert.deepEqual(drained(trace, 1), [2, 0, 0]);
  });

  it('stays in a digest, with the values, where rows stay by themselves', () => {
    const trace = build(...WAIT, [6, K.ValueKept, 1, 10, ValueRole.Came], ...DRAINS.slice(1));
    const work = digest(trace, null, 3000);
    let step = work.next();
    while (step.done !== true) step = work.next();
    const part = openDigest(structuredClone(step.value));
    assert.deepEqual([cameText(part, 1), part.valuePreviews], ['42', true]);
    assert.deepEqual([drained(part, 0), drained(part, 1)], [drained(trace, 0), drained(trace, 1)]);
    assert.deepEqual(contentOf(part, 1), contentOf(trace, 1));
    assert.equal(contentOf(part, 1).length, 2);
  });
});
