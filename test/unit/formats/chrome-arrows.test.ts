/** Viewers look for the ends of an arrow by thread and time: there must be one slice that begins there. */
import assert from 'node:assert/strict';
import { settledBy, taskTitle } from '../../../src/trace/queries.ts';
import { PhaseCode, RecordKind } from '../../../src/trace/record.ts';
import { State, type Trace } from '../../../src/trace/tables.ts';
import { blocked, few, hang, large } from '../webview/scenarios.ts';
import { build } from '../webview/support.ts';
import { head, records, type Row } from '../trace/records.ts';
import { eventsOf, eventsOfRows, eventsOfTrace, toNanos, type Event } from './chrome-events.ts';

const READY = 'ready, the thread is busy';

interface Arrow {
  name: string;
  from: Event;
  to: Event;
}

function arrowsOf(events: Event[]): Arrow[] {
  const key = ({ tid, ts }: Event): string => `${tid} ${toNanos(ts)}`;
  const slices = new Map<string, Event>();
  for (const event of events) {
    if (event.ph !== 'X') continue;
    assert.ok(!slices.has(key(event)), `only one slice of thread ${event.tid} begins at ${event.ts}`);
    slices.set(key(event), event);
  }
  const begun = new Map<number, Event>();
  const arrows: Arrow[] = [];
  for (const event of events) {
    const id = event.id ?? 0;
    if (event.ph === 's') {
      assert.ok(!begun.has(id), `arrow ${id} begins once`);
      begun.set(id, event);
    } else if (event.ph === 'f') {
      const start = begun.get(id);
      assert.ok(start !== undefined, `arrow ${id} has begun`);
      assert.deepEqual([event.bp, event.cat, event.name], ['e', start.cat, start.name]);
      assert.ok(toNanos(start.ts) <= toNanos(event.ts), 'causes come first');
      const [from, to] = [slices.get(key(start)), slices.get(key(event))];
      assert.ok(from !== undefined && to !== undefined, `${event.name} from slice to slice`);
      arrows.push({ name: event.name, from, to });
    }
  }
  assert.equal(arrows.length, begun.size);
  return arrows;
}

function threadNames(events: Event[]): Map<number, string> {
  const named = events.filter(({ name }) => name === 'thread_name');
  return new Map(named.map(({ args, tid }) => [tid, String(args?.['name'])]));
}

/** Waits that are over, and what ended them: a task's name, or `turn`. */
function settlements(trace: Trace): string[] {
  const settled: string[] = [];
  for (let row = 0; row < trace.segments.count; row++) {
    if (trace.segments.state.get(row) !== State.Suspended || trace.segments.next.get(row) < 0) continue;
    const by = settledBy(trace, row);
    if (by === null) continue;
    const who = by.task === undefined ? 'turn' : `#${trace.tasks.id.get(by.task)}`;
    settled.push(`${who} > #${trace.tasks.id.get(trace.segments.task.get(row))}`);
  }
  return settled.sort();
}

