/** Held to the Trace Event Format, as far as viewers refuse, drop or move what breaks it. */
import assert from 'node:assert/strict';
import { operationTimes } from '../../../src/trace/queries.ts';
import { AWAITED_VALUE, PhaseCode, RecordKind, TaskOutcomeCode, ValueRole } from '../../../src/trace/record.ts';
import { head, records } from '../trace/records.ts';
import { blocked, few, hang, large } from '../webview/scenarios.ts';
import { build } from '../webview/support.ts';
import { eventsOf, eventsOfRows, toNanos, type Event } from './chrome-events.ts';

describe('Chrome trace', () => {
  for (const [name, make] of Object.entries({ few, blocked, hang, large: () => large(3000) })) {
    it(`has what each phase of events asks for: ${name}`, () => {
      const events = eventsOf(make());
      const threads = new Set(events.filter((event) => event.name === 'thread_name').map(({ tid }) => tid));
      for (const { args, cat, dur, name: title, ph, pid, tid, ts } of events) {
        assert.ok('MXsf'.includes(ph) && Number.isInteger(pid) && Number.isInteger(tid), ph);
        // 0 is the system's idle thread.
        assert.ok(tid > 0);
        assert.equal(typeof title, 'string');
        assert.ok(threads.has(tid), `thread ${tid} has a name`);
        if (title === 'thread_sort_index') assert.equal(args?.['sort_index'], tid);
        else if (ph === 'M') assert.equal(typeof args?.['name'], 'string');
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
        slices.push([toNanos(ts), toNanos(ts + dur)]);
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
    const [start, end] = [0.000_001_5, 0.000_003_4];
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

  const end = { type: 'end', time: 9, outcome: 'completed', exitCode: 0 } as const;
  const on = (events: Event[], category: string): Event[] =>
    events.filter(({ cat, ph }) => ph === 'X' && cat === category);

  it('has the wait that took no time within none: the slice after it has its value', () => {
    const events = eventsOf([
      ...head,
      { type: 'labels', labels: [{ id: 10, kind: 'value', text: "'soup'" }] },
      records(
        [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
        [1, RecordKind.TaskStart, 1, 1, 0],
        [2, RecordKind.Suspend, 1, 1, AWAITED_VALUE],
        [3, RecordKind.Resume, 1, 1, 0],
        [3, RecordKind.ValueKept, 1, 10, ValueRole.Came],
        [4, RecordKind.ValueKept, 1, 10, ValueRole.Returned],
        [4, RecordKind.TaskEnd, 1, 1, 0],
        [5, RecordKind.TurnEnd, 0, 0, 0],
      ),
      end,
    ]);
    const segments = on(events, 'segment').map(({ args, dur, name, ts }) => [name, ts, dur, args]);
    const [site, at] = ['inner()', 'a.mjs:2:3'];
    assert.deepEqual(segments, [
      ['running', 1000, 1000, { at: 'a.mjs:1:1' }],
      [
        'ready, the thread is busy',
        2000,
        1000,
        { site, at, waitingFor: 'a value that is no promise', value: "'soup'" },
      ],
      ['running', 3000, 1000, { site, at, returned: "'soup'" }],
    ]);
  });

  it('draws no operation within one that began at the same time and took none', () => {
    const operations = on(
      eventsOfRows(
        [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
        [1, RecordKind.OperationStart, 0, 1, 3],
        [1, RecordKind.OperationEnd, 1, 1, 0],
        [1, RecordKind.OperationStart, 0, 2, 3],
        [3, RecordKind.OperationEnd, 0, 2, 0],
        [5, RecordKind.TurnEnd, 0, 0, 0],
      ),
      'fs',
    );
    assert.deepEqual(
      operations.map(({ dur }) => dur),
      [0, 2000],
    );
    assert.notEqual(operations[0]?.tid, operations[1]?.tid);
  });

  it('has no half of a pair of UTF-16 and no zero, at which Perfetto stops to read', () => {
    const half = 'a\ud800\0b';
    const whole = '\ud83d\ude00';
    const [start, file, labels] = head;
    assert.ok(start?.type === 'start' && file?.type === 'file' && labels !== undefined);
    const functions = file.functions.map((info) => ({ ...info, name: `${half}${whole}` }));
    const sites = file.sites.map((site) => ({ ...site, text: half }));
    const events = eventsOf([
      { ...start, entry: half },
      { ...file, file: { id: 1, path: half }, functions, sites },
      labels,
      { type: 'labels', labels: [{ id: 10, kind: 'value', text: half }] },
      { type: 'labels', labels: [{ id: 11, kind: 'fs', text: half }] },
      records(
        [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
        [1, RecordKind.TaskStart, 1, 1, 0],
        [1, RecordKind.OperationStart, 1, 1, 11],
        [1, RecordKind.PromiseOperation, 0, 9, 1],
        [2, RecordKind.Suspend, 1, 1, 9],
        [3, RecordKind.TurnEnd, 0, 0, 0],
        [4, RecordKind.TurnStart, 0, PhaseCode.Poll, 1],
        [4, RecordKind.OperationEnd, 0, 1, 0],
        [4, RecordKind.Settled, 0, 9, 0],
        [5, RecordKind.Resume, 1, 1, 0],
        [5, RecordKind.ValueKept, 1, 10, ValueRole.Came],
        [6, RecordKind.TurnEnd, 0, 0, 0],
      ),
      end,
    ]);
    const texts = events.flatMap(({ args = {}, cat = '', name }) => [name, cat, ...Object.values(args)].map(String));
    assert.deepEqual(
      texts.filter((text) => /\0|\p{Surrogate}/u.test(text)),
      [],
    );
    assert.ok(texts.includes('a\ufffd\ufffdb') && texts.includes(`a\ufffd\ufffdb${whole} #1`));
    for (const key of ['site', 'waitingFor', 'value', 'trigger'])
      assert.ok(
        events.some(({ args }) => args?.[key] === 'a\ufffd\ufffdb'),
        key,
      );
  });

  it('marks what had not ended when the run did, and draws it until then', () => {
    const events = eventsOf(hang());
    const trace = build(hang());
    const open = events.filter(({ args }) => args?.['open'] === true);
    const pending = [...trace.tasks.end.data.slice(0, trace.tasks.count)].filter(Number.isNaN).length;
    assert.ok(pending > 0);
    assert.equal(open.filter(({ cat }) => cat === 'segment').length, pending);
    for (const { dur = 0, ts = 0 } of open) assert.equal(toNanos(ts + dur), Math.round(trace.now * 1e6));
  });

  it('shows where records were lost on a thread of its own, next to the event loop', () => {
    const events = eventsOfRows(
      [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
      [1, RecordKind.TaskStart, 1, 1, 0],
      [4, RecordKind.Lost, 0, 5, 0],
      [5, RecordKind.TurnEnd, 0, 0, 0],
    );
    const named = events.filter(({ name }) => name === 'thread_name').map(({ args, tid }) => [tid, args?.['name']]);
    assert.deepEqual(named, [
      [1, 'Event loop'],
      [2, 'Lost records'],
      [3, 'outer #1'],
    ]);
    const [lost] = on(events, 'lost');
    assert.deepEqual([lost?.tid, lost?.ts, lost?.dur, lost?.args], [2, 1000, 3000, { records: 5 }]);
    assert.ok(on(events, 'segment').every(({ tid }) => tid === 3));
  });

  it('tells what was handed out, that a wait failed, and by what a task ended', () => {
    const events = eventsOf([
      ...head,
      { type: 'labels', labels: [{ id: 10, kind: 'value', text: 'Error: burnt' }] },
      records(
        [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
        [1, RecordKind.TaskStart, 1, 1, 0],
        [2, RecordKind.Suspend, 1, 1, 7],
        [2, RecordKind.ValueKept, 1, 10, ValueRole.Yielded],
        [3, RecordKind.Settled, 0, 7, 0],
        [4, RecordKind.Resume, 1, 1, 0],
        [4, RecordKind.AwaitFailed, 1, 0, 0],
        [4, RecordKind.ValueKept, 1, 10, ValueRole.Failed],
        [5, RecordKind.ValueKept, 1, 10, ValueRole.Threw],
        [5, RecordKind.TaskEnd, 1, TaskOutcomeCode.Rejected, 0],
        [6, RecordKind.TurnEnd, 0, 0, 0],
      ),
      end,
    ]);
    const [, suspended, ready, running] = on(events, 'segment').map(({ args }) => args ?? {});
    const text = 'Error: burnt';
    assert.deepEqual([suspended?.['yielded'], suspended?.['value'], suspended?.['outcome']], [text, text, 'rejected']);
    assert.deepEqual(Object.keys(ready ?? {}), ['site', 'at', 'waitingFor']);
    assert.deepEqual([running?.['threw'], running?.['returned'], running?.['outcome']], [text, undefined, undefined]);
  });
});
