import assert from 'node:assert/strict';
import { LONG_RECORDS, MOST_RECORDS, spare, type Kept } from '../../../src/editor/spare.ts';
import { RECORD_BYTES } from '../../../src/trace/record.ts';

interface Named extends Kept {
  readonly name: string;
}

/** A run that loaded these files. */
function run(name: string, records: number, files: readonly string[], root = '/one'): Named {
  // Its length is all that counts.
  const bytes = { byteLength: records * RECORD_BYTES } as Uint8Array;
  return { name, root, trace: { files: files.map((path) => ({ path })) }, events: [{ type: 'records', bytes }] };
}

const none = (): boolean => false;

describe('runs that need not stay in memory', () => {
  const long = run('long', LONG_RECORDS, ['a.mjs', 'b.mjs']);

  it('are long, and later ones loaded the same files', () => {
    const later = [run('a', 10, ['a.mjs', 'c.mjs']), run('b', 10, ['b.mjs'])];
    assert.equal(spare([long, ...later], none), long);
    assert.equal(spare([long, ...later.slice(1)], none), undefined, 'a file leads to it');
    assert.equal(spare([...later, long], none), undefined, 'the others are earlier');
    assert.equal(spare([run('short', LONG_RECORDS - 1, ['a.mjs']), later[0] ?? long], none), undefined);
  });

  it('not where the files are of another folder', () => {
    assert.equal(spare([long, run('other', 10, ['a.mjs', 'b.mjs'], '/two')], none), undefined);
  });

  it('not while they are in use', () => {
    const again = run('again', LONG_RECORDS, ['a.mjs', 'b.mjs']);
    assert.equal(
      spare([long, again], (one) => one === long),
      undefined,
    );
  });

  it('are the oldest long ones, when all take too much', () => {
    const runs = ['a', 'b', 'c'].map((name) => run(name, MOST_RECORDS / 3 + 1, [name]));
    const short = run('short', 10, ['short']);
    assert.equal(spare([short, ...runs], none)?.name, 'a');
    assert.equal(spare([short, ...runs], ({ name }) => name === 'a')?.name, 'b');
    assert.equal(spare([short, ...runs.slice(1)], none), undefined);
  });
});
