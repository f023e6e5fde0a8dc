import assert from 'node:assert/strict';
import { neverSettled } from '../../../src/analysis/never-settled.ts';
import { pendingChain } from '../../../src/trace/pending.ts';
import { AWAITED_VALUE, PhaseCode, RecordKind, TaskOutcomeCode } from '../../../src/trace/record.ts';
import { build, type Row } from '../trace/records.ts';
import { inEnglish } from '../../../src/trace/wording.ts';

const { Combined, PromiseFollows, Resume, Settled, Suspend, TaskEnd, TaskStart, TurnStart } = RecordKind;

/** Tasks 1 (outer), 2 and 3 (inner), each awaiting a promise. */
function waits(first: number, second: number, third: number, before: readonly Row[] = []): ReturnType<typeof build> {
  return build(
    [
      [0, TurnStart, 0, PhaseCode.Main, 0],
      [1, TaskStart, 1, 1, 0],
      [1, TaskStart, 2, 2, 1],
      [2, Suspend, 2, 2, 8],
      [2, TaskStart, 3, 2, 1],
      [3, Suspend, 3, 2, 9],
      ...before,
      [5, Suspend, 1, 1, first],
      [6, Suspend, 2, 2, second],
      [6, Suspend, 3, 2, third],
    ],
    {},
  );
}

describe('never settled', () => {
  it('tells the chain down to what no task settles', () => {
    const trace = waits(2, 3, 9);
    assert.deepEqual(pendingChain(trace, 0), { tasks: [0, 1, 2], circle: -1 });
    assert.deepEqual(
      neverSettled.find(trace, inEnglish).map(({ message }) => message),
      [
        'outer still waited for inner #1 when the run ended, 95 ms after it began to. inner #1 (line 8) waited for inner #2; inner #2 (line 8) waited for a promise.',
        'inner #1 still waited for inner #2 when the run ended, 98 ms after it began to. inner #2 (line 8) waited for a promise.',
        'inner #2 still waited for a promise when the run ended, 97 ms after it began to.',
      ],
    );
  });

  it('says nothing of a value, which is no promise: the run was ended before the task could go on', () => {
    const of = neverSettled
      .find(waits(AWAITED_VALUE, 8, 9), inEnglish)
      .map(({ evidence }) => (evidence as { task: number }).task);
    assert.deepEqual(of, [2, 3]);
  });

  it('names a circle, also for those who only wait for it', () => {
    const trace = waits(2, 3, 2);
    assert.deepEqual(pendingChain(trace, 0), { tasks: [0, 1, 2], circle: 1 });
    const [outer, inner] = neverSettled.find(trace, inEnglish);
    assert.match(
      outer?.message ?? '',
      /began to\. A circle that nothing can end: inner #1 waits for inner #2, inner #2 waits for inner #1\.$/,
    );
    assert.deepEqual(outer?.evidence, { task: 1, site: 1, chain: [1, 2, 3], circle: [2, 3] });
    assert.deepEqual(inner?.evidence, { task: 2, site: 2, chain: [2, 3], circle: [2, 3] });
  });

  it('sees a task that waits for itself', () => {
    assert.deepEqual(pendingChain(waits(1, 8, 9), 0), { tasks: [0], circle: 0 });
  });

  it('follows derived promises and the parts of Promise.all, but not those of a race', () => {
    const derived: Row = [4, PromiseFollows, 0, 20, 3];
    assert.deepEqual(pendingChain(waits(20, 8, 9, [derived]), 0).tasks, [0, 2]);
    const parts: readonly Row[] = [
      [4, PromiseFollows, 0, 30, 8],
      [4, PromiseFollows, 0, 30, 3],
    ];
    assert.deepEqual(pendingChain(waits(30, 8, 1, [[4, Combined, 0, 30, 2], ...parts]), 0), {
      tasks: [0, 2],
      circle: 0,
    });
    assert.deepEqual(pendingChain(waits(30, 8, 1, [[4, Combined, 2, 30, 2], ...parts]), 0).tasks, [0]);
  });

  it('says nothing of tasks that ended, and of promises that settled', () => {
    const ended: readonly Row[] = [
      [4, Settled, 0, 9, 0],
      [4, Resume, 3, 2, 0],
      [4, TaskEnd, 3, TaskOutcomeCode.Fulfilled, 0],
    ];
    const trace = build([
      [1, TaskStart, 1, 1, 0],
      [1, TaskStart, 3, 2, 1],
      [2, Suspend, 3, 2, 9],
      ...ended,
      [5, Suspend, 1, 1, 3],
    ]);
    assert.deepEqual(pendingChain(trace, 0), { tasks: [0], circle: -1 });
    assert.deepEqual(neverSettled.find(trace, inEnglish), [], 'a run that goes on may still settle it');
  });
});
