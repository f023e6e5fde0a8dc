import assert from 'node:assert/strict';
import { predictNeeds } from '../../../src/instrument/index.ts';

const needs = (text: string, path = 'main.ts'): string[] =>
  predictNeeds(path, text).map(({ because, grant }) => `${grant} (${because})`);

describe('what a file will probably ask for', () => {
  it('tells from imports of every form', () => {
    assert.deepEqual(needs(`import http from 'node:http';`), ['net (node:http)']);
    assert.deepEqual(needs(`const { spawn } = require('child_process');`, 'main.cjs'), [
      'child-process (child_process)',
    ]);
    assert.deepEqual(needs(`export * from 'dns/promises';`), ['net (dns/promises)']);
    assert.deepEqual(needs(`const tls = await import('node:tls');`, 'main.mts'), ['net (node:tls)']);
  });

  it('tells from well-known packages, also from a part of one', () => {
    assert.deepEqual(needs(`import Redis from 'ioredis'; import x from '@hapi/hapi/lib/x';`), ['net (ioredis)']);
    assert.deepEqual(needs(`import x from 'redisson';`), []);
  });

  it('tells writing from reading', () => {
    assert.deepEqual(needs(`import { writeFile } from 'node:fs/promises'; await writeFile('a', 'b');`), [
      'fs.write (writeFile)',
    ]);
    assert.deepEqual(needs(`import fs from 'fs'; fs.mkdirSync('a');`), ['fs.write (mkdirSync)']);
    assert.deepEqual(needs(`import { readFile } from 'node:fs/promises'; await readFile('a');`), []);
    assert.deepEqual(needs(`class Shelf { rm() {} } new Shelf().rm();`), []);
  });

  it('tells variables of the environment that a run does not see', () => {
    assert.deepEqual(needs(`process.env.DATABASE_URL; process.env['TOKEN']; process.env.PATH; process.env[name];`), [
      'env:DATABASE_URL (process.env.DATABASE_URL)',
      'env:TOKEN (process.env.TOKEN)',
    ]);
  });

  it('tells global functions unless the file means its own', () => {
    assert.deepEqual(needs(`await fetch('http://a')`), ['net (fetch)']);
    for (const own of [
      'function fetch() {} fetch();',
      'export const load = async (fetch) => await fetch(1);',
      'function load({ io: { fetch = null }, ...rest }) { fetch(rest); }',
      'const [fetch] = all; fetch();',
      'try { go(); } catch (fetch) { fetch(); }',
      'class A { constructor(private fetch: () => void) { fetch(); } }',
    ])
      assert.deepEqual(needs(own), [], own);
    assert.deepEqual(needs(`dog.fetch(); const x = { fetch: 1 };`), []);
  });

  it('says nothing of types, of plain programs, and of what does not parse', () => {
    assert.deepEqual(needs(`import type { Server } from 'node:http';`), []);
    assert.deepEqual(needs(`console.log(1)`), []);
    assert.deepEqual(needs(`import http from 'node:http'; let = =`), []);
  });
});
