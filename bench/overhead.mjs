/**
 * What recording costs beside other ways to record, as ratios against plain Node: `npm run bench:overhead`. Rounds are paired:
 * each runs every column once, each time in another order. `node bench/overhead.mjs 5 --only http` takes medians of five.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';

const { positionals, values } = readArguments();

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
  } catch (error) {
    return stop(error.message.split('\n')[0]);
  }
}

/** Bad usage: one sentence. */
function stop(message) {
  console.error(message);
  return process.exit(2);
}

const ROUNDS = Number(positionals[0] ?? 3);
if (!Number.isInteger(ROUNDS) || ROUNDS < 1 || positionals.length > 1)
  stop(`overhead.mjs takes the number of rounds, not ${positionals.join(' ')}.`);
const root = path.resolve(import.meta.dirname, '..');
const programs = path.join(root, 'bench', 'programs');
const temporary = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-overhead-'));
const LIMIT_MS = 120_000;
/** The ring of a run (`RING_RECORDS` of src/sandbox/launcher.ts), of four words each. */
const RING_MB = (262_144 * 16) / 1e6;

/** @returns the preload of Bubbleprof's recorder, or why there is none */
function installBubbleprof() {
  const folder = path.join(temporary, 'bubbleprof');
  try {
    execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', folder, '@clinic/bubbleprof'], {
      stdio: 'ignore',
      timeout: LIMIT_MS,
      shell: process.platform === 'win32',
    });
  } catch {
    return { why: 'it could not be installed' };
  }
  const own = path.join(folder, 'node_modules', '@clinic', 'bubbleprof');
  const preload = path.join(own, 'injects', 'logger.js');
  return existsSync(preload) ? { preload, own } : { why: 'its recorder is not where it was' };
}

const bubbleprof = installBubbleprof();
const columns = [
  { name: 'plain', args: () => [] },
  {
    name: 'Awaitscope',
    args: (file) => [
      ...[path.join(root, 'dist', 'cli.cjs'), 'run', '--quiet'],
      ...(file === 'http-server.mjs' ? ['--allow', 'net'] : []),
    ],
  },
  // No way to record by these means costs less.
  { name: 'its means, idle', args: () => [path.join(root, 'bench', 'hooks-alone.cjs')] },
  { name: 'async_hooks', args: () => ['--require', path.join(root, 'bench', 'four-hooks.cjs')] },
  {
    name: 'Bubbleprof',
    args: () =>
      bubbleprof.preload === undefined
        ? null
        : ['--no-warnings', '--require', bubbleprof.preload, '--trace-event-categories', 'node.async_hooks'],
  },
];

const ROWS = [
  ['await storm, a step of five awaits', 'ns', 'await-storm.mjs'],
  ['a tree of calls, twelve deep', 'ms', 'deep-calls.mjs'],
  ['200 clients × 50 awaits of timer and file', 'ms', 'io.mjs'],
  ['HTTP server under load', 'requests/s', 'http-server.mjs'],
  ['generator ping-pong, a hand-over', 'ns', 'ping-pong.mjs'],
  ['stream pipeline', 'ms', 'streams.mjs'],
  ['computation', 'ms', 'cpu.mjs'],
].filter(([name, , file]) => values.only === undefined || `${name} ${file}`.includes(values.only));

if (ROWS.length === 0) stop(`No program matches --only ${values.only}.`);

