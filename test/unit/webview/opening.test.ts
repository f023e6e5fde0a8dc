/** How a run comes into the page: piece by piece, or as a whole. */
import assert from 'node:assert/strict';
import { Outbox, type Schedule } from '../../../src/panel/outbox.ts';
import type { ToWebview } from '../../../src/protocol/panel.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { Session } from '../../../src/webview/session.ts';
import { large, many } from './scenarios.ts';
import { build } from './support.ts';

/** All that the index answers for a task. */
function answers(index: SegmentIndex, task: number): unknown[] {
  const count = index.count(task);
  return Array.from({ length: count }, (_, k) => {
    const { ran, ready } = index.sums(task, 0, k);
    const round = (ms: number): number => Math.round(ms * 1e6) / 1e6;
    return [index.row(task, k), index.start(task, k), index.end(task, k), round(ran), round(ready)];
  });
}

describe('the index of segments', () => {
  for (const [name, make] of Object.entries({ large: () => large(20_000), many: () => many(1500) })) {
    it(`says the same whether it was made at once or bit by bit: ${name}`, () => {
      const events = make();
      const whole = new SegmentIndex(build(events));
      whole.update();
      const trace = new TraceBuilder();
      const grown = new SegmentIndex(trace);
      for (const event of events) {
        if (event.type !== 'records') {
          trace.push(event);
          continue;
        }
        // Too few at a time to be worth doing anew.
        for (let at = 0; at < event.bytes.byteLength; at += 24 * 500) {
          trace.push({ type: 'records', bytes: event.bytes.slice(at, at + 24 * 500) });
          grown.update();
        }
      }
      grown.update();
      for (let task = 0; task < trace.tasks.count; task++) {
        assert.deepEqual(answers(grown, task), answers(whole, task), `task ${task}`);
      }
    });
  }

  it('goes on growing after it was made at once', () => {
    const events = large(30_000);
    const trace = new TraceBuilder();
    const index = new SegmentIndex(trace);
    let lookedAt = 0;
    for (const event of events) {
      trace.push(event);
      if (event.type === 'records' && lookedAt++ % 3 === 0) index.update(lookedAt % 2 === 0);
    }
    index.update();
    const whole = new SegmentIndex(trace);
    whole.update();
    for (let task = 0; task < trace.tasks.count; task++) assert.deepEqual(answers(index, task), answers(whole, task));
  });

  it('waits for more of a run that is arriving, and has all of it in the end', () => {
    const trace = build(large(20_000));
    const index = new SegmentIndex(trace);
    index.update(true);
    const count = index.count(1);
    assert.ok(count > 0);
    index.update(true);
    index.update();
    assert.equal(index.count(1), count);
  });
});

describe('tables with room made ahead', () => {
  it('hold the same, whether there was enough of it, too much or too little', () => {
    const events = large(5000);
    const plain = build(events);
    for (const expected of [0, 100, 20_000, NaN, -5]) {
      const trace = new TraceBuilder();
      trace.expect(expected);
      for (const event of events) trace.push(event);
      for (const column of ['task', 'state', 'start', 'end', 'site', 'outcome', 'promise', 'next'] as const) {
        const of = ({ segments }: TraceBuilder): number[] => [...segments[column].data.subarray(0, segments.count)];
        assert.deepEqual(of(trace), of(plain), `${column}, ${expected}`);
      }
      assert.equal(trace.promises.settled.get(90), plain.promises.settled.get(90));
    }
  });
});

describe('a run that is known already', () => {
  it('is said to be whole only after its last event', () => {
    const posted: ToWebview[] = [];
    const work: (() => void)[] = [];
    const schedule: Schedule = (next) => {
      work.push(next);
      return { cancel: () => undefined };
    };
    const outbox = new Outbox((message) => posted.push(message), { schedule, now: () => 0 });
    const bytes = new Uint8Array(768 * 1024);
    const whole = Array.from({ length: 6 }, (): TraceEvent => ({ type: 'records', bytes }));
    outbox.reset('a.ts', whole);
    outbox.setState('ended', 'done');
    outbox.viewReady();
    assert.deepEqual(posted[0], { type: 'reset', title: 'a.ts', state: 'ended', records: (6 * 768 * 1024) / 24 });
    const types = (): string => posted.map(({ type }) => type).join(' ');
    assert.equal(types(), 'reset events');
    work.shift()?.();
    // Two are on their way; the next goes when one of them was taken.
    assert.equal(work.length, 0);
    outbox.viewTook();
    work.shift()?.();
    assert.equal(types(), 'reset events events events state');
  });

  it('is arriving until then, cut off or not', () => {
    const session = new Session({
      changed: () => undefined,
      select: () => undefined,
      command: () => undefined,
      playback: () => undefined,
      draw: () => undefined,
    });
    session.receive({ type: 'reset', title: 'a.ts', state: 'ended' });
    assert.ok(session.arriving);
    // A trace that was cut off has no end of its own.
    session.receive({ type: 'events', events: large(500).slice(0, -1) });
    assert.ok(session.arriving);
    session.receive({ type: 'state', state: 'ended' });
    assert.ok(!session.arriving);
    session.receive({ type: 'reset', title: 'b.ts', state: 'running' });
    assert.ok(!session.arriving);
  });
});
