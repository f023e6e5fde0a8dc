/** What Node prints of an error that ends the program, as run → as written. */
import assert from 'node:assert/strict';
import { FENCE_CLOSE, FENCE_OPEN } from '../../../src/instrument/probe-names.ts';
import { fatalWords, lastWords } from '../../../src/sandbox/fatal-words.ts';

const fenced = (text: string): string => `${FENCE_OPEN}${text}${FENCE_CLOSE}`;
const RECORDER = '/runtime/recorder.cjs';
const REST = '\nError: x\n    at f (/a.cjs:2:3)\n\nNode.js v24.0.0\n';
const KNOWN = { place: '/a.cjs:2\n  known();\n  ^\n\n', text: 'Error: as known\n' };

describe('an error that ends the program', () => {
  it('is told by Node, with the line as it was written and the mark in it', () => {
    const before = `\tconst x = ${fenced('R(t,')}await ${fenced('O(t,1,')}`;
    const line = `${before}f(${fenced('B(')}1)${fenced(')')};`;
    const mark = `${before.replace(/[^\t]/g, ' ')}${'^'.repeat(`f(${fenced('B(')}1)`.length)}`;
    assert.equal(
      fatalWords(`/a.cjs:2\n${line}\n${mark}\n${REST}`, KNOWN, RECORDER),
      `/a.cjs:2\n\tconst x = await f(1);\n\t                ^^^^\n${REST}`,
    );
  });

  it('keeps what is no error, and has no place', () => {
    assert.equal(
      fatalWords('\n/a.cjs:1\nthrow 3;\n^\n3\n\nNode.js v24.0.0\n', KNOWN, RECORDER),
      '\n/a.cjs:1\nthrow 3;\n^\n3\n\nNode.js v24.0.0\n',
    );
    assert.equal(fatalWords('3\n\nNode.js v24.0.0\n', KNOWN, RECORDER), '3\n\nNode.js v24.0.0\n');
  });

  it('is placed where it is known to be, when the recorder has thrown it', () => {
    const words = `${RECORDER}:2\n  throw error;\n  ^\n${REST}`;
    assert.equal(fatalWords(words, KNOWN, RECORDER), KNOWN.place + REST.slice(1));
    assert.equal(fatalWords(words, { ...KNOWN, place: '' }, RECORDER), REST.slice(1));
  });

  it('shows a line that a compiler made only where it is the one that was written', () => {
    const words = (line: string): string => `/a.ts:2\n${line}\n  ^\n${REST}`;
    assert.equal(fatalWords(words('  compiled();'), KNOWN, RECORDER), KNOWN.place + REST.slice(1));
    assert.equal(fatalWords(words('  known();'), KNOWN, RECORDER), words('  known();'));
  });

  it('is told as it is known, where Node has said nothing of it', () => {
    for (const words of ['', 'FATAL ERROR: out of memory\n'])
      assert.equal(fatalWords(words, KNOWN, RECORDER), KNOWN.place + KNOWN.text);
  });

  it('is not taken from what other programs print', () => {
    const words = `/b.cjs:1\nnull.x\n^\n${REST}`;
    assert.equal(lastWords(words, KNOWN, null, '/runtime'), words);
    assert.equal(lastWords(words, KNOWN, '', '/runtime'), KNOWN.place + KNOWN.text);
    assert.equal(lastWords(`others\n${words}`, KNOWN, words, '/runtime'), words);
    assert.equal(lastWords(words, undefined, null, '/runtime'), '');
    const late = `others\n/b.cjs:1\n${fenced('O(')}null.x\n${' '.repeat(fenced('O(').length)}^\n${REST}`;
    assert.equal(lastWords(late, KNOWN, late, '/runtime'), `others\n${words}`);
  });

  it('comes behind what V8 said of rejections as the stack overflowed, each of which is told once and as written', () => {
    const head = 'Exception in PromiseRejectCallback:\n';
    const error = '\nRangeError: Maximum call stack size exceeded\n\n';
    const probe = fenced('E(1);');
    const run = `${head}/b.cjs:1\n${probe}deep();\n${' '.repeat(probe.length)}^\n${error}`;
    const written = `${head}/b.cjs:1\ndeep();\n^\n${error}`;
    const end = (line: string): string => `/b.cjs:2\n${line}\n^\n${REST}`;
    for (const words of [null, `${run}${run}${end(fenced('O('))}`])
      assert.equal(lastWords(`${run}${run}${end(fenced('O('))}`, KNOWN, words, '/runtime'), `${written}${end('')}`);
  });
});