/** @returns the number that the program prints last, or in words why there is none */
function run(args, file, programArgs = []) {
  return new Promise((resolve) => {
    // Some recorders write into the working folder.
    const child = spawn(process.execPath, [...args, path.join(programs, file), ...programArgs], {
      cwd: args.some((arg) => arg.endsWith('cli.cjs')) ? programs : temporary,
      // Bubbleprof's recorder talks on the fourth.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let printed = '';
    let errors = '';
    let load = null;
    child.stderr.on('data', (chunk) => {
      errors = (errors + chunk).slice(-4000);
    });
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const port = /^listening (\d+)/.exec(printed)?.[1];
      if (port !== undefined && load === null)
        load = spawn(process.execPath, [path.join(root, 'bench', 'http-load.mjs'), port], { stdio: 'ignore' });
    });
    child.on('close', (code, signal) => {
      load?.kill();
      const last = printed.trim().split('\n').at(-1);
      const number = last === '' ? Number.NaN : Number(last);
      const line = errors.split('\n').find((text) => /error/i.test(text)) ?? `it ended with ${signal ?? code}`;
      resolve(Number.isNaN(number) ? line.trim() : number);
    });
  });
}

/** Peak memory of the recorder's process for a storm of so many rounds, MB; NaN where the system does not tell. */
async function supervisorPeak(rounds) {
  if (process.platform !== 'linux') return Number.NaN;
  const cli = path.join(root, 'dist', 'cli.cjs');
  const child = spawn(process.execPath, [cli, 'run', '--quiet', 'await-storm.mjs', '--', String(rounds)], {
    cwd: programs,
    stdio: 'ignore',
  });
  let peak = 0;
  const look = setInterval(() => {
    for (const id of readdirSync('/proc')) {
      try {
        const status = readFileSync(`/proc/${id}/status`, 'utf8');
        if (!status.includes(`PPid:\t${child.pid}\n`)) continue;
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      } catch {
        // Gone meanwhile, or no process.
      }
    }
  }, 20);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(look);
  return peak / 1024;
}

const failures = [];
const show = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
try {
  console.log(`Node ${process.version}, ${os.availableParallelism()} cores, medians of ${ROUNDS} paired rounds\n`);
  console.log(`${''.padEnd(44)}${columns.map(({ name }) => name.padStart(22)).join('')}`);
  for (const [name, unit, file] of ROWS) {
    const found = columns.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < columns.length; i++) {
        const column = (i + round) % columns.length;
        const args = columns[column].args(file);
        if (args !== null) found[column].push(await run(args, file));
      }
    }
    const plain = median(found[0]);
    const cells = found.map((numbers, column) => {
      const failure = numbers.find((value) => typeof value === 'string');
      if (failure !== undefined) failures.push(`${columns[column].name}, ${name}: ${failure}`);
      if (failure !== undefined || numbers.length === 0) return failure === undefined ? '–' : 'failed';
      const value = median(numbers);
      // More requests a second is better: the ratio is always that of the cost.
      const ratio = unit === 'requests/s' ? plain / value : value / plain;
      return column === 0 ? `${show(value)} ${unit}` : `${show(value)}  ${ratio.toFixed(2)} ×`;
    });
    console.log(`${name.padEnd(44)}${cells.map((cell) => cell.padStart(22)).join('')}`);
  }
  for (const failure of failures) console.log(`\nFailed: ${failure}`);
  if (bubbleprof.why !== undefined) console.log(`\nBubbleprof was not measured: ${bubbleprof.why}.`);
  if (values.only === undefined) {
    const added = [];
    for (const rounds of ['30', '600']) {
      const without = await run(columns[0].args('memory.mjs'), 'memory.mjs', [rounds]);
      added.push((await run(columns[1].args('memory.mjs'), 'memory.mjs', ['--', rounds])) - without);
    }
    // The ring is shared memory, which no heap counts.
    const [few, many] = added.map((mb) => show(mb + RING_MB));
    console.log(`\nMemory of the recorder beside the program, storm of 30 and of 600 rounds: ${few} MB, ${many} MB`);
    const [short, long] = [await supervisorPeak(30), await supervisorPeak(300)];
    // A run that was over before anybody looked has no peak.
    if (short > 0 && long > 0)
      console.log(
        `\nPeak memory of the recorded process, storm of 30 and of 300 rounds: ${show(short)} MB, ${show(long)} MB`,
      );
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
