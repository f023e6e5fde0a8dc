/** A window of the real workbench for a suite, and how its tests are counted. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openWindow } from '../../scripts/workbench/browser.mjs';
import { startServer, windowUrl } from '../../scripts/workbench/server.mjs';

const OUT = path.resolve('test-output');
const ENDLESS = "await null;\nconsole.log('before the loop');\nfor (;;);\n";

export const counts = { passed: 0, failed: 0 };
/** The window of the suite that runs. */
let current = null;

/** Runs one test. Those of a suite build on each other: after a failure the rest may fail, too. */
export async function test(title, work) {
  try {
    await work();
    counts.passed++;
    console.log(`  ✔ ${title}`);
  } catch (error) {
    counts.failed++;
    console.log(`  ✖ ${title}\n${error.stack}`);
    if (current !== null) await shot(current, `failed-${counts.failed}`);
  }
}

/** Opens a window on a copy of the examples, and gives it to `work`. */
export async function inWindow(options, work) {
  // The real path: on some systems the temporary folder is a link.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-e2e-'));
  cpSync('examples', folder, { recursive: true });
  writeFileSync(path.join(folder, 'endless.mjs'), ENDLESS);
  const server = await startServer(options);
  const { browser, page } = await openWindow(windowUrl(server.port, folder));
  current = page;
  try {
    await work({ page, folder });
  } finally {
    current = null;
    await browser.close();
    server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function shot(page, name) {
  mkdirSync(OUT, { recursive: true });
  return page.screenshot({ path: path.join(OUT, `${name}.png`) });
}

/** How many colours the canvas shows; an empty one shows few. */
export function coloursOf(frame) {
  return frame.$eval('.plot canvas', (canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4 * 7) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return colours.size;
  });
}

export const pictureOf = (frame) => frame.$eval('.plot canvas', (canvas) => canvas.toDataURL());

/** Waits until `ask` gives something else than `before`. */
export async function changed(before, ask, what, timeoutMs = 10_000) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    const now = await ask();
    if (now !== before) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not change from ${String(before).slice(0, 100)}`);
}
