/** A long run in a form that a view can hold: what is merged keeps its sums, and nothing of the rest is changed. */
import assert from 'node:assert/strict';
import { digest, type Digest } from '../../../src/trace/digest.ts';
import { openDigest } from '../../../src/trace/digest-trace.ts';
import { segmentEnd, segmentsOf, settledBy, waitingFor } from '../../../src/trace/queries.ts';
import { MERGED, State, type Trace } from '../../../src/trace/tables.ts';
import { totalsOf } from '../../../src/webview/model/totals.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { detailWanted } from '../../../src/webview/view/detail.ts';
import { fitSpan, Scale } from '../../../src/webview/model/scale.ts';
import { blocked, few, hang, large, many } from '../webview/scenarios.ts';
import { build } from '../webview/support.ts';

/** As it comes out of a channel. */
function made(trace: Trace, window: { start: number; end: number } | null, most: number): Trace {
  const work = digest(trace, window, most);
  for (;;) {
    const step = work.next();
    if (step.done === true) return openDigest(structuredClone(step.value satisfies Digest));
  }
}

function indexOf(trace: Trace): SegmentIndex {
  const index = new SegmentIndex(trace);
  index.update();
  return index;
}

/** All that is told of a segment. */
function told(trace: Trace, row: number): unknown {
  const { outcome, site, start, state, task } = trace.segments;
  const rows = [task, state, site, outcome].map((column) => column.get(row));
  const by = settledBy(trace, row);
  return [rows, start.get(row), segmentEnd(trace, row), waitingFor(trace, row), by?.task, by?.label, by?.line];
}

describe('a digest of a trace', () => {
  for (const [name, events] of Object.entries({
    large: large(20_000),
    many: many(400),
    hang: hang(),
    blocked: blocked(),
  })) {
    const trace = build(events);
    const middle = { start: trace.now * 0.4, end: trace.now * 0.45 };
    for (const window of [null, middle]) {
      const part = made(trace, window, 3000);

      it(`leaves no gap and keeps each task’s time in each state: ${name}, ${window === null ? 'whole' : 'a part'}`, () => {
        assert.equal(part.tasks.count, trace.tasks.count);
        const [own, merged] = [indexOf(trace), indexOf(part)];
        let stands = 0;
        for (let task = 0; task < trace.tasks.count; task++) {
          const rows = segmentsOf(part, task);
          assert.equal(part.tasks.first.get(task), rows[0]);
          rows.forEach((row, i) => {
            stands += part.segments.merged?.count.get(row) ?? 0;
            if (i > 0) assert.ok(Math.abs(segmentEnd(part, rows[i - 1] ?? 0) - part.segments.start.get(row)) < 1e-9);
          });
          const span = { start: 0, end: trace.now };
          const [a, b] = [own, merged].map((index, i) =>
            totalsOf(i === 0 ? trace : part, index, span, Int32Array.of(task)),
          );
          for (const state of ['running', 'ready', 'suspended'] as const)
            assert.ok(Math.abs((a?.[state] ?? 0) - (b?.[state] ?? 0)) < 1e-6, `${task} ${state}`);
        }
        assert.equal(stands, trace.segments.count);
      });

      it(`keeps the time spent in turns, and the blocking calls: ${name}, ${window === null ? 'whole' : 'a part'}`, () => {
        let [busy, stands] = [0, 0];
        for (let row = 0; row < part.turns.count; row++) {
          busy += part.turns.busy(row);
          stands += part.turns.merged?.count.get(row) ?? 0;
        }
        assert.equal(stands, trace.turns.count);
        let all = 0;
        for (let row = 0; row < trace.turns.count; row++) all += trace.turns.busy(row);
        assert.ok(Math.abs(busy - all) < 1e-6);
        assert.deepEqual(
          part.blocking.map(({ end, start }) => [start, end]),
          trace.blocking.map(({ end, start }) => [start, end]),
        );
      });
    }

    it(`holds all of a window that was asked for, as it was recorded: ${name}`, () => {
      const whole = Array.from({ length: trace.segments.count }, (_, row) => row);
      const wanted = whole.filter(
        (row) => segmentEnd(trace, row) >= middle.start && trace.segments.start.get(row) <= middle.end,
      );
      const part = made(trace, middle, 3000);
      assert.equal(part.merged?.belowIn, 0);
      const index = indexOf(part);
      for (const row of wanted) {
        const task = trace.segments.task.get(row);
        let k = index.find(task, trace.segments.start.get(row));
        while (k > 0 && index.start(task, k - 1) === trace.segments.start.get(row)) k--;
        const same = (at: number): boolean =>
          JSON.stringify(told(part, index.row(task, at))) === JSON.stringify(told(trace, row));
        while (k + 1 < index.count(task) && !same(k) && index.start(task, k + 1) === trace.segments.start.get(row)) k++;
        assert.deepEqual(told(part, index.row(task, k)), told(trace, row));
      }
    });
  }

  it('is of the size that was wanted, however long the run', () => {
    for (const size of [20_000, 80_000]) {
      const trace = build(large(size));
      const part = made(trace, null, 6000);
      assert.ok(part.segments.count < 12_000, String(part.segments.count));
      assert.ok(part.turns.count < 12_000, String(part.turns.count));
    }
  });

  it('keeps what is open, and says that a merged wait was rejected', () => {
    const hung = build(hang());
    const part = made(hung, null, 1);
    const open = (trace: Trace): number =>
      Array.from({ length: trace.tasks.count }, (_, task) => trace.tasks.last.get(task)).filter(
        (row) => trace.segments.state.get(row) === State.Suspended,
      ).length;
    assert.equal(open(part), open(hung));
    assert.ok(Array.from({ length: part.segments.count }, (_, row) => part.segments.state.get(row)).includes(MERGED));
  });
});

describe('asking for detail', () => {
  it('waits until what is merged is wider than pixels, and until the view leaves what is known', () => {
    const trace = build(large(20_000));
    const part = made(trace, null, 3000);
    assert.equal(detailWanted(trace, new Scale({ start: 0, end: 1 }, 800)), null);
    assert.equal(detailWanted(part, new Scale(fitSpan(part.now), 800)), null);
    const near = { start: part.now * 0.5, end: part.now * 0.52 };
    const wanted = detailWanted(part, new Scale(near, 800));
    assert.ok(wanted !== null && wanted.start < near.start && wanted.end > near.end);
    const known = made(trace, wanted, 3000);
    assert.equal(detailWanted(known, new Scale(near, 800)), null);
    assert.ok(detailWanted(known, new Scale({ start: 0, end: part.now * 0.02 }, 800)));
  });

  it('is of no use for a short run, which is there in full', () => {
    const { merged } = made(build(few()), { start: 0, end: 100 }, 3000);
    assert.equal(merged?.belowIn, 0);
  });
});