describe('arrows of a Chrome trace', () => {
  for (const [name, make] of Object.entries({ few, blocked, hang, large: () => large(3000) })) {
    it(`lead from what caused to what was caused: ${name}`, () => {
      const trace = build(make());
      const events = eventsOfTrace(trace);
      const threads = threadNames(events);
      const arrows = arrowsOf(events);
      const ends = (which: string): string[] =>
        arrows
          .filter((arrow) => arrow.name === which)
          .map(({ from, to }) => [from, to].map(({ tid }) => /#\d+$/.exec(threads.get(tid) ?? '')?.[0] ?? 'turn'))
          .map(([from, to]) => `${from} > ${to}`)
          .sort();

      const called: string[] = [];
      for (let row = 0; row < trace.tasks.count; row++) {
        const parent = trace.tasks.parent.get(row);
        if (parent >= 0) called.push(`#${trace.tasks.id.get(parent)} > #${trace.tasks.id.get(row)}`);
      }
      assert.deepEqual(ends('calls'), called.sort(), taskTitle(trace, 0));
      assert.deepEqual(ends('settles'), settlements(trace));
      assert.ok(called.length > 0 && ends('settles').length > 0);

      for (const { from, name: which, to } of arrows) {
        const end = toNanos((from.ts ?? 0) + (from.dur ?? 0));
        if (which === 'calls' || which === 'starts') {
          assert.equal(from.name, 'running');
          assert.ok(toNanos(to.ts) <= end, 'while it runs');
        }
        if (which === 'settles' && from.cat === 'segment') assert.equal(from.name, 'running');
        if (which === 'wakes') assert.ok(from.cat !== 'segment' && to.cat === 'turn', `${from.cat} > ${to.cat}`);
      }
      const { operations, turns } = trace;
      const woken = [...turns.operation.data.slice(0, turns.count)].filter((row) => row >= 0);
      assert.equal(ends('wakes').length, woken.length);
      const started = [...operations.task.data.slice(0, operations.count)].filter((row) => row >= 0);
      assert.equal(ends('starts').length, started.length);
    });
  }

  it('lead from the run in which a task settled a promise, and past waits that took no time', () => {
    const arrows = arrowsOf(
      eventsOfRows(
        [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
        [1, RecordKind.TaskStart, 1, 1, 0],
        [2, RecordKind.TaskStart, 2, 2, 1],
        [3, RecordKind.Settled, 2, 7, 0],
        [4, RecordKind.Suspend, 2, 2, 7],
        [5, RecordKind.Suspend, 1, 1, 7],
        [6, RecordKind.Resume, 2, 2, 0],
        [7, RecordKind.TaskEnd, 2, 1, 0],
        [8, RecordKind.Resume, 1, 1, 0],
        [9, RecordKind.TurnEnd, 0, 0, 0],
      ),
    );
    const told = arrows.map(({ from, name, to }) => [name, from.name, from.ts, to.name, to.ts]);
    assert.deepEqual(told, [
      ['calls', 'running', 1000, 'running', 2000],
      ['settles', 'running', 2000, READY, 4000],
      ['settles', 'running', 2000, READY, 5000],
    ]);
  });

  it('lead from what an async generator did last before what it was asked for was settled', () => {
    const generator = head.map((event) =>
      event.type === 'file'
        ? { ...event, functions: event.functions.map((info) => ({ ...info, kind: 'async-generator' as const })) }
        : event,
    );
    const rows: Row[] = [
      [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
      [1, RecordKind.TaskStart, 1, 1, 0],
      [2, RecordKind.TaskStart, 2, 2, 1],
      [2, RecordKind.OwnPromise, 2, 7, 1],
      [3, RecordKind.Suspend, 2, 3, 0],
      [4, RecordKind.Suspend, 1, 1, 7],
      [5, RecordKind.Settled, 0, 7, 0],
      [6, RecordKind.Resume, 1, 1, 0],
      [7, RecordKind.Resume, 2, 3, 0],
      [7, RecordKind.OwnPromise, 2, 8, 1],
      [8, RecordKind.Suspend, 1, 1, 8],
      [9, RecordKind.TaskEnd, 2, 1, 0],
      [10, RecordKind.Settled, 0, 8, 0],
      [11, RecordKind.Resume, 1, 1, 0],
      // Nobody knows who settled it.
      [12, RecordKind.Suspend, 1, 1, 9],
      [13, RecordKind.Resume, 1, 1, 0],
      [14, RecordKind.TurnEnd, 0, 0, 0],
    ];
    const told = arrowsOf(eventsOf([...generator, records(...rows)]))
      .filter(({ name }) => name === 'settles')
      .map(({ from, to }) => [from.name, from.ts, to.name, to.ts]);
    assert.deepEqual(told, [
      ['running', 2000, READY, 5000],
      ['running', 7000, READY, 10_000],
    ]);
  });

  it('come from no caller that was suspended: somebody else called', () => {
    const arrows = arrowsOf(
      eventsOfRows(
        [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
        [1, RecordKind.TaskStart, 1, 1, 0],
        [2, RecordKind.Suspend, 1, 1, 7],
        [3, RecordKind.TaskStart, 2, 2, 1],
        [4, RecordKind.TaskEnd, 2, 1, 0],
        [9, RecordKind.TurnEnd, 0, 0, 0],
      ),
    );
    assert.deepEqual(arrows, []);
  });

  it('find the turn, also where something blocks from its first moment on', () => {
    const events = eventsOfRows(
      [0, RecordKind.TurnStart, 0, PhaseCode.Main, 0],
      [1, RecordKind.OperationStart, 0, 1, 1],
      [2, RecordKind.TurnEnd, 0, 0, 0],
      [10, RecordKind.TurnStart, 0, PhaseCode.Timers, 1],
      [110, RecordKind.SyncCall, 0, 2, 100_000],
      [111, RecordKind.TurnEnd, 0, 0, 0],
    );
    const [woken] = arrowsOf(events);
    assert.deepEqual([woken?.name, woken?.to.name, woken?.to.ts], ['wakes', 'timers', 10_000]);
    const blocking = events.find(({ cat }) => cat === 'blocking');
    assert.deepEqual([blocking?.ts, blocking?.dur], [10_000.001, 99_999.999]);
  });
});
