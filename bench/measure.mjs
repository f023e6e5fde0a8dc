/** Small tools of the benchmarks: medians, child processes, tables. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** @returns what the process printed, and its wall time in ms */
export async function runNode(args, options = {}) {
  const start = performance.now();
  const { stdout } = await execute(process.execPath, args, { maxBuffer: 1 << 26, ...options });
  return { stdout, wallMs: performance.now() - start };
}

/** Measures both ways by turns, so that a busy moment of the machine hits both. */
export async function alternate(times, plain, ours) {
  const a = [];
  const b = [];
  for (let i = 0; i < times; i++) {
    a.push(await plain());
    b.push(await ours());
  }
  return { plain: median(a), ours: median(b) };
}

/** @param rows {name, unit, plain, ours} */
export function printTable(rows) {
  const number = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
  const cells = [
    ['', 'plain', 'Awaitscope', 'ratio'],
    ...rows.map(({ name, unit, plain, ours }) => [
      name,
      `${number(plain)} ${unit}`,
      `${number(ours)} ${unit}`,
      `${(ours / plain).toFixed(2)} ×`,
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells) {
    console.log(row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('   '));
  }
}
