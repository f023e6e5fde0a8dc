/**
 * The guards refuse by name. When a Node brings names that nobody has looked at, this fails: look at each, refuse it in
 * recorder/guard if it reaches out of the sandbox, then add it to the list.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Of Node 22.23, 24.21 and 26.10. */
const known = JSON.parse(readFileSync('test/fixtures/sandbox/known-names.json', 'utf8')) as Record<string, string[]>;

function callable(module: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = module; at !== null && at !== Object.prototype && at !== Function.prototype;) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof descriptor.value === 'function' || descriptor.get !== undefined) names.add(name);
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
  return [...names];
}

describe('builtin modules', () => {
  for (const [name, names] of Object.entries(known)) {
    it(`${name} has no function that nobody has looked at`, () => {
      const module = (name === 'process' ? process : require(`node:${name}`)) as object;
      assert.deepEqual(
        callable(module).filter((found) => !names.includes(found)),
        [],
      );
    });
  }
});
