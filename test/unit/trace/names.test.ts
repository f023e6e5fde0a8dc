import assert from 'node:assert/strict';
import { taskName, taskTitle, settledBy, waitingFor } from '../../../src/trace/queries.ts';
import { AWAITED_VALUE, PhaseCode, RecordKind, TaskOutcomeCode } from '../../../src/trace/record.ts';
import { build, type Row } from './records.ts';

const { OperationStart, PromiseNamed, Resume, Settled, Suspend, TaskEnd, TaskStart, TurnEnd, TurnStart } = RecordKind;

/** Task 1 (outer) calls inner twice, as 2 and 4; it waits for the second, and that one for promise 6. */
const twice: readonly Row[] = [
  [0, TurnStart, 0, PhaseCode.Main, 0],
  [1, TaskStart, 1, 1, 0],
  [2, TaskStart, 2, 2, 1],
  [3, OperationStart, 2, 1, 1],
  [4, Suspend, 2, 2, 3],
  [5, TaskStart, 4, 2, 1],
  [6, Suspend, 4, 2, 6],
  [7, Suspend, 1, 1, 4],
  [7, TurnEnd, 0, 0, 0],
  [12, TurnStart, 1, PhaseCode.Timers, 1],
  [12, Settled, 0, 3, 0],
  [13, Resume, 2, 2, 0],
  [14, Settled, 2, 6, 0],
  [15, TaskEnd, 2, TaskOutcomeCode.Fulfilled, 0],
  [16, Resume, 4, 2, 0],
  [17, TaskEnd, 4, TaskOutcomeCode.Fulfilled, 0],
];

describe('what a combination still waits for', () => {
  const { Combined, PromiseFollows } = RecordKind;
  /** Task 1 waits for promise 9, which was made of these. */
  const combining = (parts: readonly number[], ...settled: Row[]): string | undefined => {
    const follows = parts.map((part): Row => [3, PromiseFollows, 0, 9, part]);
    const rows: Row[] = [
      [1, TaskStart, 1, 1, 0],
      [2, TaskStart, 2, 2, 1],
      [3, Suspend, 2, 2, 5],
      [3, Combined, 0, 9, parts.length],
      ...follows,
      [4, Suspend, 1, 1, 9],
      ...settled,
    ];
    return waitingFor(build(rows), 3)?.label;
  };
  it('is counted where all that has not settled is tasks', () => {
    assert.equal(combining([2, 6], [5, Settled, 0, 6, 0]), 'Promise.all of 2 (1 settled)');
  });
  it('is not claimed of promises that may have settled before', () => {
    assert.equal(combining([2, 6]), 'Promise.all of 2');
    assert.equal(combining([2, 6, 7], [5, Settled, 0, 7, 0]), 'Promise.all of 3 (at least 1 settled)');
  });
});

describe('names of tasks', () => {
  it('number the calls of a function, unless it was called once', () => {
    const trace = build(twice);
    assert.deepEqual(
      [0, 1, 2].map((task) => taskTitle(trace, task)),
      ['outer', 'inner #1', 'inner #2'],
    );
    assert.equal(taskName(trace, 2), 'inner');
    assert.equal(taskTitle(build(twice.slice(0, 3)), 1), 'inner');
  });

  it('stand in what a task waited for and who settled it', () => {
    const trace = build(twice);
    const segments = [0, 1, 2].map((task) => trace.segments.next.get(trace.tasks.first.get(task)));
    assert.deepEqual(
      segments.map((segment) => waitingFor(trace, segment)?.label),
      ['inner #2', 'setTimeout 10 ms', 'a promise that inner #1 settled'],
    );
    assert.equal(waitingFor(trace, segments[0] ?? 0, taskName)?.label, 'inner');
    assert.deepEqual(
      segments.map((segment) => settledBy(trace, segment)?.label),
      ['task inner #2, after its line 8', 'the callback of setTimeout 10 ms', 'task inner #1, after its line 8'],
    );
    assert.equal(settledBy(trace, segments[2] ?? 0)?.site, 2);
  });

  it('say nothing of a settler that was not seen', () => {
    const trace = build([
      [0, TaskStart, 1, 1, 0],
      [1, Suspend, 1, 1, AWAITED_VALUE],
      [2, Resume, 1, 1, 0],
      [3, Suspend, 1, 1, 9],
    ]);
    assert.equal(settledBy(trace, 1), null);
    assert.equal(settledBy(trace, trace.tasks.last.get(0)), null);
  });

  it('leave out the line of an operation whose turn only contained the settler', () => {
    const trace = build([
      [0, OperationStart, 0, 1, 1],
      [1, TurnStart, 1, PhaseCode.Timers, 1],
      [2, TaskStart, 1, 1, 0],
      [3, Suspend, 1, 1, 5],
      [4, Settled, 0, 5, 0],
      [5, Resume, 1, 1, 0],
    ]);
    assert.deepEqual(settledBy(trace, 1), { turn: 1, label: 'a callback in the turn of setTimeout 10 ms' });
  });

  it('a promise from a function of Node is called by that, also while it is pending', () => {
    const trace = build([
      [0, TaskStart, 1, 1, 0],
      [0, PromiseNamed, 0, 5, 3],
      [1, Suspend, 1, 1, 5],
    ]);
    assert.deepEqual(waitingFor(trace, 1), { kind: 'fs', label: 'fs.promises.readFile', file: 'a.mjs', line: 6 });
  });
});
