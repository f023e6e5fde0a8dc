/** Which lines held the thread: profiles and records come in any order. */
import assert from 'node:assert/strict';
import { blockingCall } from '../../../src/analysis/blocking-call.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { RecordKind as K } from '../../../src/trace/record.ts';
import { isJsonEvent } from '../../../src/trace/valid.ts';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { CheckingBuilder, head, records } from './records.ts';
import { inEnglish } from '../../../src/trace/wording.ts';

const place = { file: 'a.mjs', line: 7, column: 1 };
const lines = [
  { line: 8, column: 3, ticks: 3 },
  { line: 9, column: 3, ticks: 1 },
];
const profile: TraceEvent = {
  type: 'profile',
  frames: [
    { name: 'heat', ...place, lines },
    { name: 'parse', ...place, line: 20, within: 'JSON.parse of lib', lines: [] },
    { name: 'garbage collection', file: '', line: 0, column: 0, lines: [] },
    { name: 'elsewhere', ...place, line: 30, lines: [] },
  ],
  // Until 100 ms something else ran.
  spans: [50, 50, 3, 100, 80, 0, 180, 10, 1, 190, 10, 2, 200, 5, 3],
};
const computed = records([100, K.TurnStart, 0, 0, 0], [100, K.TaskStart, 1, 1, 0], [200, K.TaskEnd, 1, 1, 0]);

function build(...events: TraceEvent[]): CheckingBuilder {
  const trace = new CheckingBuilder();
  for (const event of [...head, ...events]) trace.push(event);
  return trace;
}

