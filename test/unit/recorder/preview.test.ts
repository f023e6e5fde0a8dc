/** Previews: what they say, and that nothing of the program runs for them. */
import assert from 'node:assert/strict';
import vm from 'node:vm';
import { preview } from '../../../src/recorder/preview.ts';

class Point {
  x = 1;
  #secret = 2;
  get sum(): number {
    return this.x + this.#secret;
  }
}

/** Each access to an object of these is noted. */
const touched: string[] = [];
const touch = (what: string) => (): never => {
  touched.push(what);
  throw new Error(what);
};

function hostile(): Record<string, unknown> {
  const target: Record<PropertyKey, unknown> = {
    toString: touch('toString'),
    toJSON: touch('toJSON'),
    valueOf: touch('valueOf'),
    [Symbol.toPrimitive]: touch('toPrimitive'),
  };
  Object.defineProperty(target, Symbol.toStringTag, { get: touch('toStringTag'), enumerable: true });
  Object.defineProperty(target, 'a', { get: touch('getter'), enumerable: true });
  Object.defineProperty(target, 'b', { set: touch('setter'), enumerable: true });
  Object.defineProperty(target, 'hidden', { get: touch('hidden') });
  return target;
}

const traps = Object.fromEntries(
  Reflect.ownKeys(Reflect)
    .filter((name) => typeof name === 'string')
    .map((name) => [name, touch(`trap ${name}`)]),
);

