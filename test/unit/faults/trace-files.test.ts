/** Trace files that are cut, altered, newer, too large or hostile: one clear sentence, or what is left of the trace. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  buildTrace,
  decodeTrace,
  encodeTrace,
  jsonChunks,
  jsonText,
  toChrome,
  toJson,
  toText,
  TraceFileError,
} from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { RecordKind } from '../../../src/trace/record.ts';
import { records, type Row } from '../trace/records.ts';

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '\u001b[2J\u001b]0;title\u0007',
  '\u202Eevil\u202C',
  '__proto__',
  'x'.repeat(10_000),
  'a\r\nb\0c',
];

function trace(names: readonly string[]): TraceEvent[] {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 9 };
  const run: Row[] = [[0, RecordKind.TurnStart, 0, 0, 0]];
  names.forEach((_, i) => {
    run.push([i * 3 + 1, RecordKind.TaskStart, i + 1, i + 1, 0]);
    run.push([i * 3 + 2, RecordKind.Suspend, i + 1, i + 1, 0]);
    run.push([i * 3 + 3, RecordKind.Resume, i + 1, i + 1, 0]);
  });
  return [
    {
      type: 'start',
      entry: names[0] ?? 'main.mjs',
      startedAt: '2026-01-01T00:00:00.000Z',
      node: 'v24.0.0',
      platform: 'linux-x64',
      blockingThresholdMs: 50,
    },
    {
      type: 'file',
      file: { id: 1, path: names[0] ?? 'main.mjs' },
      functions: names.map((name, i) => ({ id: i + 1, file: 1, name, kind: 'async', ...place })),
      sites: names.map((name, i) => ({ id: i + 1, function: i + 1, kind: 'await', text: name, ...place })),
    },
    { type: 'labels', labels: names.map((text, i) => ({ id: i + 1, kind: 'timer', text })) },
    records(...run),
    { type: 'output', time: 1, stream: 'stdout', text: names.join('\n'), task: 0 },
    { type: 'refused', time: 2, what: names[1] ?? '', allow: 'net' },
    { type: 'end', time: 60, outcome: 'completed', exitCode: 0 },
  ] as unknown as TraceEvent[];
}

/** Reads and uses what it read, in every form. */
function use(file: Uint8Array): 'refused' | 'cut' | 'whole' {
  let decoded: ReturnType<typeof decodeTrace>;
  try {
    decoded = decodeTrace(file);
  } catch (error) {
    assert.ok(error instanceof TraceFileError, String(error));
    assert.match(error.message, /^This trace file|^This is not/);
    return 'refused';
  }
  const built = buildTrace(decoded.events);
  for (const value of [toJson(built), toChrome(built)]) JSON.parse([...jsonChunks(value)].join(''));
  toText(built);
  return decoded.truncated ? 'cut' : 'whole';
}

/** Bytes at the end of a gzip stream that hold no data: the end of its block, and a checksum. */
const CHECKSUM = 8;
const TAIL = CHECKSUM + 3;

describe('faults of trace files', function () {
  this.timeout(60_000);
  const good = encodeTrace(trace(['main.mjs', 'load', 'save']));

  it('a good one is whole', () => {
    assert.equal(use(good), 'whole');
  });

  it('its JSON is the same in one piece and in many', () => {
    const many = Array.from({ length: 12_000 }, (_, i): Row => [i, RecordKind.TaskStart, i + 1, 1, 0]);
    const [start, file, , , ...rest] = trace(['main.mjs', 'load', 'save']);
    const built = buildTrace([start, file, records(...many), ...rest] as TraceEvent[]);
    assert.deepEqual(JSON.parse([...jsonText(built)].join('')), JSON.parse(JSON.stringify(toJson(built))));
    assert.ok(built.tasks.count > 10_000);
  });

  it('cut anywhere, it is refused or shown as cut', () => {
    const seen = new Set<string>();
    for (let length = 0; length < good.length - TAIL; length++) seen.add(use(good.subarray(0, length)));
    assert.deepEqual([...seen].sort(), ['cut', 'refused']);
    // Of the last bytes, a checksum, nothing depends.
    for (let length = good.length - CHECKSUM; length < good.length; length++)
      assert.equal(use(good.subarray(0, length)), 'whole');
  });

  it('altered anywhere, it is refused or still makes a trace', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const file = Uint8Array.from(good);
          for (const [at, by] of changes) file[at] = (file[at] ?? 0) ^ by;
          use(file);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('with any records and any events in it, it is refused or makes a trace', () => {
    const field = fc.oneof(fc.integer({ min: -3, max: 40 }), fc.integer());
    const record = fc.tuple(
      fc.oneof(fc.double(), fc.nat(100)),
      fc.oneof(fc.nat(30), fc.integer()),
      field,
      field,
      field,
    );
    const odd = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    const event = fc.record({
      type: fc.constantFrom('start', 'file', 'labels', 'output', 'notInstrumented', 'refused', 'end', 'other'),
      functions: odd,
      sites: odd,
      labels: odd,
      file: odd,
      time: odd,
      text: odd,
      outcome: odd,
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), fc.array(event, { maxLength: 4 }), (rows, events) => {
        const [start, file, labels, , ...rest] = trace(['main.mjs', 'load', 'save']);
        use(encodeTrace([start, file, labels, records(...rows), ...events, ...rest] as TraceEvent[]));
      }),
      { numRuns: 500 },
    );
  });

  it('of a newer version it says so, and what to do', () => {
    const newer = Buffer.from(good);
    newer.write('2', 'awaitscope '.length);
    assert.throws(() => decodeTrace(newer), /version 2; this Awaitscope reads version 1\. Update Awaitscope/);
  });

  it('that unpacks to more than memory should hold is refused before it does', () => {
    const before = process.memoryUsage().arrayBuffers;
    // Two gigabytes of zeros, as gzip members one after the other.
    const member = gzipSync(Buffer.alloc(1 << 26));
    const bomb = Buffer.concat([Buffer.from('awaitscope 1\n'), ...Array<Buffer>(32).fill(member)]);
    assert.ok(bomb.length < 4e6);
    assert.throws(() => decodeTrace(bomb), TraceFileError);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1.5e9);
  });

  it('of two gigabytes is refused in one sentence, before it is read', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'large-'));
    const file = path.join(folder, 'large.asynctrace');
    try {
      writeFileSync(file, 'awaitscope 1\n');
      truncateSync(file, 2 ** 31);
      const { status, stderr } = spawnSync(process.execPath, ['dist/cli.cjs', 'export', file, '--format', 'text'], {
        encoding: 'utf8',
      });
      assert.equal(status, 2);
      assert.match(stderr, /^awaitscope: .*large\.asynctrace: This trace file is too large .*2\.1 GB.*\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('with hostile names it stays text: no markup, no control sequences, no prototypes', () => {
    const built = buildTrace(decodeTrace(encodeTrace(trace(HOSTILE))).events);
    const text = toText(built);
    // eslint-disable-next-line no-control-regex -- what a terminal would obey
    assert.doesNotMatch(text, /[\u0000-\u0009\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069]/);
    assert.ok(text.split('\n').every((line) => line.length < 12_000));
    assert.deepEqual(
      toJson(built).functions.map(({ name }) => name),
      HOSTILE,
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.ok(!Object.hasOwn(Object.prototype, 'line'));
  });
});
