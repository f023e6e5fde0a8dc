/** Instruments texts, and runs them with probes that do nothing but hand values on. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { instrument, type InstrumentInput, type Instrumented } from '../../../src/instrument/index.ts';
import { FENCE_CLOSE, FENCE_OPEN } from '../../../src/instrument/probe-names.ts';

export function instrumented(text: string, more: Partial<InstrumentInput> = {}): Instrumented {
  const result = instrument({ path: 'a.mjs', text, moduleKind: 'module', ...more });
  assert.ok(result.ok, result.ok ? '' : `${result.error.message} at ${result.error.line}:${result.error.column}`);
  return result.value;
}

/** The text between fences, and the text outside of them with the offset of each piece. */
export function pieces(code: string): { kept: { text: string; offset: number }[]; chunks: string[] } {
  const kept: { text: string; offset: number }[] = [];
  const chunks: string[] = [];
  for (let at = 0; ;) {
    const open = code.indexOf(FENCE_OPEN, at);
    kept.push({ text: code.slice(at, open === -1 ? undefined : open), offset: at });
    if (open === -1) return { kept, chunks };
    const close = code.indexOf(FENCE_CLOSE, open);
    assert.notEqual(close, -1, 'a fence that does not close');
    const chunk = code.slice(open + FENCE_OPEN.length, close);
    assert.ok(!chunk.includes(FENCE_OPEN), 'fences nest');
    chunks.push(chunk);
    at = close + FENCE_CLOSE.length;
  }
}

export function withoutFences(code: string): string {
  return pieces(code)
    .kept.map(({ text }) => text)
    .join('');
}

/** Letters of the probes in the order of the text. */
export function probeLetters(code: string): string {
  return [...code.matchAll(/\$awaitscope([A-Z]\d?)\(/g)].map((match) => match[1]).join(' ');
}

const STUBS = `
const call = (...values) => values.length > 0 ? values[values.length - 1] : undefined;
const marker = () => ({ [Symbol.dispose]() {} });
globalThis.awaitscopeStubs = { E: () => 1, J: () => 1, J1: () => 1, P: () => 1, M: () => 1, D1: marker, D2: marker, B: (task, site, value) => value, Z: () => 1, Z1: (token, value) => value };
for (const letter of 'OQURVWYKSNX') globalThis.awaitscopeStubs[letter] = letter === 'O' || letter === 'Q' || letter === 'U' || letter === 'K'
  ? (task, site, value) => value : (task, value) => value;
for (const letter of ['C', 'A', 'H', 'F', 'G', 'G1', 'I', 'L', 'L1', 'L2']) globalThis.awaitscopeStubs[letter] = () => undefined;
const names = Object.keys(awaitscopeStubs).map((letter) => 'const $awaitscope' + letter + '=awaitscopeStubs.' + letter + ';');
require('node:vm').runInThisContext(names.join(''));
delete globalThis.awaitscopeStubs;
`;

/** What a program prints, as it is and instrumented. */
export function outputs(text: string, name = 'program.mjs'): { plain: string; instrumented: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-instrument-'));
  try {
    writeFileSync(path.join(folder, 'stubs.cjs'), STUBS);
    const moduleKind = name.endsWith('.cjs') ? 'commonjs' : 'module';
    const run = (content: string): string => {
      writeFileSync(path.join(folder, name), content);
      const args = ['--no-warnings', '--require', path.join(folder, 'stubs.cjs'), path.join(folder, name)];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      return `${stdout}exit ${status}\n${/^\w*Error.*/m.exec(stderr)?.[0] ?? ''}`;
    };
    return { plain: run(text), instrumented: run(instrumented(text, { path: name, moduleKind }).code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
