import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OperationTable } from '../../../src/recorder/operation-table.ts';

interface Kept {
  readonly name: string;
}

describe('the table of operations', () => {
  it('says what a map would say, whatever is set, skipped and deleted', () => {
    // Ids a few thousand apart share a place; those beyond 2 ** 31 are no 32-bit integers.
    const id = fc
      .tuple(fc.nat(3), fc.nat(3), fc.constantFrom(0, 2 ** 31, 2 ** 40))
      .map(([a, b, c]) => 1 + a + b * 4096 + c);
    const step = fc.record({ what: fc.constantFrom('set', 'null', 'skip', 'delete'), id });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new OperationTable<Kept>();
        const map = new Map<number, Kept | null>();
        const made = new Set<number>();
        for (const [n, { what, id: at }] of steps.entries()) {
          if (what === 'delete') {
            table.delete(at);
            map.delete(at);
          } else if (!made.has(at)) {
            // An id is given once.
            made.add(at);
            const value = what === 'set' ? { name: String(n) } : null;
            if (what === 'skip') table.skip(at);
            else {
              table.set(at, value);
              map.set(at, value);
            }
          }
          for (const known of made) assert.equal(table.get(known), map.get(known));
        }
      }),
      { numRuns: 300 },
    );
  });
});
