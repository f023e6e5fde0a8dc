/**
 * What recording costs, as ratios against plain Node on the same machine in the same minute. Absolute times say little;
 * ratios travel. `npm run bench` builds first. `node bench/run.mjs 9` takes medians of nine instead of five.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { alternate, printTable, runNode } from './measure.mjs';
import { parseAgainstInstrument } from './instrument.mjs';
import { timeToFirstBar } from './start-up.mjs';

const TIMES = Number(process.argv[2] ?? 5);
const root = path.resolve(import.meta.dirname, '..');
const programs = path.join(root, 'bench', 'programs');
const cli = path.join(root, 'dist', 'cli.cjs');
const temporary = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-bench-'));

/** A program that measures itself prints its number on the last line: start-up is left out. */
const printed = ({ stdout }) => Number(stdout.trim().split('\n').at(-1));

async function program(name, unit, file) {
  const options = { cwd: programs };
  const values = await alternate(
    TIMES,
    async () => printed(await runNode([file], options)),
    async () => printed(await runNode([cli, 'run', '--quiet', file], options)),
  );
  return { name, unit, ...values };
}

async function startUp() {
  const options = { cwd: programs };
  const { plain, ours } = await alternate(
    TIMES,
    async () => (await runNode(['hello.mjs'], options)).wallMs,
    () => timeToFirstBar(path.join(programs, 'hello.mjs'), path.join(root, 'dist'), temporary),
  );
  return { name: 'start: plain run to its end, against time to the first bar', unit: 'ms', plain, ours };
}

/** Real files: an application's worth of asynchronous code, ordinary library code, and this project's own sources. */
const FILES = [
  'node_modules/esbuild/lib/main.js',
  'node_modules/fast-check/lib/fast-check.js',
  'node_modules/mocha/lib/runner.js',
  'src/sandbox/client.ts',
  'src/recorder/probes.ts',
];

function instrumenting() {
  const rows = [];
  for (const file of FILES) {
    let text;
    try {
      text = readFileSync(path.join(root, file), 'utf8');
    } catch {
      continue; // another version of that package keeps it elsewhere
    }
    const { parseMs, instrumentMs } = parseAgainstInstrument(file, text, TIMES * 2);
    rows.push({ name: `parse, against instrument: ${file}`, unit: 'ms', plain: parseMs, ours: instrumentMs });
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  rows.push({ name: 'parse, against instrument: all of these', unit: 'ms', plain: sum('plain'), ours: sum('ours') });
  return rows;
}

try {
  console.log(`Node ${process.version}, ${os.availableParallelism()} cores, medians of ${TIMES}\n`);
  const rows = [
    await program('await storm, a step of five awaits', 'ns', 'await-storm.mjs'),
    await program('200 clients × 50 awaits of timer and file', 'ms', 'io.mjs'),
    await program('computation', 'ms', 'cpu.mjs'),
    await startUp(),
    ...instrumenting(),
  ];
  printTable(rows);
  if (rows.some((row) => Number.isNaN(row.plain + row.ours))) throw new Error('A program printed no number.');
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
