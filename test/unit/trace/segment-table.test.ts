import assert from 'node:assert/strict';
import { SegmentTable } from '../../../src/trace/tables.ts';

const COLUMNS = ['task', 'state', 'start', 'end', 'site', 'outcome', 'promise', 'next'] as const;

function fill(table: SegmentTable, rows: number): number {
  let mostAtOnce = 0;
  for (let i = 0; i < rows; i++) {
    const before = COLUMNS.map((name) => table[name].data);
    const row = table.add(i, i % 3, i / 2, i + 1, i + 2);
    table.outcome.data[row] = i % 2;
    mostAtOnce = Math.max(mostAtOnce, COLUMNS.filter((name, k) => table[name].data !== before[k]).length);
  }
  return mostAtOnce;
}

function check(table: SegmentTable, rows: number): void {
  assert.equal(table.count, rows);
  for (let i = 0; i < rows; i++) {
    const row = COLUMNS.map((name) => table[name].data[i]);
    assert.deepEqual(row, [i, i % 3, i / 2, NaN, i + 1, i % 2, i + 2, -1]);
  }
}

describe('the table of segments', () => {
  it('has room for each, and never makes more than one column longer at once', () => {
    const table = new SegmentTable();
    assert.equal(fill(table, 30_000), 1);
    check(table, 30_000);
  });

  it('need not grow when it was told what comes', () => {
    const table = new SegmentTable();
    table.reserve(50_000);
    assert.equal(fill(table, 50_000), 0);
    check(table, 50_000);
    // Nor more than it was told.
    assert.equal(table.start.data.length, 50_000);
  });

  it('grows beyond what it was told', () => {
    const table = new SegmentTable();
    table.reserve(1000);
    fill(table, 30_000);
    check(table, 30_000);
  });
});
