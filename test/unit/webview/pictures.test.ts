import assert from 'node:assert/strict';
import { criticalPath } from '../../../src/analysis/index.ts';
import { drawFrame } from '../../../src/webview/draw/frame.ts';
import type { View } from '../../../src/webview/draw/view.ts';
import { State } from '../../../src/trace/tables.ts';
import { Densities, stretchesOfTasks } from '../../../src/webview/model/density.ts';
import { layOut, LANE_HEIGHT, LANES_TOP } from '../../../src/webview/model/geometry.ts';
import { hitTest } from '../../../src/webview/model/hit.ts';
import { laneOf } from '../../../src/webview/model/navigate.ts';
import { fitSpan, Scale } from '../../../src/webview/model/scale.ts';
import { pathFact } from '../../../src/webview/model/path-fact.ts';
import { matcherOf } from '../../../src/webview/model/search.ts';
import { RecordingPen, type Call } from './recording-pen.ts';
import { blocked, few, hang, large, many } from './scenarios.ts';
import { build, lanesOf, viewOf } from './support.ts';

function draw(view: View): readonly Call[] {
  const pen = new RecordingPen();
  drawFrame(pen, view);
  return pen.calls;
}
function textsOf(calls: readonly Call[]): string[] {
  return calls.flatMap((call) => (call[0] === 'text' ? [String(call[2])] : []));
}
function rectCount(calls: readonly Call[]): number {
  return calls.reduce((sum, call) => sum + (call[0] === 'rects' ? (call[3] as unknown[]).length : 0), 0);
}

describe('pictures of lanes', () => {
  it('of a group count its tasks by state, in any window', () => {
    const trace = build(many());
    const { lanes, segments } = viewOf(trace);
    const group = lanes.groups[0];
    assert.ok(group);
    const densities = new Densities(trace);
    for (const span of [fitSpan(trace.now), { start: 200, end: 210 }]) {
      const stretches = stretchesOfTasks(trace, segments, group.tasks);
      const picture = densities.get(group.key, span, group.tasks.length, stretches);
      const between = (state: number): number => (picture.until(state, 206) - picture.until(state, 204)) / 2;
      const [running, suspended, ready] = [between(State.Running), between(State.Suspended), between(State.Ready)];
      let alive = 0;
      for (const task of group.tasks) {
        const from = Math.max(204, trace.tasks.start.get(task));
        alive += Math.max(0, Math.min(206, trace.tasks.end.get(task)) - from) / 2;
      }
      assert.ok(Math.abs(ready + running + suspended - alive) < 0.5, `${ready + running + suspended} of ${alive}`);
      assert.ok(picture.peak <= group.tasks.length + 1e-6 && picture.peak >= alive - 1e-6);
    }
  });

  it('name the group and how many it holds, and cost its pixels', () => {
    const trace = build(large(100_000));
    const view = viewOf(trace);
    const calls = draw(view);
    assert.ok(textsOf(calls).includes('×25'));
    const lanes = Math.ceil(view.geometry.lanes / LANE_HEIGHT) + 1;
    assert.ok(rectCount(calls) < lanes * view.geometry.plot * 2, String(rectCount(calls)));
  });

  it('of a group that is in view cost no walk over the run from frame to frame', () => {
    const trace = build(many());
    const { lanes, segments } = viewOf(trace);
    const group = lanes.groups[0];
    assert.ok(group);
    const densities = new Densities(trace);
    let walks = 0;
    const own = stretchesOfTasks(trace, segments, group.tasks);
    const counted: typeof own = {
      walk: (...rest) => {
        walks++;
        return own.walk(...rest);
      },
    };
    for (let frame = 0; frame < 50; frame++) {
      densities.get(group.key, { start: 100 + frame, end: 300 + frame }, 250, counted);
    }
    assert.ok(walks <= 2, String(walks));
  });

  it('show operations with their names, and let them be hit and found again', () => {
    const trace = build(few());
    const geometry = layOut(1000, 500);
    const view = viewOf(trace, { geometry, scale: new Scale(fitSpan(trace.now), geometry.plot) });
    const texts = textsOf(draw(view));
    for (const name of ['Timers', 'Network', 'Files', 'fetch', 'setTimeout 60 ms'])
      assert.ok(texts.includes(name), name);
    const lane = laneOf(trace, view.lanes, { kind: 'operation', operation: 0 });
    const x = geometry.gutter + view.scale.x(trace.operations.start.get(0) + 10);
    const hit = hitTest(view, x, LANES_TOP + (lane + 0.5) * LANE_HEIGHT);
    assert.deepEqual(hit.target, { kind: 'operation', operation: 0 });
    const gutter = hitTest(view, 60, LANES_TOP + (lane + 0.5) * LANE_HEIGHT);
    assert.deepEqual(gutter.target, { kind: 'group', key: 'operations:Network' });
  });
});

