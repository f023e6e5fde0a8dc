/** What instrumented text looks like: fences, ids, maps; checked on every fixture and on this project's own source. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Lines } from '../../../src/instrument/lines.ts';
import { instrument, outline, rebase, type Instrumented } from '../../../src/instrument/index.ts';
import { FENCE_OPEN, ID_WIDTH } from '../../../src/instrument/probe-names.ts';
import { decodeMappings, originalPosition } from '../../../src/recorder/mappings.ts';
import { instrumented, pieces, probeLetters, withoutFences } from './support.ts';

/** Some fixtures are there for their syntax errors, and one for fences of its own. */
const parses = (path: string): boolean => {
  const text = readFileSync(path, 'utf8');
  return !text.includes(FENCE_OPEN) && outline(path, text) !== null;
};
const SCRIPTS = globSync('test/fixtures/**/*.{mjs,cjs,js}').filter(parses);
const TYPED = globSync(['src/**/*.ts', 'test/fixtures/**/*.{ts,mts}']).filter(parses);
const TRANSPILED = globSync('{src,test/fixtures}/**/*.{tsx,jsx,cts}').filter(parses);

function kindOf(path: string): 'module' | 'commonjs' {
  return /\.c[jt]s$/.test(path) ? 'commonjs' : 'module';
}

const OF_NAMES = /[\p{ID_Continue}$]/u;

/** Each kept character is where the map says, to the column; but a name that is read first may be where V8 says that it is read. */
function assertMapped(text: string, value: Instrumented): void {
  if (value.mappings === '') return;
  const mappings = decodeMappings(value.mappings);
  const [originals, generated] = [new Lines(text), new Lines(value.code)];
  let original = 0;
  for (const { text: kept, offset } of pieces(value.code).kept) {
    for (const at of [0, kept.length >> 1, kept.length - 1]) {
      if (at < 0 || at >= kept.length || /\s/.test(kept[at] ?? '')) continue;
      const beginsName = OF_NAMES.test(kept[at] ?? '') && !OF_NAMES.test(kept[at - 1] ?? '');
      const next = beginsName ? at + 1 : at;
      if (next === kept.length) continue;
      const { line, column } = generated.at(offset + next);
      const found = originalPosition(mappings, line, column);
      assert.deepEqual(found, originals.at(original + next), JSON.stringify(kept.slice(at, at + 30)));
    }
    original += kept.length;
  }
}

function assertIds(value: Instrumented): void {
  const texts = value.ids.map(({ offset }) => value.code.slice(offset, offset + ID_WIDTH));
  for (const text of texts) assert.match(text, /^0x[0-9a-f]{6}$/);
  const count = (value.code.match(/0x[0-9a-f]{6}(?=[,)])/g) ?? []).length;
  if (!/0x[0-9a-f]{6}\b/.test(withoutFences(value.code))) assert.equal(texts.length, count);
}

