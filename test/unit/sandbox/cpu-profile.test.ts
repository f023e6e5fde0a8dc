/** V8's profile → spans and frames of the program, on the clock of the trace. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { Written } from '../../../src/instrument/written.ts';
import { readProfile, type CpuProfile, type Files } from '../../../src/sandbox/supervisor/cpu-profile.ts';
import { endOf } from '../../../src/sandbox/supervisor/profiler.ts';

const ROOT = path.resolve('/work');
const files: Files = {
  shownPath: (file) => (file.includes('node_modules') ? null : path.relative(ROOT, file).split(path.sep).join('/')),
  written: () => new Written('a\n  b\n\n    c\n', ''),
  isOurs: (file) => file.endsWith('recorder.cjs'),
  nameAt: (_file, { line, column }) => (line === 3 && column === 9 ? 'Pool.query' : undefined),
};

type Call = CpuProfile['nodes'][number]['callFrame'];
const call = (functionName: string, url: string, lineNumber = 0, columnNumber = 0): Call => ({
  functionName,
  url,
  lineNumber,
  columnNumber,
});
const at = (file: string): string => path.join(ROOT, file);

/** Samples are 10 ms apart. */
function profile(nodes: CpuProfile['nodes'], samples: readonly number[]): CpuProfile {
  return {
    nodes,
    samples,
    timeDeltas: samples.map(() => 10_000),
    startTime: 0,
    endTime: (samples.length + 1) * 10_000,
  };
}

const NODES: CpuProfile['nodes'] = [
  { id: 1, callFrame: call('(root)', '', -1, -1), children: [2, 3, 8] },
  { id: 2, callFrame: call('(idle)', '', -1, -1) },
  { id: 3, callFrame: call('', at('a.mjs')), children: [4, 5] },
  {
    id: 4,
    callFrame: call('hot', at('a.mjs'), 0, 5),
    positionTicks: [
      { line: 4, ticks: 2 },
      { line: 548, ticks: 7 },
    ],
  },
  { id: 5, callFrame: call('guard', at('recorder.cjs').replace('work', 'work/node_modules/x'), 3, 1), children: [6] },
  { id: 6, callFrame: call('readFileSync', 'node:fs', 3, 1), children: [7] },
  { id: 7, callFrame: call('tryRead', 'node:fs', 9, 1) },
  { id: 8, callFrame: call('(garbage collector)', '', -1, -1) },
];

