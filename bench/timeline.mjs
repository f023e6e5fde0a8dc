/**
 * The timeline in headless Chromium without a GPU: how long a run takes to open, what a frame of panning and zooming
 * costs, how soon a hover is answered, what is kept in memory; beside speedscope with the same run as a Chrome trace.
 * `npm run bench:timeline` builds first; `node bench/timeline.mjs 1000 1000000` chooses the sizes, in segments;
 * `--alone` leaves speedscope out.
 */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { toChrome } from '../src/formats/chrome.ts';
import { buildTrace } from '../src/formats/index.ts';
import { MOST_RECORDS } from '../src/panel/outbox.ts';
import { TraceBuilder } from '../src/trace/builder.ts';
import { digest } from '../src/trace/digest.ts';
import { openHarness } from '../test/e2e/view-harness.mjs';
import { few, large } from '../test/unit/webview/scenarios.ts';
import { serveSpeedscope } from './speedscope.mjs';
import { handDigest } from '../test/e2e/digest-page.mjs';
import { makeRun, openDigest, openRun, startHover, startPan, watchFrames } from './timeline-page.mjs';

const WIDTH = 1400;
const HEIGHT = 400;
const FRAMES = 120;
const HOVERS = 60;
/** As the extension sends them. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** More than this many segments make a JSON text longer than a string can be. */
const SPEEDSCOPE_MOST = 1_000_000;
const SPEEDSCOPE_MS = 180_000;
const SMALLEST = 30;
/** Of the run that is measured, about. */
const RECORDS_A_SEGMENT = 2.8;

const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/** MB that are kept once what is not needed is gone. Buffers are let go a while after their collection: it looks until no more are. */
async function heapOf(page) {
  const client = await page.context().newCDPSession(page);
  let kept = Infinity;
  for (;;) {
    await client.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(100);
    const { backingStorageSize = 0, usedSize } = await client.send('Runtime.getHeapUsage');
    const now = (usedSize + backingStorageSize) / 1e6;
    if (now > kept - 1) break;
    kept = now;
  }
  await client.detach();
  return kept;
}

/** Times of the page's main thread on the processor, which other programs on the machine do not lengthen. */
async function watchThread(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    const of = (wanted) => 1000 * (metrics.find(({ name }) => name === wanted)?.value ?? NaN);
    return { script: of('ScriptDuration'), task: of('TaskDuration') };
  };
  /** @returns what the work gave, and ms of the thread that it took */
  return async (work) => {
    const before = await read();
    const result = await work();
    const after = await read();
    return { result, script: after.script - before.script, task: after.task - before.task };
  };
}

/** Script of each frame on the processor, ms. */
async function frames(page, timed, canvas, steps) {
  await page.evaluate(startPan, { canvas, steps });
  const taken = [];
  for (let i = 0; i < FRAMES; i++)
    taken.push((await timed(() => page.evaluate((at) => window.panFrame(at), i))).script);
  return taken;
}

async function measureUse(page, canvas, timed) {
  const wide = await frames(page, timed, canvas, 1);
  const near = await frames(page, timed, canvas, 8);
  await page.evaluate(startHover, { canvas });
  const hovers = [];
  for (let i = 0; i < HOVERS; i++)
    hovers.push((await timed(() => page.evaluate((at) => window.hoverFrame(at), i))).script);
  return {
    wide50: percentile(wide, 0.5),
    wide: percentile(wide, 0.95),
    near: percentile(near, 0.95),
    hover: percentile(hovers, 0.95),
    heap: await heapOf(page),
  };
}

async function openPage(harness, scenarios) {
  const page = await harness.open({ width: WIDTH, height: HEIGHT });
  await page.evaluate(watchFrames);
  await page.evaluate(scenarios);
  // The first run of a page also compiles its program; people open a second one, too.
  await page.evaluate(makeRun, { segments: SMALLEST, batchBytes: BATCH_BYTES });
  await page.evaluate(openRun);
  return page;
}

async function measureOurs(harness, scenarios, segments) {
  const page = await openPage(harness, scenarios);
  await page.evaluate(makeRun, { segments, batchBytes: BATCH_BYTES });
  const timed = await watchThread(page);
  const { result: opened, task: cpu } = await timed(() => page.evaluate(openRun));
  await page.waitForTimeout(300);
  const used = await measureUse(page, '.plot canvas', timed);
  await page.context().close();
  return { ...opened, cpu, ...used };
}

