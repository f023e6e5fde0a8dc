/** Records of callbacks → what is told of turns: in what they ran, when they ended, and that work is not cut up by them. */
import assert from 'node:assert/strict';
import { toJson } from '../../../src/formats/json.ts';
import { decodeTrace, encodeTrace } from '../../../src/formats/trace-file.ts';
import { contentOf } from '../../../src/trace/contents.ts';
import type { LabelInfo, SourcePlace, TraceEvent } from '../../../src/trace/event.ts';
import { PhaseCode, RecordKind as K } from '../../../src/trace/record.ts';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { schemaProblems } from '../fixtures/schema.ts';
import { CheckingBuilder, head, records, type Row } from './records.ts';

const at = (line: number): SourcePlace => ({ file: 'a.mjs', line, column: 3 });
const LABELS: readonly LabelInfo[] = [
  { id: 20, kind: 'listener', text: 's.on "x"', callback: 'f', file: 'a.mjs', line: 1, column: 4, own: at(11) },
  { id: 21, kind: 'callback', text: 'g', own: at(12) },
  { id: 22, kind: 'timer', text: 'setTimeout 5 ms', file: 'a.mjs', line: 3, column: 1 },
  { id: 23, kind: 'timer', text: 'setTimeout', callback: 'late', file: 'a.mjs', line: 3, column: 1, own: at(13) },
  { id: 24, kind: 'reaction', text: 'promise.then', file: 'a.mjs', line: 4, column: 9 },
  { id: 25, kind: 'reaction', text: 'promise.then', callback: 'r', file: 'a.mjs', line: 4, column: 9, own: at(14) },
  { id: 26, kind: 'reaction', text: 'promise.then', callback: 'q', file: 'a.mjs', line: 4, column: 20, own: at(15) },
];

const events = (...rows: Row[]): TraceEvent[] => [
  ...head,
  { type: 'labels', labels: LABELS },
  ...rows.map((row) => records(row)),
];

function build(...rows: Row[]): CheckingBuilder {
  const builder = new CheckingBuilder();
  for (const event of events(...rows)) builder.push(event);
  return builder;
}

const MAIN: Row = [0, K.TurnStart, 0, PhaseCode.Main, 0];
const times = (builder: CheckingBuilder, turn = 0): unknown[] =>
  contentOf(builder, turn).map(({ end, label, start }) => [label, start, end]);

