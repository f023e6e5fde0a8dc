import assert from 'node:assert/strict';
import { poolSaturated } from '../../../src/analysis/pool-saturated.ts';
import { toJson } from '../../../src/formats/json.ts';
import { toText } from '../../../src/formats/text.ts';
import { decodeTrace, encodeTrace } from '../../../src/formats/trace-file.ts';
import { poolQueues } from '../../../src/trace/pool.ts';
import { PhaseCode, RecordKind } from '../../../src/trace/record.ts';
import { schemaProblems } from '../fixtures/schema.ts';
import { CheckingBuilder, head, records, type Row } from './records.ts';
import { inEnglish } from '../../../src/trace/wording.ts';

const { Loop, OperationEnd, OperationStart, ThreadPool, TurnEnd, TurnStart } = RecordKind;

const events = [
  ...head,
  {
    type: 'labels' as const,
    labels: [
      {
        id: 4,
        kind: 'crypto' as const,
        text: 'crypto.pbkdf2',
        file: 'a.mjs',
        line: 8,
        column: 2,
        pool: 'whole' as const,
      },
      { id: 5, kind: 'zlib' as const, text: 'zlib.gzip', pool: 'parts' as const },
    ],
  },
];

function trace(rows: readonly Row[]): CheckingBuilder {
  const builder = new CheckingBuilder();
  for (const event of events) builder.push(event);
  builder.push(records(...rows));
  return builder;
}

/** Six operations start at once; from `rested` on the loop rests until the first is done at 20, then until 40. */
function six(threads: number, label: number, idle: number): readonly Row[] {
  return [
    [0, TurnStart, 0, PhaseCode.Main, 0],
    ...(threads > 0 ? [[0, ThreadPool, 0, threads, 0] as Row] : []),
    ...[1, 2, 3, 4, 5, 6].map((id): Row => [1, OperationStart, 0, id, label]),
    [2, TurnEnd, 0, 0, 0],
    ...[1, 2, 3, 4].flatMap((id): Row[] => [
      [id === 1 ? 20 : 40 + id, TurnStart, 1, PhaseCode.Poll, id],
      [id === 1 ? 20 : 40 + id, Loop, 0, id, id === 1 ? idle : id === 2 ? 19_000 : 0],
      [id === 1 ? 20.5 : 40 + id, TurnEnd, 0, 0, 0],
    ]),
  ];
}

describe('the thread pool', () => {
  it('counts what is more than it has threads, while the loop rested', () => {
    const [queue, ...others] = poolQueues(trace(six(4, 4, 18_000)));
    assert.deepEqual(queue, { start: 2, end: 42, inFlight: 6, waited: 2, ms: 37, operation: 4 });
    assert.deepEqual(others, []);
    assert.deepEqual(
      poolSaturated.find(trace(six(4, 4, 18_000)), inEnglish).map(({ message, line }) => [message, line]),
      [
        [
          '6 operations used the thread pool at once, which has 4 threads: at least 2 waited for a free pool thread, over at least 37 ms.',
          8,
        ],
      ],
    );
  });

  it('claims nothing while the loop did not rest: what is complete may not have been collected', () => {
    const [queue] = poolQueues(trace(six(4, 4, 900)));
    assert.deepEqual(queue, { start: 20.5, end: 42, inFlight: 5, waited: 1, ms: 19, operation: 5 });
  });

  it('claims nothing of streams, of few operations, and of a pool whose size is not known', () => {
    assert.deepEqual(poolQueues(trace(six(4, 5, 18_000))), []);
    assert.deepEqual(poolQueues(trace(six(6, 4, 18_000))), []);
    assert.deepEqual(poolQueues(trace(six(0, 4, 18_000))), []);
  });

  it('does not count a job that was synchronous after all', () => {
    const rows = six(5, 4, 18_000).flatMap((row): Row[] =>
      row[1] === OperationStart && row[3] === 6 ? [row, [1, OperationEnd, 1, 6, 0]] : [row],
    );
    assert.deepEqual(poolQueues(trace(rows)), []);
    const { operations } = toJson(trace(rows));
    assert.equal(operations[5]?.end, operations[5]?.start);
    assert.deepEqual([operations[4]?.pool, operations[5]?.pool], ['whole', undefined]);
    // A callback proves the contrary.
    const late = toJson(trace([...rows, [60, TurnStart, 1, PhaseCode.Poll, 6]])).operations[5];
    assert.deepEqual([late?.end, late?.pool], [60, 'whole']);
  });
});

describe('the loop', () => {
  const rows = six(4, 4, 18_000);

  it('has its iterations and rests in the tables, by turn and in all', () => {
    const { idle, loopSeen, turns } = trace(rows);
    assert.equal(loopSeen, true);
    assert.equal(idle, 37);
    assert.deepEqual(
      [0, 1, 2, 3].map((turn) => [turns.iteration.get(turn), turns.idle.get(turn)]),
      [
        [0, 0],
        [1, 18],
        [2, 19],
        [3, 0],
      ],
    );
  });

  it('is written to JSON as the schema says, and survives the trace file', () => {
    const json = toJson(trace(rows));
    assert.deepEqual(schemaProblems(json), []);
    assert.equal(json.run.idleMs, 37);
    assert.equal(json.run.poolThreads, 4);
    assert.match(toText(trace(rows)), /^The event loop rested for 37 ms, in 5 iterations\.$/m);
    assert.deepEqual([json.turns[1]?.iteration, json.turns[1]?.idleBefore], [1, 18]);
    const again = new CheckingBuilder();
    for (const event of decodeTrace(encodeTrace([...events, records(...rows)])).events) again.push(event);
    assert.deepEqual(toJson(again), json);
  });

  it('is left out where it was not recorded', () => {
    const json = toJson(trace([[0, TurnStart, 0, PhaseCode.Main, 0]]));
    assert.deepEqual(schemaProblems(json), []);
    assert.deepEqual(
      [json.run.idleMs, json.run.poolThreads, json.turns[0]?.iteration],
      [undefined, undefined, undefined],
    );
  });
});
