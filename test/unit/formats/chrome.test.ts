/** Held to the Trace Event Format, as far as viewers refuse, drop or move what breaks it. */
import assert from 'node:assert/strict';
import { jsonChunks, toChrome } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { RecordKind } from '../../../src/trace/record.ts';
import { head, records } from '../trace/records.ts';
import { blocked, few, hang, large } from '../webview/scenarios.ts';
import { build } from '../webview/support.ts';

interface Event {
  ph: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  id?: number;
  cat?: string;
  name: string;
  args?: { name?: string };
}

function eventsOf(events: TraceEvent[]): Event[] {
  const file = JSON.parse([...jsonChunks(toChrome(build(events)))].join('')) as {
    traceEvents: Event[];
    displayTimeUnit: string;
  };
  assert.equal(file.displayTimeUnit, 'ms');
  return file.traceEvents;
}

describe('Chrome trace', () => {
  for (const [name, make] of Object.entries({ few, blocked, hang, large: () => large(3000) })) {
    it(`has what each phase of events asks for: ${name}`, () => {
      const events = eventsOf(make());
      const threads = new Set(events.filter((event) => event.name === 'thread_name').map(({ tid }) => tid));
      for (const { args, cat, dur, id, name: title, ph, pid, tid, ts } of events) {
        assert.ok('MXbe'.includes(ph) && Number.isInteger(pid) && Number.isInteger(tid), ph);
        assert.equal(typeof title, 'string');
        assert.ok(threads.has(tid), `thread ${tid} has a name`);
        if (ph === 'M') assert.equal(typeof args?.name, 'string');
        else assert.ok(Number.isFinite(ts) && (ts ?? -1) >= 0, 'a time');
        if (ph === 'X') assert.ok((dur ?? -1) >= 0, 'a duration');
        if (ph === 'b' || ph === 'e') assert.ok(id !== undefined && cat !== undefined, 'the key of a pair');
      }
    });

    it(`nests the slices of a thread, to the nanosecond: ${name}`, () => {
      const byThread = new Map<number, [start: number, end: number][]>();
      for (const { dur = 0, ph, tid, ts = 0 } of eventsOf(make())) {
        if (ph !== 'X') continue;
        const slices = byThread.get(tid) ?? [];
        slices.push([Math.round(ts * 1000), Math.round((ts + dur) * 1000)]);
        byThread.set(tid, slices);
      }
      for (const [tid, slices] of byThread) {
        const open: number[] = [];
        for (const [start, end] of slices.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
          while ((open.at(-1) ?? Infinity) <= start) open.pop();
          assert.ok(end <= (open.at(-1) ?? Infinity), `thread ${tid}: ${start} to ${end}`);
          open.push(end);
        }
      }
    });

    it(`ends each operation that it begins: ${name}`, () => {
      const open = new Map<string, number>();
      for (const { cat = '', id = 0, name: title, ph, ts = 0 } of eventsOf(make())) {
        const key = `${cat} ${id} ${title}`;
        if (ph === 'b') {
          assert.ok(!open.has(key), key);
          open.set(key, ts);
        }
        if (ph === 'e') {
          assert.ok(ts >= (open.get(key) ?? Infinity), key);
          open.delete(key);
        }
      }
      assert.equal(open.size, 0);
    });
  }

  it('ends no slice after the next begins, where times lie between nanoseconds', () => {
    // The start is rounded up and the end down: a duration that is rounded by itself would reach beyond the end.
    const [start, end] = [0.000_000_5, 0.000_001_4];
    const slices = eventsOf([
      ...head,
      records(
        [0, RecordKind.TurnStart, 0, 0, 0],
        [start, RecordKind.TaskStart, 1, 1, 0],
        [end, RecordKind.Suspend, 1, 1, 9],
        [1, RecordKind.TurnEnd, 0, 0, 0],
      ),
      { type: 'end', time: 2, outcome: 'completed', exitCode: 0 },
    ]).filter(({ cat }) => cat === 'segment');
    const [first, second] = slices;
    assert.ok(first !== undefined && second !== undefined);
    assert.ok(Math.round(((first.ts ?? 0) + (first.dur ?? 0)) * 1000) <= Math.round((second.ts ?? 0) * 1000));
  });
});
