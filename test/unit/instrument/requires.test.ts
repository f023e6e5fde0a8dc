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
  `{ const require = f; } require('a');`,
  `function f(require) { return require } require('a');`,
  `try { f() } catch (require) { f() } require('a');`,
  `class A { require() { return 1 } } require('a');`,
  `const f = function require() { return 1 }; require('a');`,
  `for (let require of []) f(require); require('a');`,
];

/** The name is the program's own. */
const SHADOWED = [
  `define(function (require) { const a = require('a') })`,
  `define((require) => { const a = require('a') })`,
  `(function (files) { function require(n) { return files[n] } require('a') })({})`,
  `f({ 1: [function ({ require }, module) { var a = require('a') }] })`,
  `f(function (...require) { if (1) { require('a'); } })`,
  `f(function (a, [require = 1]) { require('a'); })`,
  `function require(name) { return name } require('a');`,
  `(function require(name) { require('a') })`,
  `{ const require = f; require('a'); }`,
  `{ function require() { return 1 } } require('a');`,
  `{ class require {} ; () => { require('a') } }`,
  `function g() { if (1) { for (var require of []) f(); } require('a') }`,
  `for (let require = f; ;) { require('a') }`,
  `for (const require in f) { require('a') }`,
  `for (const { require } of f) { require('a') }`,
  `switch (1) { case 1: require('a'); break; default: let require }`,
  `try { f() } catch ({ require }) { require('a') }`,
  `(class require { a() { require('a') } })`,
  `class A { static { var require = f; require('a') } }`,
  `label: function require() { return 1 }\nrequire('a');`,
];

const CREATED = [
  `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`,
  `import { createRequire as make } from 'module';\nconst require = make(import.meta.url);`,
  `import module from 'node:module';\nconst require = module.createRequire(import.meta.url);`,
  `import * as module from 'node:module';\nconst require = module.createRequire(import.meta.url);`,
];

const NOT_CREATED = [
  `globalThis.require = f;`,
  `import require from './own.mjs';`,
  `import { createRequire } from './own.mjs';\nconst require = createRequire(import.meta.url);`,
  `import { createRequire } from 'node:module';\nlet require = createRequire(import.meta.url);`,
  `import { createRequire } from 'node:module';\nconst require = wrap(createRequire(import.meta.url));`,
  `import { createRequire } from 'node:module';\nconst require = createRequire.call(null, import.meta.url);`,
  `export function require() { return 1 }`,
  `export default class require {}`,
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
      assert.match(code, /L1\(require===\$awaitscopeL0\)/);
    });
  }

  for (const text of SHADOWED) {
    it(`none where the name is declared: ${JSON.stringify(text)}`, () => {
      assert.equal(probeLetters(commonjs(text)), '');
    });
  }

  for (const text of CREATED) {
    it(`around one that Node created: ${JSON.stringify(text)}`, () => {
      assert.equal(probeLetters(instrumented(`${text}\nrequire('a');`).code), 'L1 L2');
    });
  }

  for (const text of NOT_CREATED) {
    it(`none where Node did not create it: ${JSON.stringify(text)}`, () => {
      assert.equal(probeLetters(instrumented(`${text}\nrequire('a');`).code), '');
    });
  }

  it('what only types declare hides nothing', () => {
    for (const types of ['declare const require: any;', 'declare function require(name: string): any;']) {
      const { code } = instrumented(`${types}\nrequire('a');`, { path: 'a.cts', moduleKind: 'commonjs' });
      assert.equal(probeLetters(code), 'L1 L2', types);
    }
  });

  it('compare with what the module was given, once, behind its directives', () => {
    const code = commonjs(`'use strict'; f();\nrequire('a'); require('b');`);
    assert.match(code, /^'use strict'; \S+const \$awaitscopeL0=[^;]+;\S+f\(\);/);
    assert.equal(code.split('const $awaitscopeL0').length, 2);
  });

  for (const text of NOT_PROBED) {
    it(`none in ${JSON.stringify(text)}`, () => {
      assert.equal(commonjs(text), text);
    });
  }
});
