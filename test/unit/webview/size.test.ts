/** What a frame costs follows from what is in view, not from how long the run is; what is indexed says what a walk says. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { SegmentTable, State } from '../../../src/trace/tables.ts';
import { Overlaps } from '../../../src/trace/overlaps.ts';
import { drawFrame } from '../../../src/webview/draw/frame.ts';
import type { View } from '../../../src/webview/draw/view.ts';
import { Densities, FRAME_STRETCHES, stretchesOfTasks } from '../../../src/webview/model/density.ts';
import { Scale, type Span } from '../../../src/webview/model/scale.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { Tile, type Stretches } from '../../../src/webview/model/tile.ts';
import { RecordingPen } from './recording-pen.ts';
import { large } from './scenarios.ts';
import { Simulator, type Step } from './simulator.ts';
import { build, lanesOf, viewOf } from './support.ts';

/** Segments in order of being opened, some much longer than others, some without an end. */
const tables = fc
  .array(
    fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), fc.boolean()),
    {
      maxLength: 400,
    },
  )
  .map((rows) => {
    const segments = new SegmentTable();
    let time = 0;
    for (const [pause, length, open] of rows) {
      time += pause;
      const row = segments.add(0, State.Running, time, 0, 0);
      // Most are short.
      if (!open || length < 50) segments.end.set(row, time + length ** 2 / 100);
    }
    return segments;
  });

describe('the index of overlaps', () => {
  it('finds what a walk over all rows finds', () => {
    fc.assert(
      fc.property(
        tables,
        fc.double({ min: -5, max: 700, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (segments, from, length, piece) => {
          const overlaps = new Overlaps(segments);
          while (!overlaps.make(piece));
          const found: number[] = [];
          overlaps.in(from, from + length, (row) => found.push(row));
          const wanted: number[] = [];
          for (let row = 0; row < segments.count; row++) {
            const end = segments.end.get(row);
            if (segments.start.get(row) < from + length && !(end <= from)) wanted.push(row);
          }
          assert.deepEqual(found, wanted);
        },
      ),
    );
  });

  it('looks at a small part of a long run', () => {
    const { now, segments } = build(large(60_000));
    const overlaps = new Overlaps(segments);
    overlaps.make();
    overlaps.in(now / 2, now / 2 + 0.1, () => undefined);
    assert.ok(overlaps.looked < segments.count / 8, `${overlaps.looked} of ${segments.count}`);
  });
});

describe('a tile of time', () => {
  it('is the same whether it was filled at once or in pieces', () => {
    const trace = build(large(3000));
    const { lanes, segments } = viewOf(trace);
    const span = { start: 0, end: trace.now };
    const stretches = stretchesOfTasks(trace, segments, lanes.groups[0]?.tasks ?? new Int32Array());
    const whole = new Tile(span, 1);
    whole.fill(stretches, Infinity);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (piece) => {
        const tile = new Tile(span, 1);
        do assert.ok(tile.fill(stretches, piece) <= piece);
        while (!tile.whole);
        assert.equal(tile.peak, whole.peak);
        for (let i = 0; i < 50; i++)
          for (const state of [0, 1, 2])
            assert.equal(tile.until(state, (i * span.end) / 50), whole.until(state, (i * span.end) / 50));
      }),
      { numRuns: 20 },
    );
  });

  it('lets a coarser one stand in while a finer one is filled, a little with each frame', () => {
    const trace = { ended: true, now: 1000 };
    const many: Stretches = {
      walk: (_, place, most, add) => {
        let looked = 0;
        for (; looked < most && place.part < 5 * FRAME_STRETCHES; looked++, place.part++) add(State.Running, 0, 1000);
        return looked;
      },
    };
    const densities = new Densities(trace as never);
    densities.begin();
    const coarse = densities.get('lane', { start: 0, end: 1000 }, 1, many);
    const settled = (): boolean => !densities.pending;
    assert.ok(settled());
    let frames = 0;
    const near = { start: 100, end: 110 };
    for (; frames < 100; frames++) {
      densities.begin();
      const before = densities.looked;
      const picture = densities.get('lane', near, 1, many);
      assert.ok(densities.looked - before <= FRAME_STRETCHES);
      if (settled()) break;
      assert.equal(picture, coarse);
    }
    assert.ok(frames >= 4 && frames <= 6, String(frames));
    densities.begin();
    const before = densities.looked;
    densities.get('lane', near, 1, many);
    assert.equal(densities.looked, before);
  });
});

/** The index, which counts how often a segment is looked at. */
class CountingIndex extends SegmentIndex {
  looked = 0;

  override row(task: number, k: number): number {
    this.looked++;
    return super.row(task, k);
  }

  override start(task: number, k: number): number {
    this.looked++;
    return super.start(task, k);
  }

  override find(task: number, time: number, from = 0): number {
    this.looked += Math.ceil(Math.log2(this.count(task) + 2));
    return super.find(task, time, from);
  }
}

/** Ten tasks that wait so often each: as long a run as one likes, in a screen of lanes. */
function crowd(awaits: number): TraceEvent[] {
  const steps = Array.from({ length: awaits }, (_, i): Step[] => [
    { wait: 1 + ((i * 7) % 13), at: 'take()' },
    { run: 0.01 },
  ]);
  const start = Array.from({ length: 10 }, (_, i) => `worker${i}`);
  const workers = Object.fromEntries(start.map((name) => [name, steps.flat()]));
  return new Simulator({ '(module)': [{ start }, { join: 'all' }], ...workers }).run();
}

/** Segments that a frame of panning and zooming looks at, at most, once all that is kept is made. */
function work(events: readonly TraceEvent[], change: (view: View) => Partial<View>): number {
  const trace = build(events);
  const segments = new CountingIndex(trace);
  segments.update();
  const view = viewOf(trace, { segments });
  const changed = { ...view, ...change(view) };
  let most = 0;
  for (let frame = 0; frame < 40; frame++) {
    const length = trace.now / (1 + (frame % 4));
    const start = ((trace.now - length) * (frame % 7)) / 7;
    const span: Span = { start, end: start + length };
    const before = segments.looked;
    drawFrame(new RecordingPen(), { ...changed, scale: new Scale(span, view.geometry.plot) });
    if (frame >= 8) most = Math.max(most, segments.looked - before);
  }
  return most;
}

describe('the work of a frame', () => {
  // Flat lanes of single tasks: their bars are looked at in each frame.
  const flat = ({ trace }: View): Partial<View> => ({ lanes: lanesOf(trace as never, { grouping: 'flat' }) });

  it('is bounded by pixels and lanes, however many segments there are', () => {
    const [some = 0, many = 0] = [2000, 16_000].map((awaits) => work(crowd(awaits), flat));
    assert.ok(many < 1.6 * some, `${some}, ${many}`);
  });

  it('looks at no more than a frame may for the pictures of folded lanes', () => {
    for (const size of [30_000, 300_000]) {
      const looked = work(large(size), () => ({}));
      assert.ok(looked < 8 * FRAME_STRETCHES, String(looked));
    }
  });
});
