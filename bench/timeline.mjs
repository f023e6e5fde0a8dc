/* global MessageChannel, WheelEvent, requestAnimationFrame */
/**
 * Opens traces in the timeline's page and pans over them, in headless Chromium without a GPU.
 * wide: the whole trace but a little; near: zoomed in; rows: through the lanes. `draw` is the script of a frame, the median.
 * `node bench/timeline.mjs [SEGMENTS…]` prints a table; needs dist/.
 */
import { openHarness } from '../test/e2e/view-harness.mjs';
import { large, many } from '../test/unit/webview/scenarios.ts';

const WIDTH = 1400;
const HEIGHT = 400;
const PAN_MS = 2000;

/** In the page: from the message to the first painted frame, ms. */
async function measureOpening(page, index) {
  return page.evaluate(
    (at) =>
      new Promise((resolve) => {
        window.deliver({ type: 'reset', title: 'benchmark', state: 'running' });
        const start = performance.now();
        window.deliver({ type: 'events', events: window.handed[at] });
        const built = performance.now() - start;
        window.deliver({ type: 'state', state: 'ended' });
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          // A message posted in a frame arrives after that frame is painted.
          channel.port1.onmessage = () => resolve({ built, opened: performance.now() - start });
          channel.port2.postMessage(0);
        });
      }),
    index,
  );
}

/** In the page: drags by wheel events, one a frame; the times between frames, and the time each frame's script took. */
async function measurePan(page, { zoomSteps, rows }) {
  return page.evaluate(
    ({ lasting, steps, vertical }) =>
      new Promise((resolve) => {
        const canvas = document.querySelector('.plot canvas');
        const wheel = (init) =>
          canvas.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ...init }));
        wheel({ deltaY: 10_000, deltaX: 0, ctrlKey: true });
        for (let i = 0; i < steps; i++) wheel({ deltaY: -60, ctrlKey: true });
        const stamps = [];
        const work = [];
        let before = 0;
        const start = performance.now();
        const frame = () => {
          const now = performance.now();
          stamps.push(now);
          const forth = Math.floor((now - start) / 500) % 2 === 0 ? 1 : -1;
          // The timeline asks for its frame in answer to this; it is run right after this one in the same turn.
          wheel(vertical ? { deltaY: 18 * forth } : { deltaX: 18 * forth });
          before = performance.now();
          requestAnimationFrame(() => work.push(performance.now() - before));
          if (now - start < lasting) requestAnimationFrame(frame);
          else {
            const gaps = stamps
              .slice(1)
              .map((time, i) => time - stamps[i])
              .sort((a, b) => a - b);
            resolve({
              fps: (1000 * gaps.length) / (stamps.at(-1) - stamps[0]),
              p95: gaps[Math.floor(gaps.length * 0.95)],
              draw: window.drawTimes?.splice(0) ?? [],
            });
          }
        };
        requestAnimationFrame(frame);
      }),
    { lasting: PAN_MS, steps: zoomSteps, vertical: rows },
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Times every callback of an animation frame: what drawing costs, without the screen's pace. */
function timeFrames() {
  window.drawTimes = [];
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      const start = performance.now();
      callback(time);
      window.drawTimes.push(performance.now() - start);
    });
}

const harness = await openHarness();
const wanted = process.argv.slice(2).map(Number);
const traces = [
  ['3,001 tasks', () => many()],
  ...(wanted.length > 0 ? wanted : [100_000, 1_000_000]).map((count) => [
    `${count.toLocaleString('en-US')} segments`,
    () => large(count),
  ]),
];
console.log(`Chromium ${harness.browser.version()}, ${WIDTH}x${HEIGHT}, no GPU`);
const columns = [
  'build ms',
  'open ms',
  ...['wide', 'near', 'rows'].flatMap((name) => [`${name} fps`, 'p95 ms', 'draw ms']),
];
console.log('trace'.padEnd(20) + columns.map((name) => name.padStart(9)).join(''));
for (const [name, make] of traces) {
  const page = await harness.open({ width: WIDTH, height: HEIGHT });
  const index = await harness.hand(page, make());
  await page.evaluate(timeFrames);
  await measureOpening(page, index);
  const { built, opened } = await measureOpening(page, index);
  await page.waitForTimeout(300);
  const wide = await measurePan(page, { zoomSteps: 1, rows: false });
  const near = await measurePan(page, { zoomSteps: 8, rows: false });
  const rows = await measurePan(page, { zoomSteps: 0, rows: true });
  const pans = [wide, near, rows].flatMap(({ draw, fps, p95 }) => [fps, p95, median(draw.filter((ms) => ms > 0.15))]);
  console.log(name.padEnd(20) + [built, opened, ...pans].map((value) => value.toFixed(1).padStart(9)).join(''));
  await page.context().close();
}
await harness.close();