describe('the CPU profile', () => {
  it('becomes spans of the functions of the program, with their lines', () => {
    const event = readProfile(profile(NODES, [2, 4, 4, 8]), files, { end: 150, from: 0 });
    assert.deepEqual(event?.frames, [
      { name: 'hot', file: 'a.mjs', line: 1, column: 6, lines: [{ line: 4, column: 5, ticks: 2 }] },
      { name: 'garbage collection', file: '', line: 0, column: 0, lines: [] },
    ]);
    // The profile began at 100 ms; its first sample is of 110, and was idle.
    assert.deepEqual(event.spans, [120, 20, 0, 140, 10, 1]);
  });
  it('counts no moment twice where samples come out of order', () => {
    const disordered = { ...profile(NODES, [4, 8, 4, 8]), timeDeltas: [5000, 10_000, -8000, 20_000] };
    const spans = readProfile(disordered, files, { end: 50, from: 0 })?.spans ?? [];
    assert.ok(spans.length > 3);
    for (let i = 3; i < spans.length; i += 3)
      assert.ok((spans[i] ?? 0) >= (spans[i - 3] ?? 0) + (spans[i - 2] ?? 0) - 1e-9, spans.join(' '));
  });
  it('gives what is not the program’s own to the function that called it', () => {
    const event = readProfile(profile(NODES, [7]), files, { end: 20, from: 0 });
    assert.deepEqual(
      event?.frames.map(({ file, lines, name, within }) => [name, within, file, lines]),
      [['(module)', 'readFileSync', 'a.mjs', []]],
    );
  });
  it('calls functions as the trace does, where it knows them', () => {
    const nodes = [
      { id: 1, callFrame: call('(root)', '', -1, -1), children: [2, 3] },
      { id: 2, callFrame: call('query', at('a.mjs'), 2, 8) },
      { id: 3, callFrame: call('query', at('a.mjs'), 2, 9) },
    ];
    const event = readProfile(profile(nodes, [2, 3]), files, { end: 30, from: 0 });
    assert.deepEqual(
      event?.frames.map(({ name }) => name),
      ['Pool.query', 'query'],
    );
  });
  it('names what the program called of Node, also where that is internal', () => {
    const nodes = [
      { id: 1, callFrame: call('(root)', '', -1, -1), children: [2] },
      { id: 2, callFrame: call('ask', at('a.mjs'), 1, 2), children: [3] },
      { id: 3, callFrame: call('fetch', 'node:internal/bootstrap/web/exposed-window-or-worker'), children: [4] },
      { id: 4, callFrame: call('compileForInternalLoader', 'node:internal/bootstrap/realm') },
    ];
    const event = readProfile(profile(nodes, [4]), files, { end: 20, from: 0 });
    assert.deepEqual(
      event?.frames.map(({ name, within }) => [name, within]),
      [['ask', 'fetch']],
    );
  });
  it('names a package', () => {
    const inner = call('parse', at(path.join('node_modules', '@scope', 'lib', 'index.js')), 7, 2);
    const nodes = [
      { id: 1, callFrame: call('(root)', '', -1, -1), children: [2] },
      { id: 2, callFrame: call('load', at('a.mjs'), 1, 2), children: [3] },
      { id: 3, callFrame: inner, positionTicks: [{ line: 9, ticks: 1 }] },
    ];
    const event = readProfile(profile(nodes, [3]), files, { end: 20, from: 0 });
    assert.deepEqual(
      event?.frames.map(({ line, name, within }) => [name, line, within]),
      [['load', 2, 'parse of @scope/lib']],
    );
  });
  it('tells of code that is not called by the program: modules that are loaded, and packages', () => {
    const nodes = [
      { id: 1, callFrame: call('(root)', '', -1, -1), children: [2, 5, 8, 9] },
      { id: 2, callFrame: call('run', 'node:internal/modules/esm/module_job', 9, 1), children: [3] },
      { id: 3, callFrame: call('', at('node_modules/outer/index.js')), children: [4] },
      { id: 4, callFrame: call('init', at('node_modules/inner/index.js'), 7, 2) },
      { id: 5, callFrame: call('onStreamRead', 'node:internal/stream_base_commons', 9, 1), children: [6] },
      { id: 6, callFrame: call('execute', at('node_modules/@x/parser/index.js'), 5, 2), children: [7] },
      { id: 7, callFrame: call('decode', at('node_modules/codec/index.js'), 5, 2) },
      { id: 8, callFrame: call('link', 'node:internal/modules/esm/module_job', 1, 1) },
      { id: 9, callFrame: call('processTimers', 'node:internal/timers', 1, 1) },
    ];
    const event = readProfile(profile(nodes, [4, 7, 8, 9]), files, { end: 50, from: 0 });
    assert.deepEqual(
      event?.frames.map(({ file, name, within }) => [name, within, file]),
      [
        ['loading modules', 'outer', ''],
        ['code of packages', 'execute of @x/parser', ''],
        ['loading modules', undefined, ''],
      ],
    );
    assert.deepEqual(event.spans, [10, 10, 0, 20, 10, 1, 30, 10, 2]);
  });
  it('leaves out what came before, and is nothing when the program did not run', () => {
    assert.deepEqual(readProfile(profile(NODES, [4, 4, 2]), files, { end: 140, from: 115 })?.spans, [115, 15, 0]);
    assert.equal(readProfile(profile(NODES, [2, 2]), files, { end: 140, from: 0 }), null);
  });
  it('ends on the clock of the trace, also where V8’s has wrapped around', () => {
    const nowUs = 40_688_801_621n;
    const low = Number(nowUs & 0xffff_ffffn);
    assert.equal(endOf(low - 3000, nowUs, 500, 10), 497);
    assert.equal(endOf(2 ** 32 - 1000, (9n << 32n) + 2000n, 500, 10), 497);
    // Clocks that have nothing in common.
    assert.equal(endOf(low - 90_000, nowUs, 500, 10), 500);
  });
});

describe('places as written', () => {
  it('are the first thing on a line that was not put in', () => {
    const written = new Written('  R(await O(x));\n', 'EAAE,QAAM');
    assert.deepEqual(written.line(1), { line: 1, column: 3 });
    assert.deepEqual(new Written('a\n  b', '').line(2), { line: 2, column: 3 });
    assert.equal(new Written('a\n  b', '').count, 2);
    assert.equal(new Written('', '').count, Infinity);
  });
});
