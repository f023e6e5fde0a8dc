/**
 * The extension in the real VS Code while programs run that never end, or fill what there is: how soon the extension host
 * answers a hover, how soon that is through the whole workbench, how soon Stop has ended the run, how soon the next one
 * starts, and what the host holds of all that in memory. `npm run bench:responsiveness` builds first;
 * `node bench/responsiveness.mjs awaits 3` runs only what has that word in its name, three times.
 */
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureServer } from '../scripts/workbench/server.mjs';
import { median } from './measure.mjs';

const HOVER_MS = 50;
const STOP_MS = 300;

const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

await build({
  entryPoints: ['bench/responsiveness-suite.ts', 'bench/responsiveness-asker.ts'],
  outdir: 'out/bench',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'mocha'],
});
await ensureServer();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-responsiveness-'));
const workspace = path.join(scratch, 'workspace');
mkdirSync(workspace);
process.env.AWAITSCOPE_TEST_RESULTS = path.join(scratch, 'results.json');
process.env.AWAITSCOPE_MINUTES = '15';
process.env.AWAITSCOPE_ONLY = process.argv[2] ?? '';
process.env.AWAITSCOPE_TIMES = process.argv[3] ?? '1';
try {
  await runTests({
    vscodeExecutablePath: path.resolve('scripts/vscode-server.mjs'),
    extensionDevelopmentPath: path.resolve('.'),
    extensionTestsPath: path.resolve('out/bench/responsiveness-suite.cjs'),
    launchArgs: [workspace],
  });
  print(JSON.parse(readFileSync(process.env.AWAITSCOPE_TEST_RESULTS, 'utf8')));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function print({ first, measured }) {
  const start = median(first);
  const ms = (value) => `${value.toFixed(0)} ms`;
  const spread = (values) => [median(values), percentile(values, 0.95), Math.max(...values)].map(ms);
  const rows = [
    ['', '', 'the host answers', '', '', 'through the workbench', '', '', '', '', '', ''],
    [
      'while it runs',
      'outcome',
      'median',
      'p95',
      'most',
      'median',
      'p95',
      'most',
      'Stop',
      'next start',
      'later',
      'held',
    ],
    ...measured.map(({ program, outcome, answers, hovers, stopMs, nextStartMs, laterStartMs, held }) => [
      program,
      outcome,
      ...spread(answers),
      ...spread(hovers),
      stopMs === undefined ? '' : ms(stopMs),
      nextStartMs === undefined ? '' : ms(nextStartMs),
      laterStartMs === undefined ? '' : ms(laterStartMs),
      `${(held / 1e6).toFixed(0)} MB`,
    ]),
  ];
  const widths = rows[1].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(row.map((text, i) => (i < 2 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('   '));
  const ran = measured.filter(({ nextStartMs }) => nextStartMs !== undefined);
  const answers = ran.flatMap((each) => each.answers);
  const hovers = ran.flatMap((each) => each.hovers);
  const stops = ran.flatMap(({ stopMs }) => (stopMs === undefined ? [] : [stopMs]));
  console.log(`\nFirst starts: ${first.map((value) => value.toFixed(0)).join(', ')} ms, median ${ms(start)}`);
  console.log(`All answers of the host: p95 ${ms(percentile(answers, 0.95))} (promised ${HOVER_MS})`);
  console.log(`All hovers through the workbench: p95 ${ms(percentile(hovers, 0.95))}`);
  console.log(`Slowest Stop: ${ms(Math.max(...stops))} (promised ${STOP_MS})`);
  console.log(`Next starts: median ${ms(median(ran.map((each) => each.nextStartMs)))}`);
  console.log(`Later starts: median ${ms(median(ran.map((each) => each.laterStartMs)))}`);
}
