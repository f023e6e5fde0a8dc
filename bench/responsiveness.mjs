/**
 * The extension in the real VS Code while programs run that never end, or fill what there is: how soon a hover is answered,
 * how soon Stop has ended the run, and how soon the next one starts. `npm run bench:responsiveness` builds first.
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
  entryPoints: ['bench/responsiveness-suite.ts'],
  outfile: 'out/bench/responsiveness.cjs',
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
try {
  await runTests({
    vscodeExecutablePath: path.resolve('scripts/vscode-server.mjs'),
    extensionDevelopmentPath: path.resolve('.'),
    extensionTestsPath: path.resolve('out/bench/responsiveness.cjs'),
    launchArgs: [workspace],
  });
  print(JSON.parse(readFileSync(process.env.AWAITSCOPE_TEST_RESULTS, 'utf8')));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function print({ first, measured }) {
  const start = median(first);
  const rows = [
    ['while it runs', 'outcome', 'hovers', 'median', 'p95', 'host late', 'Stop', 'next start'],
    ...measured.map(({ program, outcome, hovers, hostLateMs, stopMs, nextStartMs }) => [
      program,
      outcome,
      String(hovers.length),
      `${median(hovers).toFixed(0)} ms`,
      `${percentile(hovers, 0.95).toFixed(0)} ms`,
      `${Math.max(0, hostLateMs).toFixed(0)} ms`,
      stopMs === undefined ? 'by itself' : `${stopMs.toFixed(0)} ms`,
      `${nextStartMs.toFixed(0)} ms`,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(row.map((text, i) => (i < 2 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('   '));
  const hovers = measured.flatMap((each) => each.hovers);
  const stops = measured.flatMap(({ stopMs }) => (stopMs === undefined ? [] : [stopMs]));
  console.log(`\nFirst starts: ${first.map((ms) => ms.toFixed(0)).join(', ')} ms, median ${start.toFixed(0)} ms`);
  console.log(`All hovers: p95 ${percentile(hovers, 0.95).toFixed(0)} ms (promised ${HOVER_MS})`);
  console.log(`Slowest Stop: ${Math.max(...stops).toFixed(0)} ms (promised ${STOP_MS})`);
  console.log(`Next starts: median ${median(measured.map((each) => each.nextStartMs)).toFixed(0)} ms`);
}