/** What the host does to make a digest of a stretch: ms on the processor, and the longest that it holds the host. */
function digestOf(trace, window) {
  const work = digest(trace, window);
  const before = process.cpuUsage();
  let longest = 0;
  for (;;) {
    const start = performance.now();
    const step = work.next();
    longest = Math.max(longest, performance.now() - start);
    if (step.done !== true) continue;
    const { system, user } = process.cpuUsage(before);
    return { made: step.value, ms: (system + user) / 1000, longest };
  }
}

/** A run that is too long for the view: the host has its tables by then, and sends a digest of them. */
async function measureDigest(harness, scenarios, segments) {
  const trace = new TraceBuilder();
  const events = large(Math.round(segments / 1.2));
  // As they come: what was read is let go.
  for (let event = events.shift(); event !== undefined; event = events.shift()) trace.push(event);
  const page = await openPage(harness, scenarios);
  const timed = await watchThread(page);
  const whole = digestOf(trace, null);
  await handDigest(page, whole.made);
  const opened = await timed(() => page.evaluate(openDigest, { first: true }));
  console.log(
    `  digest of ${trace.segments.count.toLocaleString('en-US')} segments: ${whole.made.segments.start.length.toLocaleString('en-US')} rows;` +
      ` host ${whole.ms.toFixed(0)} ms in pieces of at most ${whole.longest.toFixed(0)} ms, page ${opened.task.toFixed(0)} ms`,
  );
  await page.waitForTimeout(300);
  const used = await measureUse(page, '.plot canvas', timed);
  const part = digestOf(trace, { start: trace.now * 0.5, end: trace.now * 0.52 });
  await handDigest(page, part.made);
  const refined = await timed(() => page.evaluate(openDigest, { first: false }));
  await page.context().close();
  console.log(`  a fiftieth of it in detail: host ${part.ms.toFixed(0)} ms, page ${refined.task.toFixed(0)} ms`);
  const first = whole.ms + opened.result;
  return { first, whole: first, cpu: whole.ms + opened.task, ...used };
}

/** Writes event by event: the whole text is longer than a string can be. */
async function writeChrome(file, segments) {
  const trace = buildTrace(segments <= SMALLEST ? few() : large(Math.round(segments / 1.2)));
  const traceEvents = [...toChrome(trace).traceEvents];
  const out = createWriteStream(file);
  out.write('[');
  for (let i = 0; i < traceEvents.length; i += 1000) {
    const part = traceEvents.slice(i, i + 1000).map((event) => JSON.stringify(event));
    const text = `${i === 0 ? '' : ','}${part.join(',')}`;
    if (!out.write(text)) await new Promise((resolve) => out.once('drain', resolve));
  }
  await new Promise((resolve) => out.end(']', resolve));
}

async function measureSpeedscope(harness, speedscope, folder, segments) {
  const file = path.join(folder, 'profile.json');
  await writeChrome(file, segments);
  const context = await harness.browser.newContext({ viewport: { width: WIDTH, height: HEIGHT } });
  const page = await context.newPage();
  try {
    await page.addInitScript(watchFrames);
    const start = performance.now();
    await page.goto(speedscope.show(file));
    await page.waitForFunction(() => document.querySelectorAll('canvas').length > 1, null, { timeout: SPEEDSCOPE_MS });
    await page.evaluate(() => window.afterPaint());
    const whole = performance.now() - start;
    await page.waitForTimeout(500);
    // The last canvas that takes the pointer is the chart below the minimap.
    const canvas = await page.evaluate((width) => {
      const all = [...document.querySelectorAll('canvas')];
      const chart = all.filter((element) => element.clientWidth > width / 2).at(-1) ?? all.at(-1);
      chart.parentElement.id = 'chart';
      return '#chart canvas';
    }, WIDTH);
    const timed = await watchThread(page);
    return { first: whole, whole, cpu: NaN, ...(await measureUse(page, canvas, timed)) };
  } catch (error) {
    return { failed: error.message.split('\n')[0] };
  } finally {
    await context.close();
  }
}

