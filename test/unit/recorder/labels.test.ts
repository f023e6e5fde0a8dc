import { strict as assert } from 'node:assert';
import { labelId, onLabel } from '../../../src/recorder/labels.ts';
import type { LabelInfo } from '../../../src/trace/event.ts';

describe('labels', () => {
  it('are told once each, and beyond ten thousand no longer apart', () => {
    const told: LabelInfo[] = [];
    onLabel((label) => told.push(label));
    const place = { file: 'a.ts', line: 3, column: 5 };
    const first = labelId('net', 'GET /0', null);
    for (let i = 1; i < 10_000; i++) labelId('net', `GET /${i}`, null);
    assert.equal(new Set(told.map(({ id }) => id)).size, 10_000);
    const beyond = labelId('net', 'GET /new', null);
    assert.equal(labelId('net', 'GET /newer', null), beyond);
    assert.equal(told.at(-1)?.text, 'one of more than 10000 names');
    const placed = labelId('timer', 'setTimeout 77 ms', place, { callback: 'late', pool: null });
    assert.notEqual(placed, beyond);
    assert.deepEqual(told.at(-1), { id: placed, kind: 'timer', text: 'one of more than 10000 names', ...place });
    assert.equal(labelId('net', 'GET /0', null), first);
    assert.equal(told.length, 10_002);
  });
});
