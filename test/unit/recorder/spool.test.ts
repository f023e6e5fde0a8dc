import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { Spool } from '../../../src/sandbox/supervisor/spool.ts';
import { RING_WORDS } from '../../../src/trace/channel.ts';

describe('spool', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'spool-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  let next = 0;
  /** A batch of `records` records, numbered on. */
  const batch = (records: number): Int32Array => Int32Array.from({ length: records * RING_WORDS }, () => next++);
  const all = (spool: Spool): number[] => {
    const words: number[] = [];
    for (let taken = spool.shift(); taken !== null; taken = spool.shift()) {
      assert.equal(taken.length % RING_WORDS, 0, 'a part of a record');
      for (const word of taken) words.push(word);
    }
    return words;
  };
  const upTo = (from: number): number[] => Array.from({ length: next - from }, (_, i) => from + i);

  it('gives back what it took, in order, whatever came between, from memory and from the file', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.constant(0)), { maxLength: 30 }), (steps) => {
        const spool = new Spool({ folder, memoryBytes: 100_000 });
        next = 0;
        const found: number[] = [];
        for (const step of steps) {
          if (step > 0) spool.push(batch(step));
          else for (const word of spool.shift() ?? []) found.push(word);
          assert.ok(spool.held < 100_000 + 9000 * RING_WORDS * 4, 'memory is not bounded');
        }
        assert.equal(spool.isEmpty, found.length === next);
        for (const word of all(spool)) found.push(word);
        assert.ok(spool.isEmpty);
        assert.deepEqual(found, upTo(0));
        spool.close();
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a copy: the batch is its giver’s again, also where no file can be made', () => {
    for (const memoryBytes of [1e6, 0]) {
      const spool = new Spool({ folder: memoryBytes > 0 ? folder : path.join(folder, 'none'), memoryBytes });
      next = 0;
      const words = batch(3);
      spool.push(words);
      words.fill(-1);
      assert.deepEqual(all(spool), upTo(0));
      spool.close();
    }
  });

  it('leaves no file behind', () => {
    const spool = new Spool({ folder, memoryBytes: 0 });
    spool.push(batch(10));
    assert.equal(spool.held, 0);
    assert.deepEqual(readdirSync(folder), []);
    spool.close();
  });

  it('keeps everything where no file can be made, and says why and that it is full', () => {
    const spool = new Spool({ folder: path.join(folder, 'none'), memoryBytes: 1000 });
    next = 0;
    while (!spool.isFull) spool.push(batch(20));
    assert.match(spool.problem, /ENOENT/);
    spool.push(batch(20));
    assert.deepEqual(all(spool), upTo(0));
    assert.equal(spool.held, 0);
    assert.ok(!spool.isFull);
  });

  it('keeps the order when the file fails with something in it', () => {
    const spool = new Spool({ folder, memoryBytes: 1000 });
    next = 0;
    for (let i = 0; i < 5; i++) spool.push(batch(100));
    assert.equal(spool.problem, '');
    spool.problem = 'ENOSPC: no space left on device';
    for (let i = 0; i < 5; i++) spool.push(batch(100));
    assert.ok(spool.isFull);
    assert.deepEqual(all(spool), upTo(0));
    spool.close();
  });
});
