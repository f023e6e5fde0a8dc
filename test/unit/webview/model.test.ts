import assert from 'node:assert/strict';
import { segmentEnd, segmentsOf } from '../../../src/trace/queries.ts';
import { State } from '../../../src/trace/tables.ts';
import { reviveEvent, toBytes } from '../../../src/webview/model/bytes.ts';
import { describe as describeTarget, say } from '../../../src/webview/model/describe.ts';
import { formatDuration, formatTime } from '../../../src/webview/model/format.ts';
import { LANES_TOP, LANE_HEIGHT, RULER_HEIGHT, slider } from '../../../src/webview/model/geometry.ts';
import { hitTest } from '../../../src/webview/model/hit.ts';
import { navigate } from '../../../src/webview/model/navigate.ts';
import { noticesOf } from '../../../src/webview/model/notices.ts';
import { outputLines } from '../../../src/webview/model/output-lines.ts';
import { placeOf } from '../../../src/webview/model/places.ts';
import { clampSpan, fitSpan, isFit, Scale, spanShowing, zoomSpan } from '../../../src/webview/model/scale.ts';
import { matcherOf } from '../../../src/webview/model/search.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { cellText, COLUMNS, segmentRows, type Column } from '../../../src/webview/model/table-rows.ts';
import { collectRuns } from '../../../src/webview/model/task-runs.ts';
import { computeTicks, niceStep } from '../../../src/webview/model/ticks.ts';
import { blocked, few, hang, large } from './scenarios.ts';
import { build, viewOf } from './support.ts';

describe('format', () => {
  it('writes durations with three digits and a unit', () => {
    const cases: [number, string][] = [
      [0, '0 ms'],
      [0.00025, '250 ns'],
      [0.0123, '12.3 µs'],
      [1, '1 ms'],
      [3.416, '3.42 ms'],
      [128.4, '128 ms'],
      [999.7, '1 s'],
      [1250, '1.25 s'],
      [59_999, '1 min 0 s'],
      [125_000, '2 min 5 s'],
      [NaN, '–'],
    ];
    for (const [ms, text] of cases) assert.equal(formatDuration(ms), text);
    assert.equal(formatTime(12.3456), '12.346 ms');
    assert.equal(formatTime(1234.5), '1.234 s');
  });
});

describe('scale', () => {
  it('keeps the time under the pointer when zooming', () => {
    const span = zoomSpan({ start: 100, end: 300 }, 0.5, 150, 1000);
    assert.equal(span.end - span.start, 100);
    assert.equal((150 - span.start) / 100, 0.25);
  });

  it('never leaves the trace and never zooms beyond its limits', () => {
    const fit = fitSpan(1000);
    assert.deepEqual(zoomSpan({ start: 0, end: 900 }, 100, 10, 1000), fit);
    assert.ok(isFit(fit, 1000));
    const far = clampSpan({ start: 5000, end: 5100 }, 1000);
    assert.equal(far.end, fit.end);
    let span = fit;
    for (let i = 0; i < 200; i++) span = zoomSpan(span, 0.5, 500, 1000);
    assert.ok(span.end - span.start >= 0.99e-4);
  });

  it('moves as little as needed to show a stretch', () => {
    const span = { start: 100, end: 200 };
    assert.equal(spanShowing(span, 120, 130, 1000), span);
    const right = spanShowing(span, 250, 260, 1000);
    assert.equal(right.end - right.start, 100);
    assert.ok(right.start <= 250 && right.end >= 260);
  });
});

describe('ticks', () => {
  it('takes steps of 1, 2 and 5', () => {
    assert.deepEqual([0.9, 1, 1.1, 3, 7, 60].map(niceStep), [1, 1, 2, 5, 10, 100]);
  });

  it('labels with a unit that fits, from nanoseconds to seconds', () => {
    const labels = (start: number, end: number): string[] =>
      computeTicks({ start, end }, 500).major.map(({ label }) => label);
    assert.deepEqual(labels(0, 500), ['0 ms', '100 ms', '200 ms', '300 ms', '400 ms', '500 ms']);
    assert.deepEqual(labels(0, 5000).slice(0, 2), ['0 s', '1 s']);
    assert.equal(labels(0, 0.005)[1], '1 µs');
    assert.equal(labels(0, 0.0005)[1], '100 ns');
    assert.equal(labels(1234.5, 1234.51)[0]?.endsWith(' ms'), true);
  });

  it('keeps labels apart', () => {
    for (const length of [1e-4, 0.03, 7, 900, 86_400_000]) {
      const span = { start: 12_345, end: 12_345 + length };
      const { major } = computeTicks(span, 800);
      const scale = new Scale(span, 800);
      for (let i = 1; i < major.length; i++) {
        const gap = scale.x(major[i]?.time ?? 0) - scale.x(major[i - 1]?.time ?? 0);
        assert.ok(gap >= (major[i]?.label.length ?? 0) * 6, `${length}: ${gap}`);
      }
    }
  });
});

