import assert from 'node:assert/strict';
import { segmentEnd } from '../../../src/trace/queries.ts';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { summarise } from '../../../src/webview/model/summary.ts';
import { TurnIndex } from '../../../src/webview/model/turns.ts';
import { blocked, few, hang } from './scenarios.ts';
import { build } from './support.ts';

describe('the summary of a run', () => {
  it('says how long, how much, what held the thread and what waited longest, each with the way there', () => {
    const trace = build(few());
    const facts = summarise(trace, new TurnIndex(trace));
    const valueOf = (label: string): string | undefined => facts.find((fact) => fact.label === label)?.value;
    assert.equal(valueOf('Duration'), '503 ms');
    assert.equal(valueOf('Tasks'), '8 calls, 8 functions');
    assert.match(valueOf('Thread busy') ?? '', /^2\d\d ms, 4\d%$/);
    assert.match(valueOf('Longest block') ?? '', /crypto\.pbkdf2Sync$/);
    const wait = facts.find(({ label }) => label === 'Longest wait')?.target;
    assert.ok(wait?.kind === 'segment');
    const length = (row: number): number => segmentEnd(trace, row) - trace.segments.start.get(row);
    for (let row = 0; row < trace.segments.count; row++)
      if (trace.segments.state.get(row) === 1) assert.ok(length(row) <= length(wait.segment));
    assert.equal(valueOf('Rejected'), undefined);
  });

  it('counts what failed and what never ended', () => {
    const trace = build(hang());
    const facts = summarise(trace, new TurnIndex(trace));
    assert.equal(facts.find(({ label }) => label === 'Never ended')?.value, '3 tasks');
    const rejected = facts.find(({ label }) => label === 'Rejected');
    assert.equal(rejected?.value, '1 task');
    assert.ok(rejected.target !== undefined);
  });

  it('says of a run that goes on only what is known by now', () => {
    const trace = build(few().slice(0, -1));
    assert.deepEqual(
      summarise(trace, new TurnIndex(trace)).map(({ label }) => label),
      ['Duration', 'Tasks', 'Thread busy'],
    );
  });
});

describe('the details of a wait that a blocking call may have made longer', () => {
  it('say the upper bound and lead to the call', () => {
    const trace = build(blocked());
    const index = new SegmentIndex(trace);
    index.update();
    const told = Array.from({ length: trace.segments.count }, (_, segment) =>
      describeTarget(trace, index, { kind: 'segment', segment }).facts.filter(({ label }) => label === 'Perhaps ready'),
    ).flat();
    assert.ok(told.length >= 4);
    for (const { target, value } of told) {
      assert.match(value, /^at most [\d.]+ ms, held up by (computation|fs\.readFileSync)$/);
      assert.equal(target?.kind, 'blocking');
    }
  });
});
