import assert from 'node:assert/strict';
import fc from 'fast-check';
import { delayedBy, segmentEnd, segmentsOf, settledBy, waitingFor } from '../../../src/trace/queries.ts';
import { AWAITED_VALUE, PhaseCode, RecordKind as K } from '../../../src/trace/record.ts';
import { Outcome, STATE_NAMES, type Trace } from '../../../src/trace/tables.ts';
import { build, CheckingBuilder, head, records, type Row } from './records.ts';

function life(trace: Trace, task: number): string[] {
  return segmentsOf(trace, task).map(
    (row) =>
      `${STATE_NAMES[trace.segments.state.get(row)] ?? '?'} ${trace.segments.start.get(row)}-${segmentEnd(trace, row)}`,
  );
}

/** outer calls inner; inner waits for a 10 ms timer; the timer's turn settles it. */
const program: Row[] = [
  [0, K.TurnStart, 0, PhaseCode.Main, 0],
  [1, K.TaskStart, 1, 1, 0],
  [2, K.TaskStart, 2, 2, 1],
  [2.5, K.OperationStart, 2, 1, 1],
  [2.5, K.OperationDue, 0, 1, 10],
  [3, K.Suspend, 2, 2, 3],
  [4, K.Suspend, 1, 1, 2],
  [5, K.TurnEnd, 0, 0, 0],
  [13, K.TurnStart, 0, PhaseCode.Timers, 1],
  [13, K.OperationEnd, 0, 1, 0],
  [14, K.Settled, 0, 3, 0],
  [15, K.TurnEnd, 0, 0, 0],
  [16, K.Resume, 2, 2, 0],
  [17, K.TaskEnd, 2, 1, 0],
  [18, K.Resume, 1, 1, 0],
  [20, K.TaskEnd, 1, 1, 0],
];

