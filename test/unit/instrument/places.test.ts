/** Names, positions and texts of functions and sites, in the original text whatever was made of it. */
import assert from 'node:assert/strict';
import { instrument, outline } from '../../../src/instrument/index.ts';
import { instrumented } from './support.ts';

const at = (place: { line: number; column: number; endLine: number; endColumn: number }): string =>
  `${place.line}:${place.column}-${place.endLine}:${place.endColumn}`;

describe('functions and sites', () => {
  it('are called what a developer would say', () => {
    const text = `
      async function declared() {}
      const bound = async () => {}, object = { async method() {}, key: async () => {}, deep: { *inner() {} } };
      class Class { async method() {} static async [x]() {} async #hidden() {} field = async () => {}; async 'a b'() {} }
      const Expression = class { async *m() {} };
      module.exports.assigned = async function () {};
      list.map(async (x) => x); new Promise(async () => {}); (async () => {})();
      (async function named() {}); [async () => {}]; function f(given = async () => {}) {}
      call({ async option() {} });`;
    const names = outline('a.mjs', text)?.functions.map(({ name }) => name);
    assert.deepEqual(names, [
      ...[
        'declared',
        'bound',
        'object.method',
        'object.key',
        'object.deep.inner',
        'Class.method',
        'Class.[x]',
        'Class.#hidden',
      ],
      ...[
        'Class.field',
        'Class.a b',
        'Expression.m',
        'module.exports.assigned',
        'list.map callback',
        'Promise callback',
      ],
      ...['(called at once)', 'named', '(anonymous)', 'given', 'option'],
    ]);
  });

  it('have 1-based positions and operands on one line', () => {
    const text = "async function f() {\n  return 1 + await g(\n    'a',  b)\n}\nawait f()";
    const { functions, sites } = instrumented(text);
    assert.deepEqual(
      functions.map((info) => [info.id, info.file, info.kind, info.name, at(info)]),
      [
        [1, 0, 'async', 'f', '1:1-4:2'],
        [2, 0, 'module', '(module)', '1:1-5:10'],
      ],
    );
    assert.deepEqual(
      sites.map((site) => [site.id, site.function, site.kind, site.text, at(site)]),
      [
        [1, 1, 'await', "g( 'a', b)", '2:14-3:13'],
        [2, 2, 'await', 'f()', '5:1-5:10'],
      ],
    );
  });

  it('of each kind', () => {
    const text =
      'async function* g() {\n await 1; yield; yield 2; yield* h\n for await (const x of (y) /* ) */) z\n await using u = v }';
    const sites = outline('a.mjs', text)?.sites.map((site) => `${site.kind} ${at(site)} ${site.text}`) ?? [];
    assert.deepEqual(sites.sort(), [
      'await 2:2-2:9 1',
      'await-using 4:2-4:19 v',
      'for-await 3:2-3:36 y',
      'yield 2:11-2:16 ',
      'yield 2:18-2:25 2',
      'yield-star 2:27-2:35 h',
    ]);
  });

  it('cuts a long operand', () => {
    const site = outline('a.mjs', `await f('${'x'.repeat(200)}')`)?.sites[0];
    assert.equal(site?.text.length, 80);
  });

  it('count without a byte order mark, and with line ends of either kind', () => {
    const { sites, code } = instrumented('\uFEFFlet x\r\n  await x\r\n');
    assert.deepEqual(sites.map(at), ['2:3-2:10']);
    assert.ok(!code.startsWith('\uFEFF'));
  });

  it('are those of the original after the transpiler', () => {
    const text = `import type { T } from './t.ts';
enum Colour { Red }
namespace Space { export const inside = async () => ({ a: await 1 }); }
class Service<T> {
  constructor(private readonly x: T, protected y = async () => await x) {}
  async method(a: string): Promise<void> { const r = await this.#hidden(a as any); for await (const q of this.all<T>()) await q!; }
  async #hidden(a: string) { return await (a as any); }
  async *all<U>() { const z: number = yield 1; yield* [1] as any; yield; }
  field = async (x: number) => await x;
}
const v: T = await Promise.all([1].map(async (n) => { await using q = open<string>(n); return (await q!) satisfies T; }));
`;
    for (const path of ['a.ts', 'a.tsx']) {
      const wanted = outline(path, text);
      const { functions, sites, mappings } = instrumented(text, { path });
      assert.notEqual(mappings, '', 'it was not transpiled');
      const places = (list: typeof functions): string[] => list.map((info) => `${info.kind} ${at(info)}`);
      assert.deepEqual(places(functions).sort(), places(wanted?.functions ?? []).sort());
      const operands = (list: typeof sites): string[] => list.map((site) => `${site.kind} ${at(site)} ${site.text}`);
      assert.deepEqual(operands(sites).sort(), operands(wanted?.sites ?? []).sort());
    }
  });

  it('keep their types in the text of an operand', () => {
    assert.equal(instrumented('await f<T>(x as U)', { path: 'a.ts' }).sites[0]?.text, 'f<T>(x as U)');
  });

  it('a wait that the transpiler wrote is no site', () => {
    const text = '@d class A {}\nasync function f() { await using x = y; await x }';
    const { sites } = instrumented(text, { path: 'a.ts' });
    assert.deepEqual(
      sites.map(({ kind, text }) => [kind, text]),
      [['await', 'x']],
    );
  });
});