describe('hottest lines', () => {
  for (const [when, events] of [
    ['after', [computed, profile]],
    ['before', [profile, computed]],
  ] as const) {
    it(`explain computation, where the profile comes ${when} the records`, () => {
      const [block] = build(...events).blocking;
      assert.deepEqual([block?.label, block?.file, block?.line, block?.column], ['heat', 'a.mjs', 8, 3]);
      assert.deepEqual(
        block?.hot?.lines.map((hot) => [hot.function, hot.line, hot.ms, hot.wholeFunction ?? false]),
        [
          ['heat', 8, 60, false],
          ['heat', 9, 20, false],
          ['parse', 20, 10, true],
          ['garbage collection', 0, 10, true],
        ],
      );
    });
  }

  it('are in the finding, with the functions', () => {
    const [found] = blockingCall.find(build(computed, profile), inEnglish);
    assert.equal(
      found?.message,
      'Computation in heat held the thread for 100 ms, 60 % of it at line 8. Nothing waited for it.',
    );
    const { functions } = found.evidence as { functions: { function: string; percent: number; within?: string }[] };
    assert.deepEqual(
      functions.map(({ function: name, percent, within }) => [name, percent, within]),
      [
        ['heat', 80, undefined],
        ['parse', 10, 'JSON.parse of lib'],
        ['garbage collection', 10, undefined],
      ],
    );
  });

  it('count no moment twice where one profile begins before the last one ends', () => {
    const later: TraceEvent = { ...profile, spans: [150, 50, 0] };
    const [block] = build(later, computed, { ...profile, spans: [100, 80, 0] }).blocking;
    assert.deepEqual(
      block?.hot?.functions.map((hot) => [hot.function, hot.ms]),
      [['heat', 100]],
    );
  });

  const foreign = (spans: number[]): TraceEvent => ({
    type: 'profile',
    frames: [
      { name: 'loading modules', file: '', line: 0, column: 0, within: 'outer', lines: [] },
      { name: 'code of packages', file: '', line: 0, column: 0, within: 'decode of codec', lines: [] },
      { name: 'garbage collection', file: '', line: 0, column: 0, lines: [] },
    ],
    spans,
  });

  it('name what is not the program’s own, at the place of the stretch', () => {
    const trace = build(computed, foreign([100, 80, 1, 180, 20, 2]));
    const [block] = trace.blocking;
    assert.deepEqual([block?.label, block?.file, block?.line], ['code of packages', 'a.mjs', 1]);
    const [found] = blockingCall.find(trace, inEnglish);
    assert.equal(
      found?.message,
      'Code of packages held the thread for 100 ms, 80 % of it within decode of codec. Nothing waited for it.',
    );
  });

  it('tell of modules that are loaded once, whatever was recorded in between', () => {
    const twice = records([100, K.TurnStart, 0, 0, 0], [200, K.OperationStart, 0, 1, 3], [300, K.TurnEnd, 0, 0, 0]);
    const trace = build(twice, foreign([100, 60, 0, 200, 90, 0]));
    assert.equal(trace.blocking.length, 2);
    const found = blockingCall.find(trace, inEnglish);
    assert.deepEqual(
      found.map(({ evidence, message }) => {
        const { end, start, stretches } = evidence as Record<string, number>;
        return [message, stretches, start, end];
      }),
      [
        [
          'Loading modules held the thread for 200 ms, 75 % of it within outer. Nothing waited for it.',
          2,
          trace.blocking[0]?.start,
          trace.blocking[1]?.end,
        ],
      ],
    );
  });

  it('are said not to be known where there is no profile', () => {
    const [found] = blockingCall.find(build(computed), inEnglish);
    assert.match(found?.message ?? '', /^Computation held the thread for 100 ms, at a line that is not known\./);
  });

  it('are said not to be known where the profile explains next to nothing', () => {
    const [found] = blockingCall.find(build(computed, { ...profile, spans: [200, 0.4, 0] }), inEnglish);
    assert.match(found?.message ?? '', /held the thread for 100 ms, at a line that is not known\./);
  });

  it('are in the details, each with the way to it', () => {
    const trace = build(computed, profile);
    const {
      facts,
      place: where,
      title,
    } = describeTarget(trace, new SegmentIndex(trace), { kind: 'blocking', index: 0 });
    assert.deepEqual([title, where?.line], ['heat', 8]);
    const hot = facts.slice(facts.findIndex(({ label }) => label === 'Hottest lines') + 1);
    assert.deepEqual(
      hot.slice(0, 3).map(({ label, place: at, value }) => [label, value, at?.line]),
      [
        ['· heat:8', '60 ms, 60 %', 8],
        ['· heat:9', '20 ms, 20 %', 9],
        ['· parse:20, within JSON.parse of lib', '10 ms, 10 %', 20],
      ],
    );
  });

  it('tell of computation that left no record, between the end of a turn and the next', () => {
    const rest = records([80, K.TurnStart, 0, 0, 0], [90, K.TurnEnd, 0, 0, 0], [300, K.TurnStart, 0, 1, 0]);
    for (const events of [
      [rest, profile],
      [profile, rest],
    ]) {
      const [block, ...more] = build(...events).blocking;
      assert.deepEqual([block?.kind, block?.label, block?.turn, more.length], ['cpu', 'heat', 0, 0]);
      assert.ok((block?.start ?? 0) >= 90 && (block?.end ?? 0) <= 300);
    }
    assert.deepEqual(build(rest).blocking, []);
  });

  it('are left out where they make no sense, and refused where they are too many', () => {
    const trace = build(computed, { ...profile, spans: [100, 50, 9] });
    assert.deepEqual([trace.anomalies, trace.blocking[0]?.label], [1, 'computation']);
    assert.ok(isJsonEvent(profile));
    assert.ok(!isJsonEvent({ ...profile, spans: [0, -1, 0] }));
    assert.ok(!isJsonEvent({ ...profile, spans: new Array(300_001).fill(0) }));
    assert.ok(!isJsonEvent({ ...profile, frames: [{ name: 'x', file: 7, line: 1, column: 1, lines: [] }] }));
  });

  it('do not make a rest of what was interrupted shorter than it was', () => {
    const [start, ...others] = head;
    assert.ok(start?.type === 'start');
    const trace = new CheckingBuilder();
    const rested = records(
      [0, K.TurnStart, 0, 0, 0],
      [10, K.TurnEnd, 0, 0, 0],
      [60, K.TurnStart, 0, 1, 0],
      [60, K.Loop, 0, 1, 2000],
    );
    for (const event of [{ ...start, restsInterrupted: true }, ...others, rested]) trace.push(event);
    assert.equal(trace.idle, 50);
    assert.equal(build(rested).idle, 2);
  });
});
