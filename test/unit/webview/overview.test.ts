import assert from 'node:assert/strict';
import { drawOverview, OVERVIEW_HEIGHT, overviewScale } from '../../../src/webview/draw/overview.ts';
import type { View } from '../../../src/webview/draw/view.ts';
import { following, Scale } from '../../../src/webview/model/scale.ts';
import { threadIn, totalsOf } from '../../../src/webview/model/totals.ts';
import { partAt } from '../../../src/webview/view/overview-input.ts';
import { History } from '../../../src/webview/view/history.ts';
import { RecordingPen, type Call } from './recording-pen.ts';
import { blocked, few, large } from './scenarios.ts';
import { build, viewOf } from './support.ts';

function draw(view: View): readonly Call[] {
  const pen = new RecordingPen();
  drawOverview(pen, view);
  return pen.calls;
}

function rectsOf(calls: readonly Call[], colour: string): number[][] {
  return calls.flatMap((call) =>
    call[0] === 'rects' && String(call[1]).startsWith(colour) ? (call[3] as number[][]) : [],
  );
}

describe('overview', () => {
  it('shows the blocked stretches of the whole run at their places, also when the window shows a part', () => {
    const trace = build(blocked());
    const view = viewOf(trace);
    const zoomed = { ...view, scale: new Scale({ start: 0, end: 20 }, view.geometry.plot) };
    const whole = overviewScale(trace.now, view.geometry);
    const [block] = trace.blocking;
    assert.ok(block);
    for (const shown of [view, zoomed]) {
      const red = rectsOf(draw(shown), 'charts-red');
      const from = view.geometry.gutter + whole.x(block.start);
      const to = view.geometry.gutter + whole.x(block.end);
      const widest = red.toSorted((a, b) => (b[2] ?? 0) - (a[2] ?? 0))[0] ?? [];
      assert.ok(Math.abs((widest[0] ?? 0) - from) <= 3);
      assert.ok(Math.abs((widest[0] ?? 0) + (widest[2] ?? 0) - to) <= 3);
    }
  });

  it('draws a window only over a part, with what lies outside dimmed', () => {
    const trace = build(few());
    const view = viewOf(trace);
    assert.ok(!draw(view).some(([name]) => name === 'outlines'));
    const part = { ...view, scale: new Scale({ start: 100, end: 200 }, view.geometry.plot) };
    const [window] = draw(part).flatMap((call) => (call[0] === 'outlines' ? (call[3] as number[][]) : []));
    const whole = overviewScale(trace.now, view.geometry);
    assert.ok(Math.abs((window?.[0] ?? 0) - view.geometry.gutter - whole.x(100)) <= 1);
    assert.ok(Math.abs((window?.[2] ?? 0) - 100 * whole.perMs) <= 2);
    assert.equal(window?.[3], OVERVIEW_HEIGHT - 1);
  });

  it('says how busy the thread was', () => {
    const texts = draw(viewOf(build(blocked()))).flatMap((call) => (call[0] === 'text' ? [String(call[2])] : []));
    assert.ok(texts.includes('Thread 83% busy'), texts.join());
  });

  it('costs its pixels, however much was recorded', () => {
    const view = viewOf(build(large(60_000)));
    const count = draw(view).reduce((sum, call) => sum + (call[0] === 'rects' ? (call[3] as unknown[]).length : 0), 0);
    assert.ok(count < view.geometry.plot * 2, String(count));
  });

  it('tells the window from its edges', () => {
    const span = { start: 10, end: 20 };
    assert.equal(partAt(span, 100, 200, 103), 'start');
    assert.equal(partAt(span, 100, 200, 196), 'end');
    assert.equal(partAt(span, 100, 200, 150), 'window');
    assert.equal(partAt(span, 100, 200, 300), 'new');
  });
});

describe('totals', () => {
  it('of the whole run and of its parts agree with the segments', () => {
    const trace = build(blocked());
    const { segments, turns } = viewOf(trace);
    const whole = totalsOf(trace, segments, { start: 0, end: trace.now });
    const expected = [0, 0, 0];
    for (let row = 0; row < trace.segments.count; row++) {
      const state = trace.segments.state.get(row);
      const end = trace.segments.end.get(row);
      expected[state] = (expected[state] ?? 0) + (Number.isNaN(end) ? trace.now : end) - trace.segments.start.get(row);
    }
    const close = (a: number, b = 0): void => {
      assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
    };
    close(whole.running, expected[0]);
    close(whole.suspended, expected[1]);
    close(whole.ready, expected[2]);
    const parts = [
      [0, 111.1],
      [111.1, 300],
      [300, trace.now],
    ].map(([start = 0, end = 0]) => totalsOf(trace, segments, { start, end }));
    close(
      parts.reduce((sum, part) => sum + part.running, 0),
      whole.running,
    );
    close(
      parts.reduce((sum, part) => sum + part.ready, 0),
      whole.ready,
    );
    const [block] = trace.blocking;
    assert.ok(block);
    const inside = threadIn(trace, turns, { start: block.start + 10, end: block.start + 60 });
    close(inside.busy, 50);
    close(inside.blocked, 50);
  });
});

describe('history of the view', () => {
  it('goes back and forth, and counts a stretch of moves once', () => {
    let now = 0;
    const history = new History(() => now);
    const place = (start: number) => ({ span: { start, end: start + 1 }, scrollTop: 0 });
    history.leave(place(1), true);
    now = 100;
    history.leave(place(2), true);
    now = 200;
    history.leave(place(3), false);
    assert.deepEqual(history.back(place(4)), place(3));
    assert.deepEqual(history.back(place(3)), place(1));
    assert.equal(history.back(place(1)), null);
    assert.deepEqual(history.forth(place(1)), place(3));
    history.leave(place(3), true);
    assert.equal(history.forth(place(3)), null);
  });

  it('a followed window ends where the run ends by now, and keeps its length', () => {
    const span = following({ start: 0, end: 50 }, 1000);
    assert.ok(span.end >= 1000);
    assert.ok(Math.abs(span.end - span.start - 50) < 1e-9);
  });
});
