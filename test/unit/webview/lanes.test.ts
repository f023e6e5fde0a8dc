import assert from 'node:assert/strict';
import { Fold, type Lanes } from '../../../src/webview/model/lanes.ts';
import { QUADRANTS, quadrantsOf } from '../../../src/webview/model/quadrants.ts';
import { matcherOf } from '../../../src/webview/model/search.ts';
import { sortingBy } from '../../../src/webview/model/sorting.ts';
import { taskEnd, taskName } from '../../../src/trace/queries.ts';
import type { Trace } from '../../../src/trace/tables.ts';
import { blocked, few, many } from './scenarios.ts';
import { build, lanesOf } from './support.ts';

/** Names of the lanes, indented; groups with their counts. */
function outline(trace: Trace, lanes: Lanes): string[] {
  return Array.from({ length: lanes.count }, (_, lane) => {
    const group = lanes.groups[lanes.group[lane] ?? -1];
    const family = lanes.operations[lanes.family[lane] ?? -1];
    const row = lanes.row[lane] ?? -1;
    const name =
      group !== undefined
        ? `${group.title} ×${group.tasks.length}`
        : family !== undefined
          ? `${family.title}${row < 0 ? ` ×${family.count}` : ` row ${row}`}`
          : taskName(trace, lanes.task[lane] ?? 0);
    return ' '.repeat(lanes.depth[lane] ?? 0) + name;
  });
}

describe('lanes', () => {
  it('put children below their parents, folded or not, and operations last', () => {
    const trace = build(few());
    const lanes = lanesOf(trace);
    assert.deepEqual(outline(trace, lanes), [
      '(module)',
      ' loadDashboard',
      '  fetchUser',
      '  fetchOrders',
      '   loadPrices',
      '  fetchReviews',
      '  fetchRecommendations',
      '  renderReport',
      'Timers row 0',
      ' Timers row 1',
      'Network row 0',
      ' Network row 1',
      'Files row 0',
    ]);
    assert.equal(lanes.fold[0], Fold.Open);
    const folded = lanesOf(trace, { collapsed: new Set([1]), operations: null });
    assert.deepEqual(outline(trace, folded), ['(module)', ' loadDashboard']);
    assert.equal(folded.laneOf[3], -1);
  });

  it('fold many calls of one function side by side into one lane, which holds each of them', () => {
    const trace = build(many());
    const lanes = lanesOf(trace, { operations: null });
    assert.equal(lanes.count, 13);
    assert.deepEqual(outline(trace, lanes).slice(0, 3), ['(module)', ' crawl0 ×250', ' crawl1 ×250']);
    assert.ok([...lanes.laneOf].every((lane) => lane >= 0));
    const key = lanes.groups[0]?.key ?? '';
    const open = lanesOf(trace, { operations: null, toggled: new Set([key]) });
    assert.equal(open.count, 13 + 250);
    assert.equal(open.fold[1], Fold.Open);
    assert.equal(open.depth[2], 2);
  });

  it('without groups hold each task once', () => {
    const trace = build(many());
    const lanes = lanesOf(trace, { grouping: 'flat', operations: null });
    assert.equal(lanes.count, 3001);
    assert.equal(new Set(lanes.task.subarray(0, lanes.count)).size, 3001);
  });

  it('group the calls of a function, wherever they were made', () => {
    const trace = build(blocked());
    const lanes = outline(trace, lanesOf(trace, { grouping: 'function', operations: null }));
    assert.deepEqual(lanes.slice(0, 6), [
      '(module)',
      'handleRequest ×4',
      ' handleRequest',
      ' handleRequest',
      ' handleRequest',
      ' handleRequest',
    ]);
    assert.ok(lanes.includes('authenticate ×4'));
  });

  it('sort siblings by a measure, the most first', () => {
    const trace = build(few());
    const lanes = lanesOf(trace, { grouping: 'flat', sorting: sortingBy(trace, 'duration'), operations: null });
    const lengths = [...lanes.task.subarray(0, lanes.count)].map(
      (task) => taskEnd(trace, task) - trace.tasks.start.get(task),
    );
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => b - a),
    );
    const running = lanesOf(trace, { grouping: 'flat', sorting: sortingBy(trace, 'running'), operations: null });
    assert.equal(taskName(trace, running.task[0] ?? 0), 'fetchRecommendations');
  });

  it('place tasks in quadrants', () => {
    const trace = build(few());
    const quadrants = quadrantsOf(trace);
    const of = (name: string): string => {
      const task = Array.from({ length: trace.tasks.count }, (_, row) => row).find(
        (row) => taskName(trace, row) === name,
      );
      return QUADRANTS[quadrants[task ?? 0] ?? 0]?.title ?? '';
    };
    assert.equal(of('fetchUser'), 'Synchronous, non-blocking');
    assert.equal(of('fetchOrders'), 'Asynchronous, non-blocking');
    assert.equal(of('fetchRecommendations'), 'Synchronous, blocking');
    const lanes = outline(trace, lanesOf(trace, { grouping: 'quadrant', operations: null }));
    assert.equal(lanes[0], 'Synchronous, blocking ×1');
    assert.equal(lanes[1], ' fetchRecommendations');
  });

  it('show only what a filter wants, below the nearest wanted caller', () => {
    const trace = build(few());
    const matcher = matcherOf(trace, 'function:fetch');
    assert.ok(matcher);
    const lanes = lanesOf(trace, { wanted: (task) => matcher.task(task), operations: null });
    assert.deepEqual(outline(trace, lanes), ['fetchUser', 'fetchOrders', 'fetchReviews', 'fetchRecommendations']);
    assert.equal(lanesOf(trace, { wanted: () => false, operations: null }).count, 0);
  });
});