describe('callbacks in a trace', () => {
  it('lie in one another, and end by their numbers', () => {
    const trace = build(
      MAIN,
      [1, K.ContentStart, 0, 20, 1],
      [2, K.ContentStart, 0, 21, 2],
      [3, K.ContentEnd, 0, 2, 0],
      [4, K.ContentStart, 0, 21, 3],
      [5, K.ContentEnd, 0, 1, 0],
      [6, K.ContentEnd, 0, 3, 0],
    );
    // The one that the outer one outlived was left by a throw.
    assert.deepEqual(times(trace), [['f, by s.on "x"', 1, 5], ['g', 2, 3], ['g', 4, undefined]]); // prettier-ignore
    assert.equal(trace.anomalies, 0);
    const { facts } = describeTarget(trace, new SegmentIndex(trace), { kind: 'turn', turn: 0 });
    const told = facts
      .filter(({ label }) => label.startsWith('·'))
      .map(({ label, place, value }) => [label, value, place?.line]);
    assert.deepEqual(told, [
      ['· f, by s.on "x"', '4 ms', 11],
      ['· · g', '1 ms', 12],
      ['· · g', 'from 4.000 ms', 12],
    ]);
  });

  it('do not end what a hook tells of, nor does that end them', () => {
    const trace = build(
      MAIN,
      [1, K.ContentStart, 0, 24, 0],
      [2, K.ContentStart, 0, 21, 7],
      [3, K.ContentEnd, 0, 0, 0],
      [4, K.ContentEnd, 0, 7, 0],
    );
    assert.deepEqual(times(trace), [['promise.then', 1, 3], ['g', 2, undefined]]); // prettier-ignore
  });

  it('end in their own turn only', () => {
    const trace = build(
      MAIN,
      [1, K.ContentStart, 0, 21, 7],
      [2, K.TurnStart, 0, PhaseCode.Poll, 0],
      [4, K.ContentEnd, 0, 7, 0],
    );
    assert.deepEqual(times(trace), [['g', 1, undefined]]);
  });

  it('are one with the timer or the reaction that they are handed to by the same call, and with no other', () => {
    const trace = build(
      MAIN,
      [0, K.OperationStart, 0, 1, 22],
      [1, K.TurnStart, 1, PhaseCode.Timers, 1],
      [2, K.ContentStart, 0, 23, 1],
      [3, K.ContentStart, 0, 23, 2],
      [4, K.ContentEnd, 0, 2, 0],
      [5, K.ContentEnd, 0, 1, 0],
      [6, K.TurnEnd, 0, 0, 0],
      [7, K.ContentStart, 0, 24, 0],
      [8, K.ContentStart, 0, 26, 3],
      [9, K.ContentEnd, 0, 3, 0],
      [10, K.ContentStart, 0, 24, 0],
      [11, K.ContentStart, 0, 25, 4],
      [12, K.ContentEnd, 0, 4, 0],
    );
    assert.deepEqual(contentOf(trace, 1), [
      { kind: 'timer', label: 'late, by setTimeout 5 ms', start: 1, end: 6, file: 'a.mjs', line: 3, own: at(13) },
      { kind: 'timer', label: 'late, by setTimeout', start: 3, end: 4, file: 'a.mjs', line: 3, own: at(13) },
      { kind: 'reaction', label: 'promise.then', start: 7, file: 'a.mjs', line: 4 },
      { kind: 'reaction', label: 'q, by promise.then', start: 8, end: 9, file: 'a.mjs', line: 4, own: at(15) },
      { kind: 'reaction', label: 'r, by promise.then', start: 10, end: 12, file: 'a.mjs', line: 4, own: at(14) },
    ]);
  });

  it('tell which task called them, in every form', () => {
    const rows: Row[] = [MAIN, [1, K.TaskStart, 5, 1, 0], [2, K.ContentStart, 5, 20, 1], [3, K.ContentEnd, 0, 1, 0]];
    const trace = build(...rows);
    assert.equal(contentOf(trace, 0)[0]?.task, 0);
    const json = toJson(trace);
    assert.deepEqual(schemaProblems(json), []);
    const content = json.turns[0]?.content;
    assert.deepEqual([content?.[0]?.task, content?.[0]?.own], [5, at(11)]);
    const again = new CheckingBuilder();
    for (const event of decodeTrace(encodeTrace(events(...rows))).events) again.push(event);
    assert.deepEqual(contentOf(again, 0), contentOf(trace, 0));
    const { facts } = describeTarget(trace, new SegmentIndex(trace), { kind: 'turn', turn: 0 });
    assert.equal(facts.find(({ label }) => label.startsWith('· f'))?.value, '1 ms, within outer');
  });

  it('leave a stretch of work whole, which ends where nothing more is known', () => {
    const calls: Row[] = [];
    for (let time = 10; time < 110; time += 20)
      calls.push([time, K.ContentStart, 0, 21, time], [time + 1, K.ContentEnd, 0, time, 0]);
    const blocks = (...rows: Row[]): unknown[] => build(...rows).blocking.map(({ end, start }) => [start, end]);
    assert.deepEqual(blocks(MAIN, ...calls, [111, K.TurnEnd, 0, 0, 0]), [[0, 111]]);
    // After the callback of the turn has returned, it goes as far as the last of them: then the loop may have rested.
    const drained: Row[] = [MAIN, [1, K.TurnEnd, 0, 0, 0], ...calls, [500, K.TurnStart, 0, PhaseCode.Poll, 0]];
    assert.deepEqual(blocks(...drained), [[10, 91]]);
    assert.deepEqual(blocks(MAIN, ...calls.slice(0, 2), [70, K.TaskStart, 1, 1, 0], ...calls.slice(-2)), [[0, 70]]);
    const stuck = build(MAIN, ...calls);
    stuck.push({ type: 'end', time: 300, outcome: 'timedOut', exitCode: 124, heldSince: 95 });
    assert.deepEqual(stuck.blocking.map(({ end, start }) => [start, end]), [[0, 300]]); // prettier-ignore
  });
});
