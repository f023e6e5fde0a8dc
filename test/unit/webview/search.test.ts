import assert from 'node:assert/strict';
import { segmentEnd, taskName } from '../../../src/trace/queries.ts';
import { Outcome, State } from '../../../src/trace/tables.ts';
import { failed, longestWait, nextBlocking, nextFailure } from '../../../src/webview/model/jumps.ts';
import { CONDITIONS, withCondition } from '../../../src/webview/model/conditions.ts';
import { matcherOf, parseSearch } from '../../../src/webview/model/search.ts';
import { blocked, few, hang } from './scenarios.ts';
import { build } from './support.ts';

function found(trace: ReturnType<typeof build>, text: string): number[] {
  const matcher = matcherOf(trace, text);
  assert.ok(matcher);
  return Array.from({ length: trace.segments.count }, (_, row) => row).filter((row) => matcher.segment(row));
}

describe('search', () => {
  it('reads words and conditions, and takes what it does not know for a word', () => {
    assert.deepEqual(parseSearch('state:ready min:1.5s Fetch'), {
      words: [{ field: '', text: 'fetch' }],
      state: State.Ready,
      outcome: -1,
      min: 1500,
    });
    assert.deepEqual(parseSearch('await:"a b" outcome:rej')?.words, [{ field: 'await', text: 'a b' }]);
    assert.deepEqual(parseSearch('state:odd')?.words, [{ field: '', text: 'state:odd' }]);
    assert.equal(parseSearch('   '), null);
  });

  it('asks for nothing by a condition that says nothing yet', () => {
    assert.equal(parseSearch('function: min:'), null);
    assert.deepEqual(parseSearch('file: fetch')?.words, [{ field: '', text: 'fetch' }]);
  });

  it('takes a condition in, in the place of one of its kind', () => {
    assert.equal(withCondition('', 'state:ready'), 'state:ready');
    assert.equal(withCondition('fetch State:running min:1s', 'state:ready'), 'fetch min:1s state:ready');
    assert.equal(withCondition('await:"a  b" min:10ms', 'min:'), 'await:"a  b" min:');
    for (const { text } of CONDITIONS) assert.equal(parseSearch(text) === null, text.endsWith(':'), text);
  });

  it('finds by function, file, and the text of the await', () => {
    const trace = build(few());
    for (const row of found(trace, 'function:FETCHUSER')) {
      assert.equal(taskName(trace, trace.segments.task.get(row)), 'fetchUser');
    }
    assert.equal(found(trace, 'file:dashboard.ts').length, trace.segments.count);
    assert.equal(found(trace, 'file:other').length, 0);
    const waits = found(trace, 'await:readfile state:suspended');
    assert.equal(waits.length, 1);
    assert.equal(taskName(trace, trace.segments.task.get(waits[0] ?? 0)), 'fetchReviews');
    assert.deepEqual(found(trace, 'readfile state:suspended'), waits);
  });

  it('finds by state, outcome, and duration', () => {
    const trace = build(hang());
    for (const row of found(trace, 'state:running min:2ms')) {
      assert.equal(trace.segments.state.get(row), State.Running);
      assert.ok(segmentEnd(trace, row) - trace.segments.start.get(row) >= 2);
    }
    const pending = found(trace, 'outcome:pending').map((row) => taskName(trace, trace.segments.task.get(row)));
    assert.deepEqual(pending.sort(), ['(module)', 'acquireLock', 'producer']);
    const matcher = matcherOf(trace, 'outcome:rejected');
    const tasks = Array.from({ length: trace.tasks.count }, (_, task) => task).filter((task) => matcher?.task(task));
    assert.ok(tasks.length > 0);
    for (const task of tasks) assert.equal(trace.tasks.outcome.get(task), Outcome.Rejected);
  });

  it('goes from match to match around the end, and counts them', () => {
    const trace = build(blocked());
    const rows = found(trace, 'state:ready');
    const matcher = matcherOf(trace, 'state:ready');
    assert.ok(matcher && rows.length > 3);
    assert.equal(matcher.next(-1, 1), rows[0]);
    assert.equal(matcher.next(rows[0] ?? 0, 1), rows[1]);
    assert.equal(matcher.next(rows[0] ?? 0, -1), rows.at(-1));
    assert.equal(matcher.next(rows.at(-1) ?? 0, 1), rows[0]);
    assert.deepEqual(matcher.count(rows[2] ?? 0), { total: rows.length, at: 3 });
    assert.equal(matcherOf(trace, 'nothing')?.next(0, 1), -1);
  });
});

describe('jumps', () => {
  it('lead to the longest wait, then to shorter ones', () => {
    const trace = build(few());
    const first = longestWait(trace, null);
    const second = longestWait(trace, first);
    assert.ok(first?.kind === 'segment' && second?.kind === 'segment');
    const length = (row: number): number => segmentEnd(trace, row) - trace.segments.start.get(row);
    const lengths = Array.from({ length: trace.segments.count }, (_, row) => row)
      .filter((row) => trace.segments.state.get(row) === State.Suspended)
      .map(length)
      .sort((a, b) => b - a);
    assert.equal(length(first.segment), lengths[0]);
    assert.equal(length(second.segment), lengths[1]);
  });

  it('lead from blocking call to blocking call, and around', () => {
    const trace = build(blocked());
    const first = nextBlocking(trace, null, 0);
    assert.deepEqual(first, { kind: 'blocking', index: 0 });
    assert.deepEqual(nextBlocking(trace, first, 0), { kind: 'blocking', index: 1 });
    assert.deepEqual(nextBlocking(trace, { kind: 'blocking', index: trace.blocking.length - 1 }, 0), first);
    assert.equal(nextBlocking(build(hang()), null, 0), null);
  });

  it('lead to what was rejected or never settled', () => {
    const trace = build(hang());
    const seen = new Set<number>();
    for (
      let at = nextFailure(trace, null);
      at?.kind === 'segment' && !seen.has(at.segment);
      at = nextFailure(trace, at)
    ) {
      seen.add(at.segment);
      assert.ok(failed(trace, at.segment));
    }
    const names = new Set([...seen].map((row) => taskName(trace, trace.segments.task.get(row))));
    assert.deepEqual([...names].sort(), ['(module)', 'acquireLock', 'producer', 'takeItem']);
    assert.equal(nextFailure(build(few()), null), null);
  });
});
