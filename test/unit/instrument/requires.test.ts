/** Where the probes around a `require` stand, and where they would change something and do not. */
import assert from 'node:assert/strict';
import { instrumented, probeLetters, withoutFences } from './support.ts';

const PROBED = [
  `const a = require('a')`,
  `const { a } = require('a');`,
  `let a = require('a').b.c`,
  `var a = require("a");`,
  `require('a')\n;[1].at(0)`,
  `exports.a = require('a')`,
  `module.exports = require('a').b;`,
  `function f() { const a = require('a'); return a }`,
  `switch (1) { case 1: require('a'); break }`,
];

const NOT_PROBED = [
  `const a = require(name)`,
  `const a = require('a')(1)`,
  `const a = require('a'), b = 1`,
  `const a = other('a')`,
  `const a = x.require('a')`,
  `if (1) require('a')`,
  `label: require('a')`,
  `for (const a = require('a'); ;) break`,
  `with (x) { require('a') }`,
  `const a = () => require('a')`,
];

function commonjs(text: string): string {
  return instrumented(text, { path: 'a.cjs', moduleKind: 'commonjs' }).code;
}

describe('probes around require', () => {
  for (const text of PROBED) {
    it(`before and behind ${JSON.stringify(text)}`, () => {
      const code = commonjs(text);
      assert.equal(probeLetters(code), 'L1 L2');
      assert.equal(withoutFences(code), text);
      assert.match(code, /L2\(\$awaitscopeN1,"a"\)/);
    });
  }

  for (const text of NOT_PROBED) {
    it(`none in ${JSON.stringify(text)}`, () => {
      assert.equal(commonjs(text), text);
    });
  }
});
