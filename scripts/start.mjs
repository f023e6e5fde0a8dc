/**
 * `npm start` opens the real VS Code on examples/ with the extension loaded.
 * `npm start -- --headless [EXAMPLE] [--out FILE]` runs one example and writes the timeline's picture.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openFile, openWindow, runCommand, runEnd, timelineFrame } from './workbench/browser.mjs';
import { findChromium } from './workbench/chromium.mjs';
import { startServer, windowUrl } from './workbench/server.mjs';

const FOLDER = path.resolve('examples');

/** Does one step; what goes wrong in it is told in one sentence. */
async function step(what, work) {
  try {
    return await work();
  } catch (error) {
    const [reason] = error.message.trim().split('\n');
    throw new Error(`${what} failed: ${reason}`, { cause: error });
  }
}

function build() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error('esbuild found errors, see above'))));
  });
}

function hasScreen() {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  return CI === undefined && (process.platform !== 'linux' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined);
}

function openBrowser(url) {
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  // Without an opener the address that was printed is enough.
  child.on('error', () => undefined);
  child.unref();
}

async function picture(port, example, out) {
  const { browser, page } = await step('Opening VS Code', () => openWindow(windowUrl(port, FOLDER)));
  try {
    await step(`Opening ${example}`, () => openFile(page, example));
    await step('Choosing Visualize Async', () => runCommand(page, 'Visualize Async'));
    const frame = await step('Showing the timeline', () => timelineFrame(page));
    const state = await step(`Running ${example}`, () => runEnd(frame));
    // Lenses and the last bars follow the end.
    await page.waitForTimeout(1000);
    mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
    await page.screenshot({ path: out });
    console.log(`${example}: ${state}. The timeline's picture: ${out}`);
  } finally {
    await browser.close();
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      headless: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join('test-output', 'timeline.png') },
    },
  });
  const example = path.basename(positionals[0] ?? '04-sleep-and-gather.ts');
  if (!existsSync(path.join(FOLDER, example))) throw new Error(`There is no examples/${example}.`);
  // Found missing before half a minute of installing.
  if (values.headless) findChromium();
  await step('Building', build);
  const { port, stop } = await step('Starting the VS Code server', startServer);
  process.on('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
  if (values.headless) {
    await picture(port, example, values.out);
    process.exit(0);
  }
  const url = windowUrl(port, FOLDER);
  console.log(`\nVS Code is open at\n\n  ${url}\n\nOpen an example and run "Visualize Async". Ctrl+C ends it.`);
  if (hasScreen()) openBrowser(url);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
