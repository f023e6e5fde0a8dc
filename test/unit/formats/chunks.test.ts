import assert from 'node:assert/strict';
import { jsonChunks, LazyList } from '../../../src/formats/chunks.ts';

function* numbers(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

describe('JSON in pieces', () => {
  for (const count of [0, 1, 4999, 5000, 5001, 12_000])
    it(`is the same JSON however a list of ${count} comes`, () => {
      const list = [...numbers(count)];
      for (const field of [list, new LazyList(count, (row) => row), numbers(count), new Set(list)]) {
        const chunks = [...jsonChunks({ before: 'a', list: field, absent: undefined, after: { b: 1 } })];
        assert.deepEqual(JSON.parse(chunks.join('')), { before: 'a', list, after: { b: 1 } });
        assert.ok(chunks.length >= count / 5000, 'no piece is the whole');
      }
    });
});
