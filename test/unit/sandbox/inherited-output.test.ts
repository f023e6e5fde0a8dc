/** What other programs print on the standard error that Node uses as well. */
import assert from 'node:assert/strict';
import { InheritedOutput } from '../../../src/sandbox/inherited-output.ts';
import { WORDS_MARK } from '../../../src/trace/channel.ts';

const WORDS = '/a.cjs:1\nnull.x\n^\n\nError: ü\n\nNode.js v24.0.0\n';
const UNSETTLED =
  'Warning: Detected unsettled top-level await at file:///a.mjs:1\nawait new Promise(() => {})\n^\n\n\n\n';

/** @returns what is told to be printed by others, and Node's words */
function taken(chunks: readonly (string | Buffer)[]): [others: string, words: string] {
  let others = '';
  const output = new InheritedOutput((events) => {
    for (const { stream, text } of events) others += stream === 'stderr' ? text : `(${text})`;
  });
  for (const chunk of chunks) output.take('stderr', Buffer.from(chunk), 0);
  output.end(0);
  return [others, output.words];
}

describe('what others print', () => {
  const printed = Buffer.from(`one\n${WORDS_MARK}${WORDS}two\n`);

  it('is told apart from the words of Node, wherever it is cut', () => {
    for (let cut = 0; cut <= printed.length; cut++) {
      const found = taken([printed.subarray(0, cut), printed.subarray(cut)]);
      assert.deepEqual(found, ['one\ntwo\n', WORDS], `cut at ${cut}`);
    }
    const bytes = [...printed].map((byte) => Buffer.from([byte]));
    assert.equal(taken(bytes)[1], WORDS);
  });

  it('is all of it where a mark has no words behind it', () => {
    assert.deepEqual(taken([`one\n${WORDS_MARK}two\n`]), ['one\ntwo\n', '']);
    assert.deepEqual(taken(['one\0', WORDS_MARK.slice(0, 5)]), [`one\0${WORDS_MARK.slice(0, 5)}`, '']);
  });

  it('is kept where Node warns in the same breath', () => {
    assert.deepEqual(taken([`one\n${UNSETTLED}two\n`]), ['one\ntwo\n', '']);
  });

  it('may look like the words of Node', () => {
    assert.deepEqual(taken([WORDS]), [WORDS, '']);
  });
});