describe('instrumented text', () => {
  for (const path of SCRIPTS) {
    it(`${path} is its text, with probes between fences`, () => {
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
      const value = instrumented(text, { path, moduleKind: kindOf(path) });
      assert.equal(withoutFences(value.code), text);
      assert.equal(instrument({ path, text: value.code, moduleKind: kindOf(path) }).ok, true, 'it does not parse');
      assertMapped(text, value);
      assertIds(value);
    });
  }

  it('is the erased text where types are blanked, and keeps every position', () => {
    for (const path of TYPED) {
      const text = readFileSync(path, 'utf8');
      const result = instrument({ path, text, moduleKind: 'module', probes: false });
      assert.ok(result.ok, path);
      if (result.value.mappings !== '') continue;
      const value = instrumented(text, { path });
      assert.equal(withoutFences(value.code), result.value.code, path);
      assert.equal(result.value.code.length, text.length, path);
      assertMapped(text, value);
      assertIds(value);
    }
  });

  it('is what the transpiler wrote, with probes between fences', () => {
    assert.ok(TRANSPILED.length > 3);
    for (const path of TRANSPILED) {
      const input = { path, text: readFileSync(path, 'utf8'), moduleKind: kindOf(path) } as const;
      const plain = instrument({ ...input, probes: false });
      assert.ok(plain.ok, path);
      assert.equal(withoutFences(instrumented(input.text, input).code), plain.value.code, path);
    }
  });

  it('leads back to the original through the transpiler', () => {
    const text = `enum E { A }\nclass C { constructor(private m1: number) {}\n  async f(m2: string): Promise<void> {
    const r = await m3(m4 as any), [s] = await this.m5<E>(m6); for await (const q of m7) if (m8) return await m9!; } }
await m10(async (n: E) => m11 + (await m12).m13(m14), E.A);\n`;
    const value = instrumented(text, { path: 'a.ts' });
    const mappings = decodeMappings(value.mappings);
    const [originals, generated] = [new Lines(text), new Lines(value.code)];
    for (const { 0: name, index } of text.matchAll(/\bm\d+\b/g)) {
      const { line, column } = generated.at(new RegExp(`\\b${name}\\b`).exec(value.code)?.index ?? -1);
      assert.deepEqual(originalPosition(mappings, line, column), originals.at(index), name);
    }
  });

  it('of a megabyte is made in one go', () => {
    const part = 'async function f(x) { for (const y of x) { await y; g(async (z) => await z); } return x }\n';
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    const value = instrumented(text);
    assert.equal(value.ids.length, (text.length / part.length) * 4);
    assert.equal(withoutFences(value.code), text);
  });

  it('is of any nesting of statements and expressions', () => {
    fc.assert(
      fc.property(program, (text) => {
        const value = instrumented(text);
        assert.equal(withoutFences(value.code), text);
        assert.equal(value.notInstrumented, undefined);
        const again = instrument({ path: 'a.mjs', text: value.code, moduleKind: 'module' });
        assert.ok(again.ok, again.ok ? '' : `${again.error.message}\n${value.code}`);
        assertMapped(text, value);
        // Two parses of the same program agree on what is in it.
        assert.deepEqual(outline('a.mjs', text)?.sites, value.sites);
      }),
      { numRuns: 300, seed: 20_261 },
    );
  });

  it('of a text that holds a probe or a fence has none', () => {
    for (const text of ['await 1; $awaitscopeT', 'await 1 /*\u27E6*/', 'await "/*\u27E7*/"']) {
      const value = instrumented(text);
      assert.equal(value.code, text);
      assert.match(value.notInstrumented ?? '', /fence/);
      assert.deepEqual([value.functions, value.sites, value.ids], [[], [], []]);
    }
  });

  it('of a script with old octals has its probes', () => {
    const value = instrumented('var x = 010; (async () => { await x })()', { path: 'a.cjs', moduleKind: 'commonjs' });
    assert.deepEqual([value.notInstrumented, value.sites.length], [undefined, 1]);
  });

  it('without anything asynchronous is the text itself', () => {
    const value = instrumented('export function f() { return [1].map((x) => x) }\n');
    assert.deepEqual([value.code, value.mappings], ['export function f() { return [1].map((x) => x) }\n', '']);
  });

  it('takes global ids without moving a column', () => {
    const text =
      'async function f() { await 1; for await (const x of y) await x; }\nfunction* g() { yield }\nawait f();';
    const value = instrumented(text);
    const moved = rebase(value, 0x10, 0x2345);
    assert.equal(moved.code.length, value.code.length);
    assert.equal(moved.code.replace(/0x[0-9a-f]{6}/g, '#'), value.code.replace(/0x[0-9a-f]{6}/g, '#'));
    assert.match(moved.code, /\$awaitscopeE\(0x000011\)[^]*\$awaitscopeO\(\$awaitscopeT,0x002346,/);
    assert.deepEqual(
      moved.functions.map(({ id }) => id),
      [0x11, 0x12, 0x13],
    );
    assert.deepEqual(
      moved.sites.map((site) => [site.id, site.function]),
      [
        [0x2346, 0x11],
        [0x2347, 0x11],
        [0x2348, 0x11],
        [0x2349, 0x12],
        [0x234a, 0x13],
      ],
    );
    assert.deepEqual(rebase(moved, -0x10, -0x2345), value);
  });

  it('has the probes of the contract', () => {
    const letters = (text: string): string => probeLetters(instrumented(text).code);
    assert.equal(letters('async function f() { await 1; return 2 }'), 'E R O V');
    assert.equal(letters('async function f(a = g()) { const [b] = await a }'), 'P U L');
    assert.equal(letters('const f = async (x) => await x'), 'E V R O');
    assert.equal(letters('async function f() { try { await 1 } catch {} finally {} }'), 'E R O C H V');
    assert.equal(letters('async function f() { try { return 1 } finally { g() } }'), 'E W V');
    assert.equal(letters('async function f() { for (const x of y) await x; await y }'), 'E R Q R O V');
    assert.equal(letters('async function f() { for await (const x of y) break }'), 'E F G1 F F G V');
    assert.equal(letters('async function f() { for await (const x of y) return x }'), 'E F G1 K F G V');
    assert.equal(letters('async function f() { await using x = y }'), 'E D2 D1 V');
    assert.equal(letters('function* g() { yield 1; yield* 2 }'), 'J Y B Y I L');
    assert.equal(letters('await 1'), 'M R Q L');
    assert.equal(letters('function* g() { return 1 }'), 'J N L');
    assert.equal(letters('async function* g() { return 1 }'), 'J1 S N L');
    assert.equal(letters('async function f() { throw 1 }'), 'E X');
    assert.equal(letters('function f() { return () => [1] }'), '');
  });

  it('shows a probe what was caught only where that is what the await was rejected with, under a name of its own', () => {
    const letters = (text: string): string => probeLetters(instrumented(text).code);
    const caught = (text: string): string => letters(`async function f() { ${text} }`);
    assert.equal(caught('try { await 1 } catch (e) {}'), 'E R O A V');
    assert.equal(caught('try { await 1 } catch ({ message }) {}'), 'E R O C V');
    // Disposal makes another error of it.
    assert.equal(caught('try { using x = y; await 1 } catch (e) {}'), 'E R Q C V');
    assert.equal(caught('for await (x of y) ;'), 'E F G F G V');
    assert.equal(caught('for await (const [x] of y) ;'), 'E F G F G V');
    assert.equal(caught('for await (const x of y) { let x; }'), 'E F G F G V');
    assert.equal(caught('for await (const x of y) { class x {} }'), 'E F G F G V');
    assert.equal(caught('for await (const x of y) { { let x; } }'), 'E F G1 F G V');
  });

  it('shows a probe what leaves a function only where nothing in it can replace that', () => {
    const letters = (text: string): string => probeLetters(instrumented(text).code);
    const leaves = (text: string): boolean => / X/.test(letters(`async function f() { ${text} }`));
    assert.ok(leaves('throw 1'));
    assert.ok(leaves('try {} catch (e) { throw e }'));
    assert.ok(leaves('try {} finally { throw 1 }'));
    assert.ok(leaves('for (const x of y) throw x'));
    assert.ok(leaves('switch (1) { case 1: throw 1 }'));
    assert.ok(!leaves('try { throw 1 } catch {}'));
    assert.ok(!leaves('try { throw 1 } finally { g() }'));
    assert.ok(!leaves('try {} catch (e) { throw e } finally { g() }'));
    assert.ok(!leaves('{ using x = y; throw 1 }'));
    assert.ok(!leaves('for (using x of y) throw 1'));
    assert.ok(!leaves('switch (1) { case 1: using x = y; throw 1 }'));
    assert.ok(!leaves('function inner() { throw 1 }'));
    assert.equal(letters('function* g() { try { return 1 } finally { h() } }'), 'J L');
    assert.equal(letters('function* g() { for (const x of y) return x }'), 'J L');
  });
});

/** Programs as text: valid in a module, with line breaks for semicolons in places. */
const { statements: program } = fc.letrec<{ expression: string; statement: string; statements: string }>((tie) => {
  const e = tie('expression');
  const map = (make: (...parts: string[]) => string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((values) => make(...values));
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom('x', '1', '`t`', '{}.a', '/r/', 'x++'),
      map((a) => `(await (${a}))`, e),
      map((a) => `await (${a})`, e).map((text) => `(${text} /* ) => */ )`),
      map((a, b) => `[${a}, ...${b}]`, e, e),
      map((a, b) => `x(${a}, { a: ${b} })`, e, e),
      map((a) => `(async (a = 1) => ${a.startsWith('{') ? `(${a})` : a})`, e),
      map((a, b) => `(async function* (p = x()) { yield ${a}\n ;yield* ${b}; return yield })`, e, e),
      map((a, s) => `(function* () { yield\n(${a}); { ${s} } })`, e, fc.constant('let q = yield')),
      map((a, b, c) => `(${a} ? ${b} : ${c}, ${a})`, e, e, e),
      map((s) => `(class { async m() { ${s} } [x] = async () => x; static { x } })`, tie('statements')),
    ),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      map((a) => `;(${a});`, e),
      map((a) => `await x++\n;(${a}).b`, e),
      map((a) => `{ const { a, b: [c] = await x } = ${a} }`, e),
      map((s) => `if (x) ${s}\nelse { ${s} }`, fc.constantFrom('await x', 'for await (const a of x) await a', ';')),
      map((a, s) => `for await (const a of (${a}) /* ) */) { ${s} ; if (x) continue; break }`, e, tie('statements')),
      map(
        (a, s) => `l: m: for await (const a of ${a}) for (;;) { ${s} ; if (x) continue l\n else break m }`,
        e,
        tie('statements'),
      ),
      map((s, t) => `try { ${s} } catch ({ a }) { ${t} } finally { ${s} }`, tie('statements'), tie('statements')),
      map((a, s) => `{ await using u = await (${a})\n ${s} }`, e, tie('statements')),
      map((s) => `(async () => { ${s}\n if (x) return\n return () => {}\n(x) });`, tie('statements')),
    ),
    statements: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((list) => list.join('\n')),
  };
});
