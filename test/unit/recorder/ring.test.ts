import assert from 'node:assert/strict';
import { now, openRing, record, recordExactly, startClock } from '../../../src/recorder/ring.ts';
import { RecordMaker, RingReader } from '../../../src/sandbox/supervisor/ring-reader.ts';
import { BASE_KIND, CONTROL_WORDS, Control, RING_WORDS, UNREAD_TIME } from '../../../src/trace/channel.ts';
import { RECORD_BYTES, RECORD_WORDS, RecordKind } from '../../../src/trace/record.ts';

const SLOTS = 1024;

function open(slots = SLOTS): { reader: RingReader; control: Int32Array } {
  const ring = new SharedArrayBuffer(slots * RING_WORDS * 4);
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4);
  openRing(ring, control);
  startClock();
  return { reader: new RingReader(ring, control), control: new Int32Array(control) };
}

interface Row {
  readonly time: number;
  readonly kind: number;
  readonly task: number;
  readonly a: number;
  readonly b: number;
}

function rows(bytes: Uint8Array): Row[] {
  const times = new Float64Array(bytes.buffer, 0, bytes.length / 8);
  const words = new Int32Array(bytes.buffer, 0, bytes.length / 4);
  return Array.from({ length: bytes.length / RECORD_BYTES }, (_, i) => {
    const [kind = 0, task = 0, a = 0, b = 0] = words.subarray(i * RECORD_WORDS + 2, (i + 1) * RECORD_WORDS);
    return { time: times[i * 3] ?? NaN, kind, task, a, b };
  });
}

/** Everything that is in the ring, as records. */
function drain(reader: RingReader, maker: RecordMaker): Row[] {
  const all: Row[] = [];
  for (let taken = reader.take(); taken !== null; taken = reader.take()) all.push(...rows(maker.make(taken)));
  return [...all, ...rows(maker.flush())];
}

/** Words of the ring as the writer puts them. */
function written(...records: readonly (readonly [ns: number, kind: number, task?: number, a?: number])[]): Int32Array {
  return Int32Array.from(records.flatMap(([ns, kind, task = 0, a = 0]) => [ns, kind, task, a, 0]));
}

describe('ring', () => {
  it('hands records over whole and in order, around the end, many times', () => {
    const { reader } = open(16);
    const maker = new RecordMaker();
    let task = 0;
    for (let round = 0; round < 40; round++) {
      const before = now();
      const first = task + 1;
      for (let i = 0; i < round % 15; i++) recordExactly(RecordKind.TaskStart, ++task, 7, -1);
      const after = now();
      const found = drain(reader, maker);
      assert.deepEqual(
        found.map((row) => [row.kind, row.task, row.a, row.b]),
        Array.from({ length: round % 15 }, (_, i) => [RecordKind.TaskStart, first + i, 7, -1]),
      );
      // Times are kept in whole nanoseconds.
      for (const { time } of found) assert.ok(time >= before - 1e-5 && time <= after, `${before} ${time} ${after}`);
    }
  });
  it('says how many records were dropped when nobody reads', function () {
    this.timeout(20_000);
    const { reader } = open(16);
    for (let i = 0; i < 16; i++) recordExactly(RecordKind.Resume, i, 0, 0);
    recordExactly(RecordKind.Resume, 99, 0, 0);
    assert.equal(reader.lost, 1);
    const maker = new RecordMaker();
    assert.equal(drain(reader, maker).length, 16);
    // Where there is room again, the gap is told in its place.
    recordExactly(RecordKind.Resume, 100, 0, 0);
    const found = drain(reader, maker);
    assert.deepEqual(
      found.map(({ kind, task, a }) => [kind, task, a]).filter(([kind]) => kind !== RecordKind.RecorderWaited),
      [
        [RecordKind.Lost, 0, 1],
        [RecordKind.Resume, 100, 0],
      ],
    );
    assert.equal(reader.lost, 0);
  });
  it('reads every time while nothing ticks, however many events there are', () => {
    const { reader, control } = open();
    for (let i = 0; i < 1000; i++) record(RecordKind.Resume, i, 0, 0);
    const found = drain(reader, new RecordMaker());
    assert.equal(found.length, 1000);
    assert.ok(found.every(({ kind }) => kind === RecordKind.Resume));
    assert.equal(control[Control.TickWanted], 1);
  });
  it('leaves times unread beyond its budget while a ticker runs, and reads the next after a tick', () => {
    const { reader, control } = open();
    control[Control.Ticking] = 1;
    for (let i = 0; i < 200; i++) record(RecordKind.Resume, i, 0, 0);
    const words = reader.take();
    const unread = Array.from({ length: 200 }, (_, i) => words?.[i * RING_WORDS] === UNREAD_TIME);
    assert.equal(unread[0], false);
    assert.equal(unread[199], true);
    control[Control.Tick] = 1;
    record(RecordKind.Resume, 200, 0, 0);
    assert.notEqual(reader.take()?.[0], UNREAD_TIME);
  });
});

describe('records made of the ring', () => {
  it('spread unread times evenly between read ones, and say so', () => {
    const made = rows(
      new RecordMaker().make(
        written(
          [1_000_000, RecordKind.Resume],
          [UNREAD_TIME, RecordKind.Suspend],
          [UNREAD_TIME, RecordKind.Resume],
          [UNREAD_TIME, RecordKind.Suspend],
          [3_000_000, RecordKind.Resume],
        ),
      ),
    );
    assert.deepEqual(
      made.map(({ time }) => time),
      [1, 1.5, 2, 2.5, 3, 3],
    );
    assert.deepEqual([made[5]?.kind, made[5]?.a, made[5]?.b], [RecordKind.Estimated, 3, 2000]);
  });
  it('keep those at the end until a time follows, or nothing does', () => {
    const maker = new RecordMaker();
    const first = rows(maker.make(written([0, RecordKind.Resume, 1], [UNREAD_TIME, RecordKind.Suspend, 1])));
    assert.deepEqual(
      first.map(({ kind }) => kind),
      [RecordKind.Resume],
    );
    const second = rows(maker.make(written([2_000_000, RecordKind.Resume, 2], [UNREAD_TIME, RecordKind.Suspend, 2])));
    assert.deepEqual(
      second.map(({ time, kind }) => [time, kind]),
      [
        [1, RecordKind.Suspend],
        [2, RecordKind.Resume],
        [2, RecordKind.Estimated],
      ],
    );
    assert.deepEqual(
      rows(maker.flush()).map(({ time, kind, task }) => [time, kind, task]),
      [
        [2, RecordKind.Suspend, 2],
        [2, RecordKind.Estimated, 0],
      ],
    );
    assert.equal(maker.flush().length, 0);
  });
  it('count from the base', () => {
    const made = rows(
      new RecordMaker().make(
        written([5, RecordKind.Resume], [0, BASE_KIND, 0, 4000], [500_000, RecordKind.Suspend, 3]),
      ),
    );
    assert.deepEqual(
      made.map(({ time, kind, task }) => [time, kind, task]),
      [
        [0.000005, RecordKind.Resume, 0],
        [4000.5, RecordKind.Suspend, 3],
      ],
    );
  });
});