describe('builder', () => {
  it('makes running, suspended and ready segments that follow one another', () => {
    const trace = build(program, {});
    assert.deepEqual(life(trace, 0), ['running 1-4', 'suspended 4-17', 'ready 17-18', 'running 18-20']);
    // A due timer is known exactly: ready from 12.5, not only from 14 when its callback settled the promise.
    assert.deepEqual(life(trace, 1), ['running 2-3', 'suspended 3-12.5', 'ready 12.5-16', 'running 16-17']);
    assert.equal(trace.anomalies, 0);
  });
  it('knows what was waited for and who settled it', () => {
    const trace = build(program, {});
    const [, outerWait = -1] = segmentsOf(trace, 0);
    const [, innerWait = -1] = segmentsOf(trace, 1);
    assert.deepEqual(waitingFor(trace, outerWait), { kind: 'task', label: 'inner', task: 1, file: 'a.mjs', line: 7 });
    assert.equal(settledBy(trace, outerWait)?.task, 1);
    assert.deepEqual(waitingFor(trace, innerWait), {
      kind: 'timer',
      label: 'setTimeout 10 ms',
      file: 'a.mjs',
      line: 8,
    });
    assert.deepEqual(settledBy(trace, innerWait), {
      label: 'the callback of setTimeout 10 ms',
      turn: 1,
      file: 'a.mjs',
      line: 8,
    });
  });
  it('says the same of a wait in its ready part', () => {
    const trace = build(program, {});
    const [, wait = -1, ready = -1] = segmentsOf(trace, 1);
    assert.deepEqual(waitingFor(trace, ready), waitingFor(trace, wait));
    assert.deepEqual(settledBy(trace, ready), settledBy(trace, wait));
  });
  it('takes what is drained behind the callback of a timer for no due timer', () => {
    const trace = build([
      ...program.slice(0, 10),
      [14, K.TurnEnd, 0, 0, 0],
      [15, K.Settled, 0, 3, 0],
      [16, K.Resume, 2, 2, 0],
    ]);
    assert.deepEqual(life(trace, 1), ['running 2-3', 'suspended 3-15', 'ready 15-16', 'running 16-16']);
  });
  it('knows when a timer that repeats was due', () => {
    const trace = build([
      ...program.slice(0, 8),
      [13, K.TurnStart, 0, PhaseCode.Timers, 1],
      [14, K.Settled, 0, 3, 0],
      [15, K.TurnEnd, 0, 0, 0],
      [16, K.Resume, 2, 2, 0],
      [17, K.Suspend, 2, 2, 4],
      [30, K.TurnStart, 0, PhaseCode.Timers, 1],
      [31, K.Settled, 0, 4, 0],
      [31, K.TurnEnd, 0, 0, 0],
      [31, K.Resume, 2, 2, 0],
    ]);
    // Due 10 ms after its callback had returned at 15.
    assert.deepEqual(life(trace, 1).slice(1), [
      'suspended 3-12.5',
      'ready 12.5-16',
      'running 16-17',
      'suspended 17-25',
      'ready 25-31',
      'running 31-31',
    ]);
  });
  it('looks behind immediates that were asked for while a wait went on', () => {
    const immediate = { id: 9, kind: 'immediate' as const, text: 'setImmediate', file: 'a.mjs', line: 9, column: 1 };
    const rows = (asked: number): Row[] => [
      ...program.slice(0, 3),
      [2.5, K.OperationStart, 2, 1, 1],
      ...(asked === 2 ? [[2.5, K.OperationStart, 2, 2, 9] as Row] : []),
      [3, K.Suspend, 2, 2, 3],
      [5, K.TurnEnd, 0, 0, 0],
      [13, K.TurnStart, 1, PhaseCode.Timers, 1],
      ...(asked === 14 ? [[14, K.OperationStart, 0, 2, 9] as Row] : []),
      [15, K.TurnEnd, 0, 0, 0],
      [16, K.TurnStart, 1, PhaseCode.Check, 2],
      [16, K.Settled, 0, 3, 0],
    ];
    const labels = [2, 14].map((asked) => {
      const trace = new CheckingBuilder();
      for (const event of [...head, { type: 'labels' as const, labels: [immediate] }, records(...rows(asked))])
        trace.push(event);
      return waitingFor(trace, segmentsOf(trace, 1)[1] ?? -1);
    });
    assert.deepEqual(labels, [
      { kind: 'immediate', label: 'setImmediate', file: 'a.mjs', line: 9 },
      { kind: 'timer', label: 'setTimeout 10 ms, then a callback', file: 'a.mjs', line: 8 },
    ]);
  });
  it('lets a turn reach over the microtasks that follow its callback', () => {
    const trace = build(program, {});
    assert.equal(trace.turns.count, 2);
    assert.equal(trace.turns.end.get(0), 5);
    assert.equal(trace.turns.end.get(1), 20);
  });
  it('gives an await of no promise, or of a settled one, no waiting but readiness', () => {
    for (const promise of [AWAITED_VALUE, 9]) {
      const trace = build([
        [0, K.TurnStart, 0, 0, 0],
        [1, K.TaskStart, 1, 1, 0],
        [2, K.Suspend, 1, 1, promise],
        [3, K.Resume, 1, 1, 0],
      ]);
      assert.deepEqual(life(trace, 0), ['running 1-2', 'suspended 2-2', 'ready 2-3', 'running 3-3']);
    }
  });
  it('claims no readiness where records were lost', () => {
    const trace = build([
      [1, K.TaskStart, 1, 1, 0],
      [2, K.Suspend, 1, 1, 9],
      [2, K.Lost, 0, 5, 0],
      [8, K.Resume, 1, 1, 0],
    ]);
    assert.deepEqual(life(trace, 0), ['running 1-2', 'suspended 2-8', 'running 8-8']);
    assert.equal(trace.lost, 5);
  });
  it('has a generator suspended between its resumptions, without readiness', () => {
    const trace = build([
      [1, K.TaskStart, 1, 1, 0],
      [2, K.Suspend, 1, 3, 0],
      [7, K.Resume, 1, 3, 0],
      [8, K.TaskEnd, 1, 1, 0],
    ]);
    assert.deepEqual(life(trace, 0), ['running 1-2', 'suspended 2-7', 'running 7-8']);
  });
  it('marks the await that failed, and takes a late word on how a task ended', () => {
    const trace = build([
      [1, K.TaskStart, 1, 1, 0],
      [2, K.Suspend, 1, 1, 9],
      [3, K.Settled, 0, 9, 0],
      [4, K.TaskEnd, 1, 0, 0],
      [5, K.AwaitFailed, 1, 0, 0],
      [5, K.TaskEnd, 1, 2, 0],
    ]);
    const [, wait = -1] = segmentsOf(trace, 0);
    assert.equal(trace.segments.outcome.get(wait), Outcome.Rejected);
    assert.equal(trace.tasks.outcome.get(0), Outcome.Rejected);
    assert.equal(trace.tasks.end.get(0), 4);
  });
  it('finds computation that held the thread, its line, and whom it delayed', () => {
    const trace = build([
      [0, K.TurnStart, 0, 0, 0],
      [1, K.TaskStart, 1, 1, 0],
      [2, K.Suspend, 1, 1, 9],
      [3, K.TaskStart, 2, 2, 0],
      [4, K.Settled, 2, 9, 0],
      [104, K.TaskEnd, 2, 1, 0],
      [105, K.Resume, 1, 1, 0],
    ]);
    const [block] = trace.blocking;
    assert.ok(block);
    assert.deepEqual([block.kind, block.start, block.end, block.file, block.line], ['cpu', 4, 104, 'a.mjs', 7]);
    assert.deepEqual(delayedBy(trace, block), [{ task: 0, site: 1, ms: 100, atMost: false }]);
  });
  it('bounds what a block delayed of I/O: all that the loop collects before it comes to rest', () => {
    const wait = (settled: number, rest: readonly Row[]): Row[] => [
      [0, K.TurnStart, 0, 0, 0],
      [1, K.TaskStart, 1, 1, 0],
      [2, K.OperationStart, 1, 1, 3],
      [3, K.Suspend, 1, 1, 3],
      [4, K.SyncCall, 0, 2, 0],
      [104, K.SyncCall, 0, 2, 100_000],
      [104, K.TurnEnd, 0, 0, 0],
      ...rest,
      [settled - 1, K.TurnStart, 1, PhaseCode.Poll, 1],
      [settled, K.Settled, 0, 3, 0],
      [settled, K.Resume, 1, 1, 0],
    ];
    const delays = (rows: Row[]): unknown[] => {
      const trace = build(rows);
      const block = trace.blocking[0];
      assert.ok(block);
      return delayedBy(trace, block);
    };
    const slow: Row[] = [
      [104.5, K.TurnStart, 0, PhaseCode.Poll, 0],
      [124, K.TurnEnd, 0, 0, 0],
    ];
    assert.deepEqual(delays(wait(126, slow)), [{ task: 0, site: 1, ms: 100, atMost: true }]);
    assert.deepEqual(delays(wait(126, [])), []);
  });
  it('names a synchronous call, and does not take it for computation', () => {
    const trace = build([
      [0, K.TurnStart, 0, 0, 0],
      [1, K.TaskStart, 1, 1, 0],
      [90, K.SyncCall, 1, 2, 80_000],
      [91, K.TaskEnd, 1, 1, 0],
    ]);
    assert.deepEqual(
      trace.blocking.map((block) => [block.kind, block.label, block.start, block.end, block.line]),
      [['sync-api', 'fs.readFileSync', 10, 90, 4]],
    );
  });
  it('sees a loop that never returned as blocking until the end, and idleness not', () => {
    const stuck = build(
      [
        [0, K.TurnStart, 0, 0, 0],
        [1, K.TaskStart, 1, 1, 0],
      ],
      { time: 900, outcome: 'timedOut', heldSince: 8 },
    );
    assert.deepEqual(
      stuck.blocking.map((block) => [block.start, block.end]),
      [[1, 900]],
    );
    const idle = build(
      [
        [0, K.TurnStart, 0, 0, 0],
        [1, K.TaskStart, 1, 1, 0],
        [2, K.Suspend, 1, 1, 9],
        [3, K.TurnEnd, 0, 0, 0],
      ],
      {
        time: 900,
        outcome: 'timedOut',
      },
    );
    assert.deepEqual(idle.blocking, []);
    assert.deepEqual(life(idle, 0), ['running 1-2', 'suspended 2-900']);
  });
  it('does not take the wait of the recorder for the program’s work', () => {
    const trace = build([
      [0, K.TurnStart, 0, 0, 0],
      [1, K.TaskStart, 1, 1, 0],
      [200, K.RecorderWaited, 0, 0, 199_000],
      [201, K.TaskEnd, 1, 1, 0],
    ]);
    assert.deepEqual(trace.blocking, []);
  });
  it('keeps every invariant on any bytes', () => {
    const small = fc.integer({ min: -2, max: 6 });
    const row = fc.tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: 0, max: 500, noNaN: true }) },
        { weight: 1, arbitrary: fc.double() },
      ),
      fc.integer({ min: 0, max: 18 }),
      small,
      small,
      fc.oneof(small, fc.integer()),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.boolean(), (rows, ends) => {
        build(rows, ends ? { time: 600, outcome: 'stopped' } : undefined);
      }),
      { numRuns: 300 },
    );
  });
  it('counts times that were not read, and how far off they may be', () => {
    const trace = build([...program, [21, K.Estimated, 0, 3, 250], [22, K.Estimated, 0, 2, 100]], {});
    assert.deepEqual([trace.estimated, trace.estimatedWithinMs], [5, 0.25]);
    assert.deepEqual(life(trace, 0), life(build(program, {}), 0));
  });
  it('ends an operation with the turn that it wakes, where the record says so', () => {
    const rows = program.filter((row) => row[1] !== K.OperationEnd);
    const ends = (task: number): number =>
      build(
        rows.map((row) => (row[1] === K.TurnStart && row[4] === 1 ? [row[0], row[1], task, row[3], 1] : row)),
      ).operations.end.get(0);
    assert.equal(ends(1), 13);
    assert.ok(Number.isNaN(ends(0)));
  });
  it('builds the same from one batch as from single records', () => {
    const whole = new CheckingBuilder();
    for (const event of head) whole.push(event);
    whole.push(records(...program));
    assert.deepEqual(life(whole, 0), life(build(program), 0));
  });
});
