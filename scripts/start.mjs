/**
 * `npm start` opens the real VS Code on examples/ with the extension loaded.
 * `npm start -- --headless [EXAMPLE] [--out FILE]` runs one example and writes the timeline's picture.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openFile, openWindow, runCommand, timelineFrame } from './workbench/browser.mjs';
import { startServer, windowUrl } from './workbench/server.mjs';

function build() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error('The build failed.'))));
  });
}

function openBrowser(url) {
  const opener = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? ['xdg-open'];
  if (
    process.env.CI !== undefined ||
    (process.platform === 'linux' && process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined)
  )
    return;
  const child = spawn(opener[0], [...opener.slice(1), url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

async function headless(server, folder, example, out) {
  const { browser, page } = await openWindow(windowUrl(server.port, folder));
  try {
    await openFile(page, example);
    await runCommand(page, 'Visualize Async');
    const frame = await timelineFrame(page);
    await frame.waitForFunction(
      () => !/Running|Waiting/.test(document.querySelector('[role="status"], .state')?.textContent ?? 'Running'),
      null,
      { timeout: 60_000 },
    );
    await page.waitForTimeout(500);
    mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
    await page.screenshot({ path: out });
    console.log(`The timeline of ${example}: ${out}`);
  } finally {
    await browser.close();
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      headless: { type: 'boolean' },
      out: { type: 'string', default: path.join('test-output', 'timeline.png') },
    },
  });
  const folder = path.resolve('examples');
  const example = positionals[0] ?? '04-sleep-and-gather.ts';
  if (values.headless === true && !existsSync(path.join(folder, example)))
    throw new Error(`There is no examples/${example}.`);
  await build();
  const server = await startServer();
  process.on('exit', server.stop);
  if (values.headless === true) {
    await headless(server, folder, example, values.out);
    process.exit(0);
  }
  const url = windowUrl(server.port, folder);
  console.log(`\nVS Code is open at\n\n  ${url}\n\nOpen an example and run "Visualize Async". Ctrl+C ends it.`);
  openBrowser(url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
