/** What an error that ended the program is said to be, whatever the program made of it. */
import assert from 'node:assert/strict';
import { describeError } from '../../../src/sandbox/supervisor/errors.ts';

const changed = (change: PropertyDescriptorMap): Error =>
  Object.defineProperties(new Error('gone'), { stack: { value: '', writable: true, configurable: true }, ...change });

describe('what ended the program', () => {
  it('has a name and a message that are texts', () => {
    const unprintable = {
      toString(): string {
        throw new Error('not to be asked');
      },
    };
    const cases = [
      [changed({ name: { value: undefined } }), 'Error', 'gone'],
      [changed({ message: { value: undefined } }), 'Error', ''],
      [changed({ name: { value: 5 }, message: { value: null } }), '5', 'null'],
      [changed({ name: { value: unprintable }, message: { value: unprintable } }), 'Error', ''],
      [Object.create(null), 'Uncaught', 'a value'],
      [unprintable, 'Uncaught', 'a value'],
    ] as const;
    for (const [error, name, message] of cases) {
      const described = describeError(error, '/workspace');
      assert.deepEqual([described.name, described.message], [name, message]);
    }
  });

  it('has a stack only where that is a text', () => {
    assert.equal(describeError(changed({ stack: { value: undefined } }), '/workspace').stack, undefined);
    assert.equal(describeError(changed({ stack: { value: 'Error: gone' } }), '/workspace').stack, 'Error: gone');
  });

  it('is placed at the first frame in the workspace', () => {
    const stack =
      'Error: gone\n    at f (node:fs:1:1)\n    at g (/workspace/node_modules/p/i.js:2:2)\n    at /workspace/a/b.mjs:3:4';
    assert.deepEqual(describeError(changed({ stack: { value: stack } }), '/workspace'), {
      name: 'Error',
      message: 'gone',
      stack,
      file: 'a/b.mjs',
      line: 3,
      column: 4,
    });
  });
});
