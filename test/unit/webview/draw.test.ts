import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { drawFrame } from '../../../src/webview/draw/frame.ts';
import { elide } from '../../../src/webview/draw/pen.ts';
import type { View } from '../../../src/webview/draw/view.ts';
import { LOOP_HEIGHT, RULER_HEIGHT, layOut } from '../../../src/webview/model/geometry.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { Scale } from '../../../src/webview/model/scale.ts';
import { RecordKind } from '../../../src/trace/record.ts';
import { records } from '../trace/records.ts';
import { RecordingPen, type Call } from './recording-pen.ts';
import { blocked, few, hang, large } from './scenarios.ts';
import { build, lanesOf, namedTheme, viewOf } from './support.ts';

const FOLDER = 'test/golden/webview';

function draw(view: View): readonly Call[] {
  const pen = new RecordingPen();
  drawFrame(pen, view);
  return pen.calls;
}

/** One call a line, so that a change reads as one. UPDATE_GOLDEN=1 writes; a missing file fails otherwise. */
function compare(name: string, calls: readonly Call[]): void {
  const file = `${FOLDER}/${name}.json`;
  const text = `[\n${calls.map((call) => JSON.stringify(call)).join(',\n')}\n]\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  assert.ok(existsSync(file), `${file} is missing; UPDATE_GOLDEN=1 writes it`);
  assert.deepEqual(text.split('\n'), readFileSync(file, 'utf8').split('\n'));
}

function rectCount(calls: readonly Call[]): number {
  return calls.reduce((sum, call) => sum + (call[0] === 'rects' ? (call[3] as unknown[]).length : 0), 0);
}

describe('drawing', () => {
  it('says so where the search has left no lane, and only there', () => {
    const trace = build(few());
    const log = (change: Partial<View>): string => JSON.stringify(draw(viewOf(trace, change)));
    const none = lanesOf(trace, { operations: null, wanted: () => false });
    assert.match(log({ lanes: none, found: () => false }), /No lane has a match/);
    assert.doesNotMatch(log({ lanes: none }), /No lane has a match/);
    assert.doesNotMatch(log({ found: () => false }), /No lane has a match/);
  });

  it('draws a run: turns, blocking, bars, names', () => {
    compare('few', draw(viewOf(build(few()))));
  });

  it('marks what was refused by a cross and a line, those that are near each other by one cross', () => {
    const at = (time: number): TraceEvent => ({ type: 'refused', what: 'process.kill', allow: '', time });
    const trace = build([...few(), at(10), at(10.001), at(20)]);
    const marks = (change: Partial<View>): Call[] => {
      const plain = new Set(draw(viewOf(build(few()), change)).map((call) => JSON.stringify(call)));
      return draw(viewOf(trace, change)).filter((call) => !plain.has(JSON.stringify(call)));
    };
    const { geometry, scale } = viewOf(trace);
    const stems = [10, 20].map((time) => [geometry.gutter + Math.round(scale.x(time)), RULER_HEIGHT, 1, LOOP_HEIGHT]);
    const calls = marks({});
    assert.equal(calls.filter(([name]) => name === 'path').length, 4);
    assert.deepEqual(calls.at(-1)?.[3], stems);
    const selected = marks({ selection: { kind: 'refusal', index: 1 } });
    assert.equal(selected.filter(([name]) => name === 'outlines').length, 1);
  });

  it('draws a selected wait with its settler, in high contrast', () => {
    const trace = build(few());
    const segment = [...trace.segments.site.data].findIndex(
      (site, row) => site === 3 && trace.segments.state.get(row) === 1,
    );
    compare(
      'selected-contrast',
      draw(viewOf(trace, { selection: { kind: 'segment', segment }, theme: namedTheme(true) })),
    );
  });

  it('hatches where records are missing, over all lanes, and says how many', () => {
    const whole = few();
    const end = build(whole).now;
    const trace = build([...whole.slice(0, -1), records([end - 1, RecordKind.Lost, 0, 1234, 0]), ...whole.slice(-1)]);
    assert.equal(trace.gaps.length, 1);
    const view = viewOf(trace);
    const calls = draw(view);
    const hatched = calls.filter((call) => call[0] === 'rects' && JSON.stringify(call[1]).includes('hatch'));
    const tall = hatched.flatMap((call) => call[3] as number[][]).filter(([, , , height = 0]) => height > 100);
    const [gap] = trace.gaps;
    assert.ok(gap !== undefined);
    assert.deepEqual(
      tall.map(([x]) => x),
      [view.geometry.gutter + Math.floor(view.scale.x(gap.start))],
    );
    assert.equal(draw(viewOf(build(few()))).length < calls.length, true);
  });

  it('lights up the bars of a site and dims the others', () => {
    compare('highlight', draw(viewOf(build(blocked()), { highlight: new Set([3]) })));
  });

  it('says which awaits never settled or were rejected', () => {
    const texts = draw(viewOf(build(hang()))).flatMap((call) => (call[0] === 'text' ? [String(call[2])] : []));
    assert.ok(texts.some((text) => text.startsWith('never settled')));
    assert.ok(texts.includes('never ended'));
    assert.ok(texts.some((text) => text.startsWith('✕')));
  });

  it('names the blocking call and its duration', () => {
    const texts = draw(viewOf(build(blocked()))).flatMap((call) => (call[0] === 'text' ? [String(call[2])] : []));
    assert.ok(texts.some((text) => text.startsWith('412 ms · comp')));
  });

  it('draws no more than the view holds, however much was recorded', () => {
    const view = viewOf(build(large(60_000)));
    const calls = draw(view);
    const lanes = Math.ceil(view.geometry.lanes / 22) + 1;
    // Ground, feet, running and ready for each column of two pixels, and the loop's one a pixel.
    assert.ok(rectCount(calls) < lanes * view.geometry.plot * 2 + view.geometry.plot, String(rectCount(calls)));
  });

  it('draws an empty trace', () => {
    assert.ok(draw(viewOf(build([]))).length > 0);
  });

  it('keeps every bar inside the plot when zoomed in', () => {
    const trace = build(few());
    const geometry = layOut(1000, 300);
    const calls = draw(viewOf(trace, { scale: new Scale({ start: 100, end: 140 }, geometry.plot) }));
    for (const call of calls) {
      if (call[0] !== 'rects') continue;
      for (const [x = 0, , width = 0] of call[3] as number[][]) {
        assert.ok(x >= 0 && x + width <= geometry.width + 1, JSON.stringify(call));
      }
    }
  });

  it('elides text by its width', () => {
    const pen = new RecordingPen();
    assert.equal(elide(pen, 'fetchUser', 60), 'fetchUser');
    assert.equal(elide(pen, 'fetchUser', 36), 'fetch…');
    assert.equal(elide(pen, 'fetchUser', 8), '');
  });
});