describe('segment index', () => {
  it('holds each task’s segments in order, also when it grows in pieces', () => {
    const events = few();
    const trace = build([]);
    const index = new SegmentIndex(trace);
    for (const event of events) {
      trace.push(event);
      index.update();
    }
    for (let task = 0; task < trace.tasks.count; task++) {
      const rows = Array.from({ length: index.count(task) }, (_, k) => index.row(task, k));
      assert.deepEqual(rows, segmentsOf(trace, task));
      rows.forEach((row, k) => assert.equal(index.positionOf(row), k));
    }
  });

  it('finds the segment at a time, and sums states', () => {
    const trace = build(large(20_000));
    const index = new SegmentIndex(trace);
    index.update();
    for (const task of [0, 1, 77, 400]) {
      const rows = segmentsOf(trace, task);
      for (let time = 0; time < trace.now; time += trace.now / 50) {
        const found = index.row(task, index.find(task, time));
        const wanted = rows.filter((row) => trace.segments.start.get(row) <= time).at(-1) ?? rows[0];
        assert.equal(found, wanted);
      }
      const ran = rows
        .slice(0, -1)
        .filter((row) => trace.segments.state.get(row) === State.Running)
        .reduce((sum, row) => sum + segmentEnd(trace, row) - trace.segments.start.get(row), 0);
      assert.ok(Math.abs(index.sums(task, 0, rows.length - 1).ran - ran) < 1e-6);
    }
  });
});

describe('runs of a task', () => {
  it('cover the window without gaps, merged or not', () => {
    const trace = build(large(20_000));
    const index = new SegmentIndex(trace);
    index.update();
    for (const width of [50, 900]) {
      const scale = new Scale(fitSpan(trace.now), width);
      let covered = 0;
      let marks = 0;
      collectRuns(index, 5, scale, {
        bar: (segment) => {
          covered += 1;
          marks++;
          assert.equal(trace.segments.task.get(segment), 5);
        },
        merged: (_x0, _x1, ran, ready, from, to) => {
          covered += to - from;
          marks++;
          assert.ok(to > from && ran >= 0 && ready >= 0 && ran + ready <= 1.000001);
        },
      });
      assert.equal(covered, index.count(5));
      assert.ok(marks <= width * 2);
    }
  });
});

