import assert from 'node:assert/strict';
import MagicString from 'magic-string';
import { decodeMappings, originalPosition } from '../../../src/recorder/mappings.ts';

describe('mappings', () => {
  const text = 'let a = 1;\n  await b(c);\nlast';
  const edited = new MagicString(text);
  edited.appendLeft(text.indexOf('await'), 'RRRR(');
  edited.appendRight(text.indexOf('b(c)'), 'OO(');
  edited.appendLeft(text.indexOf(';\nlast'), '))');
  const code = edited.toString();
  const mappings = decodeMappings(edited.generateMap({ hires: true }).mappings);

  const original = (needle: string): { line: number; column: number } => {
    const at = code.indexOf(needle);
    const before = code.slice(0, at);
    const line = before.split('\n').length;
    return originalPosition(mappings, line, at - before.lastIndexOf('\n'));
  };

  it('finds positions before, between and after what was put in', () => {
    assert.deepEqual(original('let'), { line: 1, column: 1 });
    assert.deepEqual(original('await'), { line: 2, column: 3 });
    assert.deepEqual(original('b(c'), { line: 2, column: 9 });
    assert.deepEqual(original('c)'), { line: 2, column: 11 });
    assert.deepEqual(original('last'), { line: 3, column: 1 });
  });
  it('leaves a position on a line without segments as it is', () => {
    assert.deepEqual(originalPosition(mappings, 99, 7), { line: 99, column: 7 });
    assert.deepEqual(originalPosition(decodeMappings(''), 2, 3), { line: 2, column: 3 });
  });
  it('grows beyond its first table', () => {
    const long = new MagicString('x\n'.repeat(5000));
    const table = decodeMappings(long.generateMap({ hires: true }).mappings);
    assert.ok(table.count >= 5000);
    assert.deepEqual(originalPosition(table, 4999, 1), { line: 4999, column: 1 });
  });
});