describe('marks', () => {
  it('draw a wait that never settled with a torn end', () => {
    const torn = (calls: readonly Call[]): Call[] =>
      calls.filter((call) => call[0] === 'path' && (call[3] as number[]).length === 10);
    assert.equal(torn(draw(viewOf(build(hang())))).length, 3);
    assert.equal(torn(draw(viewOf(build(few())))).length, 0);
  });

  it('write the line beside the name', () => {
    const texts = textsOf(draw(viewOf(build(few()))));
    assert.ok(texts.includes(':18'), texts.join());
  });

  it('draw the critical path through the lanes that are in view', () => {
    const trace = build(few());
    const path = criticalPath(trace);
    assert.ok(path.length > 3);
    const orange = (calls: readonly Call[]): number[][] =>
      calls.flatMap((call) => (call[0] === 'rects' && call[1] === 'charts-orange@1' ? (call[3] as number[][]) : []));
    assert.equal(orange(draw(viewOf(trace))).length, 0);
    const rects = orange(draw(viewOf(trace, { path })));
    const ways = rects.filter(([, , width = 0, height = 0]) => width === 2 && height > LANE_HEIGHT / 2);
    assert.ok(ways.length >= 3);
    assert.ok(rects.length <= 2 * path.length);
  });

  it('tell where the selection stands on the critical path', () => {
    const trace = build(few());
    const path = criticalPath(trace);
    const step = path[2];
    assert.ok(step);
    const [fact] = pathFact(trace, path, { kind: 'task', task: step.task });
    assert.match(fact?.value ?? '', new RegExp(`^step \\d of ${path.length}, [\\d.]+ ms here$`));
    const off = [...trace.tasks.start.data.subarray(0, trace.tasks.count).keys()].find((task) =>
      path.every((other) => other.task !== task),
    );
    assert.deepEqual(pathFact(trace, path, { kind: 'task', task: off ?? 0 }), []);
  });

  it('veil what lies outside of a picked-out range, and say how long it is', () => {
    const trace = build(few());
    const calls = draw(viewOf(trace, { range: { start: 100, end: 250 } }));
    assert.ok(textsOf(calls).includes('150 ms'));
    const veils = calls.filter((call) => call[0] === 'rects' && call[1] === 'panel-background@0.5');
    assert.equal((veils[0]?.[3] as unknown[]).length, 2);
  });

  it('outline what the search finds', () => {
    const trace = build(blocked());
    const matcher = matcherOf(trace, 'state:ready min:20ms');
    const outlines = (found: View['found']): number =>
      draw(viewOf(trace, { found })).reduce(
        (sum, call) => sum + (call[0] === 'outlines' && call[1] === 'foreground@1' ? (call[3] as unknown[]).length : 0),
        0,
      );
    assert.equal(outlines(null), 0);
    assert.ok(outlines((segment) => matcher?.segment(segment) === true) >= 4);
  });

  it('name the arrow that they draw', () => {
    const trace = build(few());
    const selection = { kind: 'segment', segment: trace.tasks.last.get(7) } as const;
    assert.ok(draw(viewOf(trace, { selection })).length > 0);
    const wait = [...trace.segments.state.data].findIndex(
      (state, row) => state === 1 && trace.segments.task.get(row) === 1 && trace.segments.site.get(row) === 3,
    );
    const texts = textsOf(draw(viewOf(trace, { selection: { kind: 'segment', segment: wait } })));
    assert.ok(texts.includes('settled by'), texts.join());
  });

  it('draw the same lanes, however they are arranged', () => {
    const trace = build(blocked());
    for (const grouping of ['parent', 'function', 'quadrant', 'flat'] as const) {
      const lanes = lanesOf(trace, { grouping });
      assert.ok(draw(viewOf(trace, { lanes })).length > 20, grouping);
      const tasks = [...lanes.task.subarray(0, lanes.count)].filter((task) => task >= 0);
      assert.equal(new Set(tasks).size, trace.tasks.count, grouping);
    }
  });
});
