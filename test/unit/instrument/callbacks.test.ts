/** Which functions have the probes of callbacks, and what is told of them. */
import assert from 'node:assert/strict';
import { outline } from '../../../src/instrument/index.ts';
import { instrumented, probeLetters, withoutFences } from './support.ts';

/** `kind text name place asked` of each. */
function told(text: string, path = 'a.mjs'): string[] {
  const value = instrumented(text, { path, moduleKind: path.endsWith('.cts') ? 'commonjs' : 'module' });
  assert.equal(value.ids.filter(({ kind }) => kind === 'callback').length, value.callbacks.length);
  return value.callbacks.map(({ asked, kind, name, place, text: to }) =>
    [
      kind,
      to,
      name === '' ? '-' : name,
      `${place.line}:${place.column}`,
      asked === null ? '-' : `${asked.line}:${asked.column}`,
    ].join(' '),
  );
}

describe('callbacks in a text', () => {
  it('are what is handed over where it stands', () => {
    assert.deepEqual(told('s.on("x", () => 1)'), ['listener s.on "x" - 1:11 1:3']);
    assert.deepEqual(told('a.b.c.once(`y`, function f() {})'), ['listener a.b.c.once "y" f 1:17 1:7']);
    assert.deepEqual(told('make(1).on(Event, (x) => x)'), ['listener on - 1:19 1:9']);
    assert.deepEqual(told('p.then((x) => x, (y) => y)\n .catch(z => z)?.finally(() => {})'), [
      'reaction promise.then - 1:8 1:3',
      'reaction promise.then - 1:18 1:3',
      'reaction promise.catch - 2:9 2:8',
      'reaction promise.finally - 2:26 2:25',
    ]);
    assert.deepEqual(told('setTimeout(() => {}, 5, () => {}); timers.setInterval(function () {}, 1)'), [
      'timer setTimeout - 1:12 1:1',
      'timer timers.setInterval - 1:55 1:43',
    ]);
    assert.deepEqual(told('process.nextTick(() => {}); queueMicrotask(() => {}); setImmediate(() => {})'), [
      'tick process.nextTick - 1:18 1:9',
      'microtask queueMicrotask - 1:44 1:29',
      'immediate setImmediate - 1:68 1:55',
    ]);
    assert.deepEqual(told('w.onmessage = (e) => e.data'), ['listener w.onmessage - 1:15 1:3']);
    assert.deepEqual(told('s.on("x", (function () {}).bind(this)); s.on("y", o.m); s.on("z", make())'), [
      'listener s.on "x" - 1:12 1:3',
    ]);
  });

  it('are no async functions, no generators and no other functions', () => {
    for (const text of [
      's.on("x", async () => 1)',
      'p.then(function* () {})',
      'list.map((x) => x)',
      'new Promise((resolve) => resolve())',
      'x.on = () => {}; on = () => 1; x.one = 1',
      's["on"]("x", () => 1)',
      's.on("x", cond ? () => 1 : () => 2)',
      'p.then(1, 2, () => 3); setTimeout(1, () => {})',
      'function f() { return 1 } f(); const o = { then() {}, on() {} }',
    ])
      assert.deepEqual(told(text), [], text);
  });

  it('are what is handed over by a name that stands for it only', () => {
    assert.deepEqual(told('s.on("x", f); function f() {}\ns.off("x", f); o.f = 1; ({ f: 1 }).f'), [
      'listener s.on "x" f 1:15 1:3',
    ]);
    assert.deepEqual(told('const f = (x) => x; s.on("x", f.bind(1)); s.once("y", f)'), [
      'listener s.on "x" or s.once "y" f 1:11 -',
    ]);
    assert.deepEqual(told('{ const f = function g() {}; p.then(f, f) }'), ['reaction promise.then g 1:13 -']);
    assert.deepEqual(told('const f = () => 1; s.on("x", f); setTimeout(f)'), [
      'callback s.on "x" or setTimeout f 1:11 -',
    ]);
  });

  it('are told by their own name where it is not certain who calls them', () => {
    const uncertain = (text: string, place = '1:1'): void => {
      assert.deepEqual(told(text), [`callback f - ${place} -`], text);
    };
    uncertain('function f() {} s.on("x", f); f()');
    uncertain('function f() {} s.on("x", f); const g = f');
    uncertain('function f() {} s.on("x", f); f = 1');
    uncertain('function f() {} s.on("x", f); export { f }');
    uncertain('export function f() {} s.on("x", f)', '1:8');
    uncertain('export const f = () => 1; s.on("x", f)', '1:18');
    uncertain('function f() {} s.on("x", f); { let f = 1; s.on("x", f) }');
    uncertain('function f() {} s.on("x", f); const g = (f) => s.on("x", f)');
    uncertain('function f() {} s.on("x", f); const g = function f() { s.on("x", f) }');
    uncertain('function f() {} s.on("x", f); { async function f() {} }');
    uncertain('function f() {} s.on("x", f); import { x as f } from "y"');
    uncertain('{ function f() {} } s.on("x", f)', '1:3');
    uncertain('function f() {} s.on("x", f); eval("f()")');
    assert.deepEqual(told('function f() {} { function f() {} } s.on("x", f)'), [
      'callback f - 1:1 -',
      'callback f - 1:19 -',
    ]);
    assert.deepEqual(told('async function f() {} s.on("x", f)'), []);
  });

  it('are found behind types and through the compiler, at their places in the original', () => {
    assert.deepEqual(told('s!.on("x", ((y: number): void => {}) as any)', 'a.ts'), ['listener s.on "x" - 1:13 1:4']);
    const text =
      'import { once } from "node:events";\nenum E { A }\nonce("x", function f(this: E) {});\nonce(<any>"y", () => E.A);';
    // What TypeScript makes of the call has a map that is vague about columns.
    assert.deepEqual(
      told(text, 'a.cts').map((line) => line.replace(/:\d+$/, '')),
      ['listener once "x" f 3:11 3', 'listener once "y" - 4:16 4'],
    );
  });

  it('have a probe where they begin, and one where nothing runs any more before they have returned', () => {
    const letters = (text: string): string => probeLetters(instrumented(`s.on("x", ${text})`).code);
    assert.equal(letters('() => 1'), 'Z1 Z');
    assert.equal(letters('() => {}'), 'Z Z1');
    assert.equal(letters('function () { "use strict"; if (x) return; return 1 }'), 'Z Z1 Z1');
    assert.equal(letters('() => { throw 1 }'), 'Z');
    assert.equal(letters('() => { return () => { return 1 } }'), 'Z Z1');
    assert.equal(letters('() => { try { return 1 } finally { g() } }'), 'Z Z1');
    assert.equal(letters('() => { try { return 1 } catch { return 2 } }'), 'Z Z1 Z1 Z1');
    assert.equal(letters('() => { try {} finally { return 2 } }'), 'Z Z1 Z1');
    assert.equal(letters('() => { for (const x of y) return x }'), 'Z Z1');
    assert.equal(letters('() => { { using x = y; return 1 } }'), 'Z Z1');
    assert.equal(letters('() => { class A { static { g() } m() { return 1 } x = () => { return 1 } } }'), 'Z Z1');
    assert.equal(letters('() => async () => { return 1 }'), 'Z1 Z E V');
    assert.equal(letters('(x = () => { return 1 }) => { }'), 'Z Z1');
  });

  it('leave everything outside of fences as it is', () => {
    const text =
      's.on("x", function (a) { "use strict"\n if (a) return\n return a\n})\np.then(a => /* => */ (a, b) /* ) */)\np.then(() => ({}))';
    assert.equal(withoutFences(instrumented(text).code), text);
    assert.deepEqual(outline('a.mjs', text)?.functions, []);
  });
});
