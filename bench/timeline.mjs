/**
 * The timeline in headless Chromium without a GPU: how long a run takes to open, what a frame of panning and zooming
 * costs, how soon a hover is answered, what is kept in memory; beside speedscope with the same run as a Chrome trace.
 * `npm run bench:timeline` builds first; `node bench/timeline.mjs 1000 1000000` chooses the sizes, in segments.
 */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { toChrome } from '../src/formats/chrome.ts';
import { buildTrace } from '../src/formats/index.ts';
import { openHarness } from '../test/e2e/view-harness.mjs';
import { few, large } from '../test/unit/webview/scenarios.ts';
import { serveSpeedscope } from './speedscope.mjs';
import { hover, makeRun, openRun, pan, watchFrames } from './timeline-page.mjs';

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

const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/** MB that are kept once what is not needed is gone. */
async function heapOf(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  await client.send('HeapProfiler.collectGarbage');
  const { backingStorageSize = 0, usedSize } = await client.send('Runtime.getHeapUsage');
  await client.detach();
  return (usedSize + backingStorageSize) / 1e6;
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

async function measureUse(page, canvas, timed) {
  const panned = await timed(() => page.evaluate(pan, { canvas, steps: 1, frames: FRAMES }));
  const wide = panned.result;
  const near = await page.evaluate(pan, { canvas, steps: 8, frames: FRAMES });
  const hovers = await page.evaluate(hover, { canvas, moves: HOVERS });
  return {
    wideCpu: panned.script / FRAMES,
    wide50: percentile(wide, 0.5),
    wide: percentile(wide, 0.95),
    near: percentile(near, 0.95),
    hover: percentile(hovers, 0.95),
    heap: await heapOf(page),
  };
}

async function measureOurs(harness, scenarios, segments) {
  const page = await harness.open({ width: WIDTH, height: HEIGHT });
  await page.evaluate(watchFrames);
  await page.evaluate(scenarios);
  // The first run of a page also compiles its program; people open a second one, too.
  await page.evaluate(makeRun, { segments: SMALLEST, batchBytes: BATCH_BYTES });
  await page.evaluate(openRun);
  await page.evaluate(makeRun, { segments, batchBytes: BATCH_BYTES });
  const timed = await watchThread(page);
  const { result: opened, task: cpu } = await timed(() => page.evaluate(openRun));
  await page.waitForTimeout(300);
  const used = await measureUse(page, '.plot canvas', timed);
  await page.context().close();
  return { ...opened, cpu, ...used };
}

/** Writes event by event: the whole text is longer than a string can be. */
async function writeChrome(file, segments) {
  const { traceEvents } = toChrome(buildTrace(segments <= SMALLEST ? few() : large(Math.round(segments / 1.2))));
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
  ['wideCpu', 'wide cpu'],
  ['wide50', 'wide p50'],
  ['wide', 'wide p95'],
  ['near', 'near p95'],
  ['hover', 'hover p95'],
  ['heap', 'heap MB'],
];

function printRow(name, result) {
  const cells =
    'failed' in result ? [`  ${result.failed}`] : COLUMNS.map(([key]) => result[key].toFixed(1).padStart(11));
  console.log(name.padEnd(34) + cells.join('').replaceAll('NaN', '  –'));
}

const wanted = process.argv.slice(2).map(Number);
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
const speedscope = await serveSpeedscope();
try {
  console.log(`Chromium ${harness.browser.version()}, ${WIDTH}x${HEIGHT}, no GPU, ${os.availableParallelism()} cores`);
  console.log(
    'first, whole: from the first message to the paint of its events, and of all. speedscope: from its start.',
  );
  console.log('wide, near: script of a frame of panning and zooming, ms. hover: until its answer is drawn, ms.');
  console.log(
    'cpu: of the main thread alone; other programs on the machine lengthen the other times, but not these.\n',
  );
  console.log('segments'.padEnd(34) + COLUMNS.map(([, title]) => title.padStart(11)).join(''));
  for (const size of sizes) {
    const name = size <= SMALLEST ? 'a few tasks' : size.toLocaleString('en-US');
    printRow(name, await measureOurs(harness, scenarios, size));
    if (speedscope === null || size > SPEEDSCOPE_MOST) continue;
    printRow(`${' '.repeat(12)}speedscope`, await measureSpeedscope(harness, speedscope, folder, size));
  }
} finally {
  await harness.close();
  speedscope?.close();
  rmSync(folder, { recursive: true, force: true });
}
