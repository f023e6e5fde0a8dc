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
      'list.map((x) => x).filter(function (x) { return x }).sort((a, b) => a - b); list.forEach((error) => log(error))',
      'get((x) => x, 1); stat((x) => x, path); read(f); const g = open(f); function f() {}',
      'new Thing((x) => x); new Thing({ write() {} }); new Writable({ other() {}, get write() {}, ["write"]() {} })',
      'class A { read() {} on() { this.read() } } class B { m() { s.on("x", this.read) } }',
      's.on("x", a.m); class A { m() {} } class B { m() {} }',
      's.on("x", o[m]); s.on("x", a().m); s.on("x", console.log); const c = { m() {}, log: () => 1 }',
      'class A { get m() { return 1 } async n() {} *o() {} constructor() { s.on("x", this.m, this.n, this.o) } }',
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

  it('are what Node’s functions call when they are done, as the last argument', () => {
    assert.deepEqual(told('fs.readFile("a.json", "utf8", (e, text) => text); readdir(path, f); function f() {}'), [
      'callback fs.readFile "a.json" - 1:31 1:4',
      'callback readdir f 1:69 1:51',
    ]);
    assert.deepEqual(
      told('http.get(url, (r) => r); app.get("/x", () => {}); crypto.pbkdf2("secret", salt, 1, 2, "x", () => {})'),
      ['callback http.get - 1:15 1:6', 'callback app.get "/x" - 1:40 1:30', 'callback crypto.pbkdf2 - 1:92 1:58'],
    );
    assert.deepEqual(
      told('s.close(() => {}); s.end("x", () => {}); s.setTimeout(5, () => {}); s.setTimeout(() => {}, 5)'),
      [
        'callback s.close - 1:9 1:3',
        'callback s.end - 1:31 1:22',
        'callback s.setTimeout - 1:58 1:44',
        'timer s.setTimeout - 1:82 1:71',
      ],
    );
    assert.deepEqual(told('db.query(sql, (err, rows) => rows); q((error) => {}); q(1, (e) => {}); q((err) => {}, 1)'), [
      'callback db.query - 1:15 1:4',
      'callback q - 1:39 1:37',
    ]);
  });

  it('are what constructors of observers and streams are given', () => {
    assert.deepEqual(told('new PerformanceObserver((list) => list); new FinalizationRegistry(f); function f() {}'), [
      'callback new PerformanceObserver - 1:25 1:1',
      'callback new FinalizationRegistry f 1:71 1:42',
    ]);
    assert.deepEqual(told('new stream.Transform({ objectMode: true, transform(c, e, n) {}, flush: (n) => n() })'), [
      'callback new stream.Transform transform 1:42 1:1',
      'callback new stream.Transform flush 1:72 1:1',
    ]);
  });

  it('are methods that are handed over: who calls them is certain of private ones only', () => {
    assert.deepEqual(
      told(
        'class A { f = (x) => x; constructor() { s.on("x", this.m); s.on("x", this.f.bind(this)) } m() {} static m() {} }',
      ),
      ['callback A.f - 1:15 -', 'callback A.m - 1:91 -', 'callback A.m - 1:105 -'],
    );
    assert.deepEqual(told('const o = { m() {}, n: function () {}, go() { s.on("x", this.n) } }; s.on("x", o.m)'), [
      'callback o.m - 1:13 -',
      'callback o.n - 1:24 -',
    ]);
    assert.deepEqual(told('A.prototype.m = function () {}; s.on("x", a.m)'), ['callback A.prototype.m - 1:17 -']);
    assert.deepEqual(told('class A { #m() {} go() { s.on("x", this.#m); s.off("x", this.#m) } }'), [
      'listener s.on "x" A.#m 1:11 1:28',
    ]);
    for (const use of ['this.#m()', '#m in x', 'other.#m', '[this.#m]'])
      assert.deepEqual(
        told(`class A { #m() {} go() { s.on("x", this.#m.bind(this)); ${use} } }`),
        ['callback A.#m - 1:11 -'],
        use,
      );
    assert.deepEqual(told('class A { #m() {} go() { s.on("x", this.#m) } } class B { #m() {} }'), [
      'callback A.#m - 1:11 -',
      'callback B.#m - 1:59 -',
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
