/** A program does the same with its probes as without: construct by construct, and in the words of its errors. */
import assert from 'node:assert/strict';
import { outputs } from './support.ts';

const PRELUDE = `
const later = (value) => new Promise((resolve) => setImmediate(resolve, value));
async function* source(...values) { try { yield* values } finally { await later(); log('closed') } }
const log = (...values) => console.log(...values);
`;

/** Statements of an async function. Without semicolons where a line break ends a statement. */
const CONSTRUCTS: Record<string, string> = {
  'await in expressions':
    'log(await 1, [await 2], { a: await 3 }, `${await 4}`, (await 5) + (await 6), -(await 7), await 8 ? await 9 : 0)',
  'await of a sequence': 'log(await (1, 2), await (later(1), later(2)))',
  'await of await': 'log(await await await later(1))',
  'await in calls':
    'log(await later(await later(1)), (await later([3]))[0], (await later({ f() { return this.x }, x: 4 })).f())',
  'a line after await': 'let x = 1\nawait x++\n;[1].forEach(log)\nlog(x)',
  'a parenthesis after a postfix operator': 'let x = 1, y = 5\nawait x++\n(y)\nlog(x)',
  'a bracket after a postfix operator': 'let x = 1\nawait x++ // comment\n[2].forEach(log)\nlog(x)',
  'a template after a postfix operator': 'let x = 1\nawait x--\n`text`\nlog(x)',
  'a function after a return':
    'log(await (async () => { return () => 1\n(2) })().constructor)\nlog((await (async () => { return () => 7\n(2) })())())',
  'yield before a parenthesis':
    'function* g() { yield\n(log(1))\n yield\n[2].forEach(log)\n yield\n/3/.test(3) }\nlog([...g()])',
  'yield before signs': 'function* g() { let a = 1, x = yield\n+a\n yield\n-a\n yield\n`t` ; log(x) }\nlog([...g()])',
  'yield without operand':
    'function* g() { log(yield, [yield], (yield), (yield) ? 1 : yield) }\nconst i = g(); for (let n = 0; n < 7; n++) log(i.next(n))',
  'yield in yield': 'function* g() { return yield yield 1 }\nconst i = g(); log(i.next(), i.next(2), i.next(3))',
  'yield of a sequence':
    'function* g() { const x = yield (1, 2), y = 3; return [x, y] }\nconst i = g(); log(i.next(), i.next(9))',
  'yield star':
    'function* h() { const x = yield 1; return x * 2 }\nfunction* g() { log(yield* h()); yield* [5] }\nconst i = g(); log(i.next(), i.next(4), i.next(), i.next())',
  'generator return and throw':
    'function* g() { try { yield 1 } catch (e) { log(e); yield 2 } finally { log("f") } }\nconst i = g(); i.next(); log(i.throw("x"), i.return(3))',
  'generator with clashing names':
    'function* g(a) { function a() {} var a; if (!a) return; yield typeof a; return 1, () => {} }\nconst i = g(1); log(i.next(), i.next().value.name)',
  'async generator':
    'async function* g() { const x = yield later(1); try { yield* source(x, 2) } finally { await 1 } return later(3) }\nconst i = g(); log(await i.next(), await i.next(7), await i.next(), await i.next())',
  'arrow bodies':
    'log(await (async () => ({ a: await 1 }))(), await (async x => (x, await x))(2), await (async (x) => /* => */ x // => (\n)(3), await (await (async () => async () => 4)())())',
  'arrow with a comment that has an arrow': 'const f = async (x = () => 1) /* => */ => // => (\n  x()\nlog(await f())',
  'parameters that run code':
    'async function f(a = later(1), { b = (() => 2)() } = {}, ...[c]) { return [await a, b, c] }\nlog(await f(undefined, {}, 3), f.length, f.name)',
  'parameters with clashing names':
    'async function f(a = later(1)) { if (a === 2) return () => {}; function g() {} var g; return 1, await a }\nlog(await f(), (await f(2)).name)',
  'names and lengths':
    'const f = async (a, b) => {}, o = { async m(a) {}, *g() {}, async *h() {}, ["c" + 1]: async () => {} }; class C { static async s() {} #p = async () => {}; n() { return this.#p.name } }\nlog(f.name, f.length, o.m.name, o.m.length, o.g.name, o.h.name, o.c1.name, C.s.name, new C().n())',
  'this, arguments, new.target':
    'async function f() { return [this.x, arguments.length, new.target, await (async () => [this.x, arguments[0]])()] }\nlog(await f.call({ x: 1 }, 2))',
  'super in methods':
    'class A { async m() { return "A" } } class B extends A { async m() { return "B" + await super.m() } }\nlog(await new B().m())',
  directives:
    'async function f() { "use strict"\n return this === undefined }\nasync function g() { "use strict"; "other" }\nlog(await f.call(), await g())',
  'computed keys':
    'class C { [await later("k")]() { return 1 } static x = "y"; static { log("static") } get [await "g"]() { return 2 } }\nlog(new C().k(), new C().g)',
  'return without value':
    'async function f(x) { if (x) return\n else log("else"); do return\n while (x) }\nlog(await f(1), await f(0))',
  'return of objects and functions':
    'async function f() { return function () {} }\nlog((await f()).name, (await (async () => function () {})()).name, await (async () => { return 1, 2 })())',
  'try and finally':
    'async function f() { try { return await later(1) } finally { log("f"); try { throw 1 } catch { log("c") } } }\nlog(await f())',
  'catch parameters': 'try { await Promise.reject({ a: [1] }) } catch ({ a: [x] }) { log(x) } finally { log("f") }',
  'for await of one statement':
    'for await (const x of source(1, 2)) await log(x)\nfor await (const x of source(3)) for await (const y of source(4)) log(x, y)\nfor await (let x of [5]) ;',
  'for await under if':
    'if (1) for await (const x of source(1)) log(x); else log(0)\nif (0) for await (const x of [1]) log(x)\nelse for await (const x of source(2)) if (x) log(x)\nelse log("no")',
  'for await with heads':
    'let o = {}; for await (o.x of source(1)) log(o)\nfor await ({ x: o.y } of [{ x: 2 }] /* ) */) log(o)\nfor await (const x of (source(await 3))) log(x)\nfor await (let f of [async => async]) log(f(4))',
  jumps:
    'a: b: for await (const x of source(1, 2, 3)) { if (x === 1) continue a; c: { d: { break d } for (;;) { if (x === 2) break c; break b } } log(x) }\nout: for (const x of [1, 2]) for await (const y of source(x)) { if (x === 1) continue out; switch (y) { case 2: break out } }\nlog("end")',
  'return out of for await':
    'async function f() { for await (const x of source(1)) if (x) return x\n }\nasync function g() { for await (const x of source(1)) return }\nasync function* h() { for await (const x of source(1)) return x }\nlog(await f(), await g(), await h().next())',
  'await using':
    'const open = (n) => ({ async [Symbol.asyncDispose]() { await later(); log("closed", n) } }), sync = (n) => ({ [Symbol.dispose]() { log("sync", n) } })\n{ using s = sync(1); await using a = open(2)\n await using b = await later(open(3)), n = null\n using t = sync(4); log("body") }\nfor (await using c of [open(5)]) log("loop")\nlog("end")',
  'await using of nothing':
    'let n = 0, go = true; const count = (async () => { while (go) { n++; await 0 } })(); { using s = null; await using a = null; await using b = undefined } go = false; log(n)',
  'order of microtasks':
    'const order = []; const f = async (n) => { order.push(n); await 0; order.push(n + 1); await later.call; order.push(n + 2); return n }; await Promise.all([f(10), (async () => f(20))(), Promise.resolve().then(() => order.push(1)).then(() => order.push(2)).then(() => order.push(3)), f(30).then(() => order.push(4))]); log(order.join())',
  'eval and new Function':
    'log(await eval("(async () => { let x = await 1; return x })()"), await new Function("return (async () => 2)()")())',
  'optional chains':
    'const o = { async f() { return { g: null } } }; log(await o?.f(), (await o.f?.())?.g?.h, await o.x?.y(), (await null)?.a.b)',
  assignments:
    'let x = 1, o = {}; x += await 2; o[await "k"] = await later(3); o.n ??= await 4; [x, o.y = await 5] = [await 6]; ({ a: o.z = await 7 } = {}); log(x, o)',
  'await as a name in a plain function':
    'const f = () => { class A { async await() { return 1 } } return new A().await() }; log(await f())',
  'exported text':
    'async function f(a) { /* x */ return a }\nlog(f.toString().replace(/\\/\\*\\u27E6[^]*?\\u27E7\\*\\//g, ""))',
};