describe('a text that does not parse', () => {
  for (const [path, text, line, column] of [
    ['a.mjs', 'const x = 1;\nfunction f( {', 2, 14],
    ['a.ts', 'let x: = 1', 1, 8],
    ['a.mjs', 'async function f() { for await (x in y) {} }', 1, 35],
    ['a.tsx', 'const a = <b>;', 1, 12],
  ] as const) {
    it(`is one error with its place: ${text.replace('\n', '⏎')}`, () => {
      const result = instrument({ path, text, moduleKind: 'module' });
      assert.ok(!result.ok);
      assert.deepEqual([result.error.line, result.error.column], [line, column], result.error.message);
      assert.match(result.error.message, /^[^\n]+$/);
      assert.equal(outline(path, text), null);
    });
  }
});

describe('imports that no value needs', () => {
  const erased = (text: string, verbatimModuleSyntax = false): string => {
    const compilerOptions = { verbatimModuleSyntax };
    return instrumented(text, { path: 'a.ts', compilerOptions }).code.replace(/ +/g, ' ');
  };
  for (const [text, wanted] of [
    ["import { A } from 'x'; let a: A", '; let a '],
    ["import { A, b } from 'x'; b", "import { b } from 'x'; b"],
    ["import { b, A } from 'x'; b as A", "import { b, } from 'x'; b; "],
    ["import D, { A } from 'x'; new D<A>()", "import D, { } from 'x'; new D ()"],
    ["import D, * as N from 'x'; D", "import D from 'x'; D"],
    ["import D, * as N from 'x'; N.D", "import * as N from 'x'; N.D"],
    ["import { type A, b, C /* c */, d } from 'x'; ({ b }); x.C; d", "import { b, , d } from 'x'; ({ b }); x.C; d"],
    ["import 'x'; import {} from 'y'", "import 'x'; import {} from 'y'"],
    ["let a = 1\nimport { A } from 'x'\n(a)", 'let a = 1\n; \n(a)'],
    [
      "import { A, B } from 'x'; class C<T extends A> extends B implements A {}",
      "import { B } from 'x'; class C extends B {}",
    ],
    ["import { A, f } from 'x'; export type { A }; export { f }", "import { f } from 'x'; export { f }"],
  ] as const) {
    it(text.replace('\n', '⏎'), () => {
      assert.equal(erased(text).replaceAll(', ,', ','), wanted.replaceAll(', ,', ',').replaceAll(/ +/g, ' '));
    });
  }
  it('stay when the project wants them as they are written', () => {
    assert.equal(erased("import { A } from 'x'; let a: A", true), "import { A } from 'x'; let a ");
  });
});
