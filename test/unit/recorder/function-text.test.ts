import assert from 'node:assert/strict';
import { removeFences } from '../../../src/recorder/function-text.ts';

const chunk = (text: string): string => `/*\u27E6*/${text}/*\u27E7*/`;

describe('function text', () => {
  it('leaves text without fences alone', () => {
    assert.equal(removeFences('async () => 1'), 'async () => 1');
  });
  it('cuts every fenced chunk out', () => {
    assert.equal(
      removeFences(
        `async () => ${chunk('$awaitscopeR(T,')}await ${chunk('$awaitscopeO(T,1,')}x${chunk(')')}${chunk(')')}`,
      ),
      'async () => await x',
    );
  });
  it('keeps comments that only look alike', () => {
    assert.equal(removeFences('/* ⟦ */ f /* ⟧ */'), '/* ⟦ */ f /* ⟧ */');
  });
  it('keeps fences that the program has written', () => {
    const text = `(a) => '${chunk('b')}' + a`;
    assert.equal(removeFences(text), text);
    assert.equal(removeFences(text, true), text);
  });
  it('keeps what stands behind a function that a message shortened within a chunk', () => {
    const cut = `of function 'f() {${chunk('E(1);').slice(0, -4)}...<omitted>... }' and 'g() {${chunk('E(2);')} }'`;
    assert.equal(removeFences(cut, true), "of function 'f() {...<omitted>... }' and 'g() { }'");
  });
});