const CASES: readonly (readonly [text: string, value: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['0', 0],
  ['-0', -0],
  ['NaN', NaN],
  ['1e+21', 1e21],
  ['12n', 12n],
  ['a bigint of more than 77 digits', 10n ** 400n],
  ['Symbol(a\\nb)', Symbol('a\nb')],
  ['Symbol()', Symbol()],
  ['"a \\"b\\" \\\\ \\n\\t\\u0000"', 'a "b" \\ \n\t\0'],
  ['"\\u202e\\u2066\\ufeff"', '\u202e\u2066\ufeff'],
  ['"שלום 😀"', 'שלום 😀'],
  ['"\\ud800x\\udc00"', '\ud800x\udc00'],
  [`"${'😀'.repeat(40)}…" (1000)`, '😀'.repeat(500)],
  [`"x${'😀'.repeat(39)}…" (1001)`, `x${'😀'.repeat(500)}`],
  ['a string of 3000000 characters', 'ab'.repeat(1_500_000)],
  ['[1, "a", null]', [1, 'a', null]],
  ['[]', []],
  ['[empty, 1]', [, 1]], // eslint-disable-line no-sparse-arrays -- a hole is what is shown
  ['Array(1000000) [7, 7, 7, 7, 7, 7, …]', new Array(1_000_000).fill(7)],
  ['{ "2": {}, id: 1, "a b": { c: Array(1) } }', { id: 1, 'a b': { c: [1] }, 2: {} }],
  ['{}', Object.create(null)],
  ['Point { x: 1 }', new Point()],
  ['Map(2)', new Map([[1, 2], [3, 4]])], // prettier-ignore
  ['Set(1)', new Set(['a'])],
  ['Uint8Array(3)', new Uint8Array(3)],
  ['Buffer(2)', Buffer.from('ab')],
  ['1970-01-01T00:00:00.000Z', new Date(0)],
  ['Invalid Date', new Date(NaN)],
  ['/a\\\\d/', /a\d/g],
  ['Promise', Promise.resolve(1)],
  ['RangeError: too\\nfar', new RangeError('too\nfar')],
  ['Error', new Error()],
  ['HttpError: 404', Object.assign(new Error('404'), { name: 'HttpError' })],
  ['Custom: no', new (class Custom extends Error {})('no')],
  ['[Function: name]', function name() {}],
  [
    '[Function]',
    (
      () => () =>
        1
    )(),
  ],
  ['[class: Point]', Point],
  ['[Proxy]', new Proxy({}, traps)],
  ['[Proxy]', new Proxy(() => 1, traps)],
  ['[Proxy]', new Proxy([], traps)],
  ['{…}', vm.runInNewContext('({ a: 1 })')],
];

describe('a preview', () => {
  for (const [text, value] of CASES)
    it(`is ${text.length > 60 ? `${text.slice(0, 20)}…` : text}`, () => {
      assert.equal(preview(value), text);
    });

  it('runs nothing of the program', () => {
    touched.length = 0;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    class Tagged {
      get [Symbol.toStringTag](): string {
        return touch('class tag')();
      }
    }
    Object.defineProperty(Tagged.prototype, 'constructor', { get: touch('constructor') });
    const error = new Error('x');
    Object.defineProperty(error, 'name', { get: touch('name') });
    Object.defineProperty(error, 'message', { get: touch('message') });
    const withStack: Record<string, unknown> = { a: 1 };
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    Error.prepareStackTrace = touch('prepareStackTrace');
    try {
      Error.captureStackTrace(withStack);
      assert.equal(
        preview(hostile()),
        '{ toString: [Function], toJSON: [Function], valueOf: [Function], a: [Getter], b: [Setter] }',
      );
      assert.equal(preview(proxy), '[Proxy]');
      assert.equal(preview(new Tagged()), '{}');
      assert.equal(preview(error), 'Error');
      assert.equal(preview(withStack), '{ a: 1 }');
      assert.equal(preview(Object.create(new Proxy({}, traps))), '{…}');
      assert.equal(preview([new Proxy({}, traps), hostile()]).slice(0, 20), '[[Proxy], { toString');
      assert.equal(preview(new (class extends Map {
        override get size(): number {
          return touch('size')();
        }
      })()).slice(-3), '(0)'); // prettier-ignore
    } finally {
      if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Object.defineProperty(Error, 'prepareStackTrace', before);
    }
    assert.deepEqual(touched, []);
  });

  it('of a global object of another context asks no proxy behind it', () => {
    touched.length = 0;
    const context = vm.createContext(
      new Proxy({}, { ownKeys: touch('ownKeys'), getOwnPropertyDescriptor: touch('own') }),
    );
    let inner: unknown;
    try {
      inner = vm.runInContext('globalThis', context);
    } catch {
      inner = {};
    }
    touched.length = 0;
    preview(inner);
    assert.deepEqual(touched, []);
  });

  it('of what goes in a circle ends', () => {
    const circle: Record<string, unknown> = { name: 'loop' };
    circle['self'] = circle;
    assert.equal(preview(circle), '{ name: "loop", self: { name: "loop", self: {…} } }');
    const list: unknown[] = [];
    list.push(list);
    assert.equal(preview(list), '[[Array(1)]]');
  });

  it('has 100 characters at most, and no half of a pair', () => {
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}😀`, '😀'.repeat(30)]));
    for (const value of [wide, [wide, wide], new Error('😀'.repeat(300)), { ['k'.repeat(500)]: 'v'.repeat(500) }]) {
      const text = preview(value);
      assert.ok(text.length <= 100, text);
      assert.doesNotMatch(text, /\p{Surrogate}/u);
      assert.match(text, /…/);
    }
  });

  it('does not see what the program puts on Object.prototype', () => {
    const names = ['get', 'set', 'value', 'enumerable'] as const;
    const bare = (descriptor: PropertyDescriptor): PropertyDescriptor =>
      Object.setPrototypeOf(descriptor, null) as PropertyDescriptor;
    const value = { a: 1 };
    Object.defineProperty(value, 'b', bare({ get: touch('b'), enumerable: true }));
    touched.length = 0;
    for (const name of names)
      Object.defineProperty(Object.prototype, name, bare({ get: touch(name), set: touch(name), configurable: true }));
    const text = preview([value, value]);
    for (const name of names) Reflect.deleteProperty(Object.prototype, name);
    assert.equal(text, '[{ a: 1, b: [Getter] }, { a: 1, b: [Getter] }]');
    assert.deepEqual(touched, []);
  });
});