/** Where V8 may print an expression, with `@` for what is awaited. */
const PRINTED = (
  '@() | new @() | @.a() | @[0]() | o[@]() | new o[@]() | @`x` | @.a`x` | o[@]`x` | const {a}=@ | const [a]=@ | const {a}=@.b | ' +
  'const [a]=@.b | const {a:{c}}=@ | const {[@]:z}=o.q | let a;({a}=@) | let a;[a]=@ | const [{a}]=[@] | const [[a]]=[@] | ' +
  'const {a:{b}}={a:@} | const {x:{a}=@}={} | const {x:[a]=@}={} | const [[a]=@]=[] | [...@] | f(...@) | new F(...@) | [...@.b] | ' +
  '({...@}).q.z | for(const x of @); | for(const x of @.b); | for(const x of [@,1]) x() | for await(const x of @); | ' +
  'for(const {a} of [@]); | (o.c?@:1)() | (@,1)() | (1,@)() | (o.z=@)() | (@||1)() | (@??1)() | const {a}=o.c?@:null | ' +
  'const {a}=@??null | f(...@??null) | f(@)() | f(@).q.z | f(@).q() | (!@)() | (@+1)() | (typeof @)() | `${@}`() | [@]() | [@][0]() | ' +
  '({a:@})() | ({a:@}).a() | @?.() | @?.a() | null[@] | null[@]() | o.q[@]=1 | @.x=1 | delete @.x | class A extends @{} | ' +
  '1 instanceof @ | 1 in @ | @ in 1 | throw @ | const {a}=o[@] | const [a]=f(@) | [...o[@]] | for(const q of o[@]); | ' +
  'const [a]=[...@] | const [a]={b:@} | const {a,...r}=@ | const {}=@ | (({a})=>a)(@) | (async({a})=>a)(@) | new Map(@) | @.x++ | ' +
  'o.q[@]++ | o?.[@]() | !@() | await @() | (await @)() | ({a:o.z.y}=@) | [o[@].y]=[1] | await @.a() | await f(@).g() | ' +
  '(o.z??=@)() | (o.z||=@).a() | const {a}=o.y=@ | for(const x of o.y=@);'
).split(' | ');
const VALUES = ['null', 'undefined', '1', "'s'", '({})'];

