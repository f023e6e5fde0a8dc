/** Node's warning of a top-level await that nothing settles, as run → as written. */
import assert from 'node:assert/strict';
import { FENCE_CLOSE, FENCE_OPEN } from '../../../src/instrument/probe-names.ts';
import { unsettledAwaits } from '../../../src/sandbox/unsettled.ts';

const HEAD = 'Warning: Detected unsettled top-level await at file:///a.mjs:2\n';
const fenced = (text: string): string => `${FENCE_OPEN}${text}${FENCE_CLOSE}`;

describe('a warning of an unsettled await', () => {
  it('shows the line without probes and marks the await in it', () => {
    const before = `\tconst x = ${fenced('R(t,')}`;
    const line = `${before}await ${fenced('O(t,1,')}f()${fenced(')')}${fenced(')')};`;
    const mark = before.replace(/[^\t]/g, ' ');
    assert.equal(
      unsettledAwaits(`noise\n${HEAD}${line}\n${mark}^\n\n\n\n`),
      `${HEAD}\tconst x = await f();\n\t          ^\n\n\n\n`,
    );
  });

  it('is told once for each module, and other text is left out', () => {
    const one = `${HEAD}await 1;\n^\n\n\n\n`;
    assert.equal(unsettledAwaits(`${one}between\n${one}behind`), one + one);
    assert.equal(unsettledAwaits(`${HEAD}await 1;\n`), '');
    assert.equal(unsettledAwaits('FATAL ERROR: out of memory\n'), '');
  });
});
