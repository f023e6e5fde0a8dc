import assert from 'node:assert/strict';
import { openRing, type RingWriter } from '../../../src/recorder/ring-writer.ts';
import { RecordMaker, RingReader, measureRecords } from '../../../src/sandbox/supervisor/ring-reader.ts';
import { CONTROL_WORDS, Control, RING_WORDS, TIME_KIND } from '../../../src/trace/channel.ts';
import { RECORD_BYTES, RECORD_WORDS, RecordKind } from '../../../src/trace/record.ts';

const SLOTS = 1024;
/** More than the times that are read in any case. */
const EVENTS = 10_000;

function open(slots = SLOTS): RingWriter & { reader: RingReader; control: Int32Array } {
  const ring = new SharedArrayBuffer(slots * RING_WORDS * 4);
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4);
  const writer = openRing(ring, control);
  writer.startClock();
  return { ...writer, reader: new RingReader(ring, control), control: new Int32Array(control) };
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

const UNREAD = -1;

/** Words of the ring as the writer puts them; ns since the run began, or UNREAD. */
function written(...records: readonly (readonly [ns: number, kind: number, task?: number])[]): Int32Array {
  return Int32Array.from(
    records.flatMap(([ns, kind, task = 0]) => [
      ...(ns === UNREAD ? [] : [TIME_KIND, Math.floor(ns / 1e6), ns % 1e6, 0]),
      ...[kind, task, 0, 0],
    ]),
  );
}

describe('ring', () => {
  it('hands records over whole and in order, around the end, many times', () => {
    const { reader, recordExactly, now } = open(32);
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
    const { reader, recordExactly } = open(32);
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
    const { reader, control, record } = open(1 << 15);
    const maker = new RecordMaker();
    // How many it takes until ticks are asked for depends on how fast they are made.
    for (let round = 0; round < 1000 && control[Control.TickWanted] === 0; round++) {
      for (let i = 0; i < EVENTS; i++) record(RecordKind.Resume, i, 0, 0);
      const found = drain(reader, maker);
      assert.equal(found.length, EVENTS);
      assert.ok(found.every(({ kind }) => kind === RecordKind.Resume));
    }
    assert.equal(control[Control.TickWanted], 1);
  });
  it('leaves times unread beyond its budget while a ticker runs, and reads the next after a tick', () => {
    const { reader, control, record } = open(1 << 15);
    control[Control.Ticking] = 1;
    for (let i = 0; i < EVENTS; i++) record(RecordKind.Resume, i, 0, 0);
    const kinds: (number | undefined)[] = [];
    for (let taken = reader.take(); taken !== null; taken = reader.take())
      for (let at = 0; at < taken.length; at += RING_WORDS) kinds.push(taken[at]);
    assert.deepEqual(kinds.slice(0, 2), [TIME_KIND, RecordKind.Resume]);
    assert.ok(kinds.filter((kind) => kind === TIME_KIND).length < EVENTS);
    assert.equal(kinds.filter((kind) => kind === RecordKind.Resume).length, EVENTS);
    control[Control.Tick] = 1;
    record(RecordKind.Resume, EVENTS, 0, 0);
    assert.equal(reader.take()?.[0], TIME_KIND);
  });
  it('measures what was taken without the times', () => {
    const taken = written([1, RecordKind.Resume], [UNREAD, RecordKind.Suspend], [2, RecordKind.Resume]);
    assert.deepEqual(measureRecords(taken, 2), { records: 3, end: 3 * RING_WORDS });
    assert.deepEqual(measureRecords(taken, 1), { records: 3, end: 2 * RING_WORDS });
  });
});

describe('records made of the ring', () => {
  it('spread unread times evenly between read ones, and say so', () => {
    const made = rows(
      new RecordMaker().make(
        written(
          [1_000_000, RecordKind.Resume],
          [UNREAD, RecordKind.Suspend],
          [UNREAD, RecordKind.Resume],
          [UNREAD, RecordKind.Suspend],
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
    const first = rows(maker.make(written([0, RecordKind.Resume, 1], [UNREAD, RecordKind.Suspend, 1])));
    assert.deepEqual(
      first.map(({ kind }) => kind),
      [RecordKind.Resume],
    );
    const second = rows(maker.make(written([2_000_000, RecordKind.Resume, 2], [UNREAD, RecordKind.Suspend, 2])));
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
  it('have their times where a batch ends between the two', () => {
    const words = written([5, RecordKind.Resume], [4_000_500_000, RecordKind.Suspend, 3]);
    for (let cut = 0; cut <= words.length; cut += RING_WORDS) {
      const maker = new RecordMaker();
      const made = [words.subarray(0, cut), words.subarray(cut)].flatMap((part) => rows(maker.make(part)));
      assert.deepEqual(
        made.map(({ time, kind, task }) => [time, kind, task]),
        [
          [0.000005, RecordKind.Resume, 0],
          [4000.5, RecordKind.Suspend, 3],
        ],
      );
    }
  });
});