const YIELDED =
  '(@)() | new (@)() | const {a}=@ | const [a]=@ | [...@] | f(...@) | for(const x of @); | (@).a.b | (@)`x` | o[@]()'
    .split(' | ')
    .flatMap((context) => [context.replace('@', '(yield)'), context.replace('@', '(yield 1)')]);

/** A program that runs each case by itself and prints what it ends with. */
function program(cases: readonly string[]): string {
  const tell = `const tell = async (n, run) => { try { log(n, 'ends', await run()) } catch (error) { log(n, String(error)) } };`;
  return PRELUDE + tell + cases.map((text, index) => `\nawait tell(${index}, async () => {${text}\n});`).join('');
}

function assertSame(cases: readonly string[]): void {
  const { plain, instrumented } = outputs(program(cases));
  const [wanted, found] = [plain.split('\n'), instrumented.split('\n')];
  const at = wanted.findIndex((line, index) => line !== found[index]);
  const number = Number(/^\d+/.exec(wanted.slice(at).find((line) => /^\d+ /.test(line)) ?? '')?.[0]);
  assert.equal(instrumented, plain, at === -1 ? '' : `case ${cases[number]}`);
}

describe('an instrumented program', () => {
  const { plain, instrumented } = outputs(
    program(Object.entries(CONSTRUCTS).map(([name, text]) => `log(${JSON.stringify(`== ${name}`)});${text}`)),
  );
  const section = (output: string, name: string): string =>
    output.split(`== ${name}\n`)[1]?.split('\n== ')[0] ?? 'not reached';
  for (const name of Object.keys(CONSTRUCTS)) {
    it(`does the same: ${name}`, () => {
      assert.equal(section(instrumented, name), section(plain, name));
      assert.notEqual(section(plain, name), 'not reached');
    });
  }

  for (const value of VALUES) {
    it(`has the same error messages when it awaits ${value}`, () => {
      const setup = 'const o = { c: true }, f = (x) => x, F = class {};';
      assertSame(PRINTED.map((context) => `${setup}${context.replaceAll('@', `(await ${value})`)}`));
    });
  }
  it('has the same error messages when it yields', () => {
    const setup = 'const o = {}, f = (x) => x;';
    assertSame(
      YIELDED.map(
        (context) => `${setup}function* g() {${context}}; const i = g(); i.next(); log(i.next(null), i.next(1))`,
      ),
    );
  });
  it('has the same error messages in for await, and without await', () => {
    assertSame([
      'for await (const x of 5);',
      'const o = {}; for await (const x of o.list.more);',
      'const o = {}; for await (const x of o.list);',
      'await using x = {}',
      'const c = await 1; c = 2',
      'await early; let early',
      'function* g() { yield* 5 }; g().next()',
      'async function* g() { yield* null }; await g().next()',
      'class A { #p; static async get(o) { return (await o).#p } }; await A.get({})',
    ]);
  });

  it('awaits at its top level, beside imports, pragmas and a last comment', () => {
    const text = `#!/usr/bin/env node\n'use strict'\n// first\nimport path from 'node:path'\nconst x = await 1\nconsole.log(x, path.sep)\nexport default await 2\nexport const [y] = [await 3]\nfor await (const z of [4]) console.log(z)\nawait using r = { async [Symbol.asyncDispose]() { console.log('closed') } }\nconsole.log(y) // last`;
    const { plain, instrumented } = outputs(text);
    assert.equal(instrumented, plain);
  });
  it('may be a sloppy script', () => {
    const text = `var await = 1; with ({ a: 2 }) console.log(a + await)\nfunction* g(a) { { function b() { return 3 } } arguments[0] = 9; yield [a, b(), delete g.x]; function c() {} yield typeof c }\nconsole.log(...g(1)); (async () => { console.log(this === module.exports, await 5) })()`;
    const { plain, instrumented } = outputs(text, 'program.cjs');
    assert.equal(instrumented, plain);
    assert.match(plain, /exit 0/);
  });
});
