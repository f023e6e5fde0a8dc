/** Held to the Trace Event Format, as far as viewers refuse, drop or move what breaks it. */
import assert from 'node:assert/strict';
import { jsonChunks, toChrome } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { operationTimes } from '../../../src/trace/queries.ts';
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
  cat?: string;
  name: string;
  args?: { name?: string; sort_index?: number };
}

function eventsOf(events: TraceEvent[]): Event[] {
  const file = JSON.parse([...jsonChunks(toChrome(build(events)))].join('')) as {
    traceEvents: Event[];
    displayTimeUnit: string;
  };
  // Perfetto reads in pieces: what comes after the events comes too late for them.
  assert.deepEqual(Object.entries(file)[0], ['displayTimeUnit', 'ms']);
  return file.traceEvents;
}

describe('Chrome trace', () => {
  for (const [name, make] of Object.entries({ few, blocked, hang, large: () => large(3000) })) {
    it(`has what each phase of events asks for: ${name}`, () => {
      const events = eventsOf(make());
      const threads = new Set(events.filter((event) => event.name === 'thread_name').map(({ tid }) => tid));
      for (const { args, cat, dur, name: title, ph, pid, tid, ts } of events) {
        assert.ok('MX'.includes(ph) && Number.isInteger(pid) && Number.isInteger(tid), ph);
        // 0 is the system's idle thread.
        assert.ok(tid > 0);
        assert.equal(typeof title, 'string');
        assert.ok(threads.has(tid), `thread ${tid} has a name`);
        if (title === 'thread_sort_index') assert.equal(args?.sort_index, tid);
        else if (ph === 'M') assert.equal(typeof args?.name, 'string');
        else assert.ok(Number.isFinite(ts) && (ts ?? -1) >= 0, 'a time');
        if (ph === 'X') assert.ok((dur ?? -1) >= 0, 'a duration');
        if (ph === 'X') assert.ok(cat !== undefined && cat !== '', 'a category');
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

    it(`has each operation once, on as few threads of its kind as were in flight at once: ${name}`, () => {
      const trace = build(make());
      const kinds = new Map<string, [time: number, by: number][]>();
      for (let row = 0; row < trace.operations.count; row++) {
        const [start, end] = operationTimes(trace, row);
        const kind = trace.labels[trace.operations.label.get(row)]?.kind ?? 'operation';
        kinds.set(kind, [...(kinds.get(kind) ?? []), [Math.round(start * 1e6), 1], [Math.round(end * 1e6), -1]]);
      }
      const events = eventsOf(make());
      for (const [kind, changes] of kinds) {
        let [flying, most] = [0, 0];
        for (const [, by] of changes.sort((a, b) => a[0] - b[0] || a[1] - b[1])) most = Math.max(most, (flying += by));
        const own = events.filter(({ cat, ph }) => ph === 'X' && cat === kind);
        assert.equal(own.length, changes.length / 2, kind);
        assert.equal(new Set(own.map(({ tid }) => tid)).size, Math.max(1, most), kind);
      }
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