const COLUMNS = [
  ['first', 'first ms'],
  ['whole', 'whole ms'],
  ['cpu', 'whole cpu'],
  ['wide50', 'wide p50'],
  ['wide', 'wide p95'],
  ['near', 'near p95'],
  ['hover', 'hover p95'],
  ['heap', 'heap MB'],
];

/** What is promised, by size: the column, in words, and its limit. */
const BARS = {
  [SMALLEST]: [['first', 'three tasks: from message to paint, ms', 100]],
  1e6: [
    ['first', 'a million: open to first paint, ms', 1000],
    ['wide', 'a million: script of a frame, 95th percentile, ms', 8],
    ['near', 'a million, zoomed in: script of a frame, 95th percentile, ms', 8],
    ['hover', 'a million: answer to hover, 95th percentile, ms', 16],
    ['heap', 'a million: heap, MB', 200],
  ],
  1e7: [['whole', 'ten million: open by level of detail, ms', 5000]],
};

function printRow(name, result) {
  const cells =
    'failed' in result ? [`  ${result.failed}`] : COLUMNS.map(([key]) => result[key].toFixed(1).padStart(11));
  console.log(name.padEnd(34) + cells.join('').replaceAll('NaN', '  –'));
}

function printBars(results) {
  console.log('\npromised'.padEnd(71) + 'limit'.padStart(10) + 'measured'.padStart(11));
  for (const [size, bars] of Object.entries(BARS)) {
    const result = results.get(Number(size));
    if (result === undefined) continue;
    for (const [key, title, limit] of bars) {
      const met = result[key] <= limit ? 'met' : 'NOT MET';
      console.log(title.padEnd(70) + String(limit).padStart(10) + result[key].toFixed(1).padStart(11) + `  ${met}`);
    }
  }
  // A frame depends on what is in view: the curve over four powers of ten and more stays flat.
  const curve = [...results].filter(([size]) => size > SMALLEST);
  if (curve.length > 1)
    console.log(
      `\nscript of a frame, p50 ms: ${curve.map(([size, { wide50 }]) => `${size.toExponential(0)}: ${wide50.toFixed(1)}`).join('   ')}`,
    );
}

const wanted = process.argv.slice(2).map(Number).filter(Number.isFinite);
const sizes = wanted.length > 0 ? wanted : [SMALLEST, 1e3, 1e4, 1e5, 1e6, 1e7];
const bundled = await build({
  entryPoints: ['test/unit/webview/scenarios.ts'],
  bundle: true,
  format: 'iife',
  globalName: 'scenarios',
  write: false,
});
const scenarios = `${bundled.outputFiles[0].text}\nwindow.scenarios = scenarios; undefined;`;
const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-bench-'));
const harness = await openHarness();
// `--alone` leaves speedscope out.
const speedscope = process.argv.includes('--alone') ? null : await serveSpeedscope();
try {
  console.log(`Chromium ${harness.browser.version()}, ${WIDTH}x${HEIGHT}, no GPU, ${os.availableParallelism()} cores`);
  console.log(
    'first, whole: from the first message to the paint of its events, and of all. speedscope: from its start.',
  );
  console.log('wide, near, hover: script of a frame of panning and zooming, or of an answer, until it is drawn, ms.');
  console.log(
    'cpu and scripts are times of the main thread alone; other programs on the machine lengthen first and whole.',
  );
  console.log(
    `More than ${MOST_RECORDS.toLocaleString('en-US')} records are sent as a digest; first and whole are then with the host's work for it.\n`,
  );
  console.log('segments'.padEnd(34) + COLUMNS.map(([, title]) => title.padStart(11)).join(''));
  const results = new Map();
  for (const size of sizes) {
    const name = size <= SMALLEST ? 'a few tasks' : size.toLocaleString('en-US');
    const merges = size * RECORDS_A_SEGMENT > MOST_RECORDS;
    const result = await (merges ? measureDigest : measureOurs)(harness, scenarios, size);
    results.set(size, result);
    printRow(name, result);
    if (speedscope === null || size > SPEEDSCOPE_MOST) continue;
    printRow(`${' '.repeat(12)}speedscope`, await measureSpeedscope(harness, speedscope, folder, size));
  }
  printBars(results);
} finally {
  await harness.close();
  speedscope?.close();
  rmSync(folder, { recursive: true, force: true });
}
