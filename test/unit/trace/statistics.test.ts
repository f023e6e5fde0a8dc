import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecordKind as K } from '../../../src/trace/record.ts';
import { SiteCount, functionStatistics, siteStatistics, spread } from '../../../src/trace/statistics.ts';
import { formatMs } from '../../../src/trace/units.ts';
import { build } from './records.ts';

describe('statistics', () => {
  it('spread gives min, median, max and total', () => {
    assert.deepEqual(spread([3, 1, 10, 2]), { count: 4, min: 1, median: 2.5, max: 10, total: 16 });
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1 }), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const middle = sorted.length >> 1;
        const upper = sorted[middle] ?? 0;
        const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
        const { count, max, median: found, min } = spread(values);
        assert.deepEqual([count, min, found, max], [values.length, sorted[0], median, sorted.at(-1)]);
      }),
    );
    assert.deepEqual(spread([]), { count: 0, min: 0, median: 0, max: 0, total: 0 });
  });
  const trace = build(
    [
      [0, K.TurnStart, 0, 0, 0],
      [1, K.TaskStart, 1, 1, 0],
      [2, K.Suspend, 1, 1, 9],
      [6, K.Settled, 0, 9, 0],
      [8, K.Resume, 1, 1, 0],
      [9, K.Suspend, 1, 1, 10],
      [10, K.Settled, 0, 10, 0],
      [10, K.Resume, 1, 1, 0],
      [11, K.AwaitFailed, 1, 0, 0],
      [12, K.Suspend, 1, 1, 11],
    ],
    { time: 20, outcome: 'completed' },
  );
  it('counts suspensions of a site, their waits, readiness and outcomes', () => {
    const site = siteStatistics(trace).get(1);
    assert.ok(site);
    assert.deepEqual([site.waited.count, site.waited.min, site.waited.median, site.waited.max], [3, 1, 4, 8]);
    assert.deepEqual([site.ready.count, site.ready.total], [1, 2]);
    assert.deepEqual([site.fulfilled, site.rejected, site.pending], [1, 1, 1]);
    assert.deepEqual(site.wokenBy, [{ label: 'the event loop', count: 2 }]);
  });
  it('counts the same bit by bit, and a part of it', () => {
    const whole = siteStatistics(trace).get(1);
    const count = new SiteCount(trace, 1);
    for (let steps = 1; !count.advance(1); steps++) assert.ok(steps <= trace.segments.count);
    assert.deepEqual(count.result, whole);
    const part = new SiteCount(trace, 1, trace.segments.count - 1);
    assert.equal(part.advance(Infinity), true);
    assert.equal(part.result?.waited.count, 1);
    const other = new SiteCount(trace, 2);
    other.advance(Infinity);
    assert.equal(other.result, null);
  });
  it('sums what a function’s calls did', () => {
    assert.deepEqual(functionStatistics(trace).get(1), {
      calls: 1,
      pending: 1,
      rejected: 0,
      total: 19,
      running: 4,
      waiting: 13,
      ready: 2,
    });
  });
  it('writes durations with their unit', () => {
    assert.deepEqual([0, 0.00034, 0.0125, 3.2, 150.4, 1250, NaN].map(formatMs), [
      '0 ms',
      '340 ns',
      '12.5 µs',
      '3.2 ms',
      '150 ms',
      '1.25 s',
      '–',
    ]);
  });
});