describe('hits', () => {
  const trace = build(blocked());
  const view = viewOf(trace);
  const { gutter } = view.geometry;

  it('find the segment under a point, and narrow ones beside it', () => {
    const y = LANES_TOP + LANE_HEIGHT / 2;
    const hit = hitTest(view, gutter + view.scale.x(300), y);
    assert.equal(hit.zone, 'lanes');
    assert.equal(hit.target?.kind, 'segment');
    const narrow = Array.from({ length: trace.segments.count }, (_, row) => row).find((row) => {
      const width = (segmentEnd(trace, row) - trace.segments.start.get(row)) * view.scale.perMs;
      return width < 1 && trace.segments.task.get(row) > 5 && trace.segments.next.get(row) >= 0;
    });
    assert.ok(narrow !== undefined);
    const lane = view.lanes.laneOf[trace.segments.task.get(narrow)] ?? 0;
    const x = gutter + view.scale.x(trace.segments.start.get(narrow)) + 2;
    const beside = hitTest(view, x, y + lane * LANE_HEIGHT);
    assert.deepEqual(beside.target, { kind: 'segment', segment: narrow });
  });

  it('find blocking calls before turns', () => {
    const block = trace.blocking[0];
    assert.ok(block);
    const x = gutter + view.scale.x((block.start + block.end) / 2);
    assert.deepEqual(hitTest(view, x, LANES_TOP - 10).target, { kind: 'blocking', index: 0 });
    assert.equal(hitTest(view, gutter + view.scale.x(2), LANES_TOP - 10).target?.kind, 'turn');
  });

  it('find what was refused by its mark, which stands above the turns', () => {
    const what = { what: 'fs.writeFile "a"', allow: 'fs.write' };
    const refused = build([
      ...blocked(),
      { type: 'refused', ...what, time: 300, file: 'a.mjs', line: 4, column: 2 },
      { type: 'refused', what: 'process.kill', allow: '', time: 400 },
    ]);
    const marked = viewOf(refused);
    const target = { kind: 'refusal', index: 0 } as const;
    const x = gutter + marked.scale.x(300) + 3;
    assert.deepEqual(hitTest(marked, x, RULER_HEIGHT + 6).target, target);
    assert.notEqual(hitTest(marked, x + 8, RULER_HEIGHT + 6).target?.kind, 'refusal');
    assert.notEqual(hitTest(marked, x, LANES_TOP - 4).target?.kind, 'refusal');
    const { facts, place, title } = describeTarget(refused, marked.segments, target);
    assert.deepEqual([title, place], ['fs.writeFile "a" was refused', { file: 'a.mjs', line: 4, column: 2 }]);
    assert.deepEqual(
      facts.map(({ label, value }) => [label, value]),
      [
        ['Time', '300.000 ms'],
        ['Allowed by', 'fs.write'],
      ],
    );
    const never = describeTarget(refused, marked.segments, { kind: 'refusal', index: 1 });
    assert.deepEqual([never.place, never.facts[1]?.value], [null, 'nothing: no run may do this']);
  });

  it('find tasks in the gutter, and nothing below the last lane', () => {
    assert.deepEqual(hitTest(view, 10, LANES_TOP + 2).target, { kind: 'task', task: view.lanes.task[0] });
    assert.equal(hitTest(view, 10, LANES_TOP + 9 + LANE_HEIGHT * view.lanes.count).target, null);
    assert.equal(hitTest(view, 500, 3).zone, 'ruler');
  });

  it('place sliders', () => {
    assert.equal(slider(100, 100, 50, 0), null);
    assert.deepEqual(slider(100, 100, 200, 100), { start: 50, length: 50 });
  });
});

describe('keys', () => {
  const view = viewOf(build(few()));
  const nav = { ...view, page: 3, focusTime: 0 };

  it('walk the segments of a task and the lanes', () => {
    const first = navigate(nav, null, 'right');
    assert.deepEqual(first, { kind: 'segment', segment: 0 });
    const second = navigate(nav, first, 'right');
    assert.equal(second?.kind, 'segment');
    assert.deepEqual(navigate(nav, second, 'left'), first);
    assert.deepEqual(navigate(nav, first, 'left'), first);
    const below = navigate(nav, first, 'down');
    assert.equal(below?.kind === 'segment' && view.trace.segments.task.get(below.segment), 1);
    assert.equal(navigate(nav, first, 'up')?.kind, 'turn');
    const end = navigate(nav, first, 'end');
    assert.equal(end?.kind === 'segment' && view.trace.segments.next.get(end.segment), -1);
  });
});

describe('descriptions', () => {
  it('say what a wait waited for and who settled it', () => {
    const trace = build(few());
    const view = viewOf(trace);
    const segment = Array.from({ length: trace.segments.count }, (_, row) => row).find(
      (row) =>
        trace.segments.state.get(row) === State.Suspended &&
        trace.tasks.function.get(trace.segments.task.get(row)) === 3,
    );
    assert.ok(segment !== undefined);
    const facts = describeTarget(trace, view.segments, { kind: 'segment', segment });
    assert.equal(facts.title, 'fetchUser');
    assert.equal(facts.code, 'await fetch(`/users/${id}`)');
    const values = Object.fromEntries(facts.facts.map(({ label, value }) => [label, value]));
    assert.equal(values['Waited for'], 'fetch');
    assert.equal(values['Settled by'], 'the callback of fetch');
    assert.equal(values['Outcome'], 'fulfilled');
    assert.match(say(facts), /^fetchUser, suspended, await fetch.*Duration \d/);
    assert.deepEqual(placeOf(trace, { kind: 'segment', segment })?.file, 'src/dashboard.ts');
  });

  it('tell whom a blocking call held up', () => {
    const trace = build(blocked());
    const { facts } = describeTarget(trace, viewOf(trace).segments, { kind: 'blocking', index: 0 });
    assert.ok(facts.some(({ label, value }) => label === 'Held up' && /await/.test(value)));
  });

  it('tell that a task never ended', () => {
    const trace = build(hang());
    const { facts } = describeTarget(trace, viewOf(trace).segments, { kind: 'task', task: 0 });
    assert.ok(facts.some(({ value }) => value === 'never ended'));
  });
});

