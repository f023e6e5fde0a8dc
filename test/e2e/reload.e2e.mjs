/** The window is loaded again, or its extension host is killed, while a program runs that never ends: nothing of it stays. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openFile, runCommand, timelineFrame } from '../../scripts/workbench/browser.mjs';
import { inWindow, test } from './harness.mjs';

/** What is promised, ms. */
const GONE_WITHIN = 2000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Processes whose command line has all of these, by /proc. */
function processes(...texts) {
  return readdirSync('/proc')
    .filter((name) => Number(name) > 0)
    .filter((id) => {
      try {
        const line = readFileSync(path.join('/proc', id, 'cmdline'), 'utf8');
        return texts.every((text) => line.includes(text));
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(what, ask, ms = 60_000) {
  for (const deadline = Date.now() + ms; ;) {
    const got = await ask();
    if (got) return got;
    assert.ok(Date.now() < deadline, `waited in vain for ${what}`);
    await pause(50);
  }
}

/** @returns the supervisors of the folder, once the endless program has printed */
async function runEndless(page, folder) {
  await openFile(page, 'endless.mjs');
  await runCommand(page, 'Visualize Async');
  const frame = await timelineFrame(page);
  await until('the run', () =>
    frame.evaluate(() => /^Running/.test(document.querySelector('[role="status"]')?.textContent ?? '')),
  );
  const busy = () => processes('supervisor.cjs', folder);
  await until('a supervisor', () => busy().length > 0);
  await pause(500);
  return busy();
}

const alive = (ids) => ids.filter((id) => processes('supervisor.cjs').includes(id));

export async function run() {
  if (process.platform !== 'linux') return;
  await inWindow({}, async ({ page, folder }) => {
    await test('the window is loaded again in mid-run: no process is left', async () => {
      const ids = await runEndless(page, folder);
      await runCommand(page, 'Developer: Reload Window');
      await page.waitForEvent('load', { timeout: 60_000 });
      await pause(GONE_WITHIN);
      assert.deepEqual(alive(ids), []);
      await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    });
    await test('the extension host is killed in mid-run: no process is left', async () => {
      const ids = await runEndless(page, folder);
      const parents = ids.map((id) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]));
      assert.ok(parents.length > 0);
      for (const host of new Set(parents)) process.kill(host, 'SIGKILL');
      await pause(GONE_WITHIN);
      assert.deepEqual(alive(ids), []);
    });
  });
}