describe('notices', () => {
  it('tell the error that ended the program once, with the way to its line', () => {
    const error = { name: 'RangeError', message: 'out of stock', stack: '', file: 'a.js', line: 12, column: 5 };
    const trace = build([{ type: 'end', time: 3, outcome: 'threw', exitCode: 1, error }]);
    const told = (message: string): unknown[] =>
      noticesOf(trace, message)
        .filter(({ severity }) => severity === 'error')
        .map(({ place, text }) => [text, place?.line]);
    assert.equal(noticesOf(trace, '').length, 1, 'nothing is said of a program that did not come to its functions');
    assert.deepEqual(told('RangeError: out of stock'), [['RangeError: out of stock', 12]]);
    assert.deepEqual(told('Something else.'), [
      ['Something else.', undefined],
      ['RangeError: out of stock', 12],
    ]);
  });
  it('say what was refused, lost, and not instrumented', () => {
    const trace = build([
      { type: 'refused', what: 'Network', allow: 'net', time: 1 },
      { type: 'refused', what: 'Network', allow: 'net', time: 2, file: 'a.js', line: 7, column: 3 },
      { type: 'notInstrumented', path: 'a.js', reason: 'syntax error' },
      { type: 'notInstrumented', path: 'b.js', reason: 'too large' },
      { type: 'end', time: 3, outcome: 'completed', exitCode: 0 },
    ]);
    const notices = noticesOf(trace, '');
    assert.deepEqual(notices[0]?.place, { file: 'a.js', line: 7, column: 3 });
    const texts = notices.map(({ text }) => text);
    assert.deepEqual(texts, [
      'Network was refused 2 times: allow it with “net”',
      'Not instrumented: a.js (syntax error), and 1 more file',
      'Nothing here suspends: no instrumented function ran',
    ]);
  });
});

describe('output', () => {
  it('joins pieces of a line and keeps the streams apart', () => {
    const lines = outputLines([
      { time: 1, stream: 'stdout', text: 'a', task: 4 },
      { time: 2, stream: 'stderr', text: '\u001b[31moops\u001b[0m\n', task: -1 },
      { time: 3, stream: 'stdout', text: 'b\nc\n', task: 5 },
    ]);
    assert.deepEqual(lines, [
      { time: 1, stream: 'stdout', text: 'ab', task: 4 },
      { time: 2, stream: 'stderr', text: 'oops', task: -1 },
      { time: 3, stream: 'stdout', text: 'c', task: 5 },
    ]);
  });
});

describe('table', () => {
  it('lists the segments of matching functions', () => {
    const trace = build(few());
    const all = segmentRows(trace, null);
    assert.equal(all.length, trace.segments.count);
    const starts = [...all].map((row) => trace.segments.start.get(row));
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
    const rows = segmentRows(trace, matcherOf(trace, 'function:fetchuser'));
    assert.ok(rows.length > 0);
    for (const row of rows) assert.equal(trace.tasks.function.get(trace.segments.task.get(row)), 3);
  });

  it('is sorted by what any of its columns says, the other way round, too', () => {
    const trace = build(few());
    const said = (by: Column, descending = false): (number | string)[] =>
      [...segmentRows(trace, null, { by, descending })].map((row) => {
        const start = trace.segments.start.get(row);
        if (by === 'start') return start;
        if (by === 'duration') return segmentEnd(trace, row) - start;
        return by === 'state' ? trace.segments.state.get(row) : cellText(trace, row, by);
      });
    // Nothing was previewed here.
    for (const by of COLUMNS.filter((column) => column !== 'value')) {
      const values = said(by);
      const compare = (a: number | string, b: number | string): number =>
        typeof a === 'number' ? a - Number(b) : a.localeCompare(String(b), 'en', { numeric: true });
      assert.ok(new Set(values).size > 2, by);
      assert.deepEqual(values, values.toSorted(compare), by);
      assert.deepEqual(
        said(by, true),
        values.toSorted((a, b) => compare(b, a)),
        by,
      );
    }
  });
});

describe('bytes', () => {
  it('are read from every form in which they may arrive', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    for (const form of [
      bytes,
      bytes.buffer,
      [1, 2, 3],
      { type: 'Buffer', data: [1, 2, 3] },
      { 0: 1, 1: 2, 2: 3 },
      new DataView(bytes.buffer),
    ]) {
      assert.deepEqual(toBytes(form), bytes);
    }
    assert.equal(toBytes(null), null);
    assert.equal(reviveEvent({ type: 'records', bytes: null as unknown as Uint8Array }), null);
  });
});
