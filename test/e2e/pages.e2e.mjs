/** The timeline's pages in one window: earlier runs, playback in the editor, exports, an editor tab, a window that reloads. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseFile, openFile, runCommand, runEnd, timelineFrame } from '../../scripts/workbench/browser.mjs';
import { changed, coloursOf, inWindow, shot, test } from './harness.mjs';

const titleOf = (frame) => frame.$eval('.title', (element) => element.querySelector('select')?.value ?? element.title);

async function timelineFrames(page) {
  const frames = [];
  for (const frame of page.frames()) {
    if (!frame.url().includes('fake.html')) continue;
    if ((await frame.$('canvas').catch(() => null)) !== null) frames.push(frame);
  }
  return frames;
}

async function exported(page, folder, command, name) {
  const file = path.join(folder, name);
  await runCommand(page, command);
  await chooseFile(page);
  await changed(false, () => existsSync(file), name);
  await page.waitForTimeout(300);
  return readFileSync(file);
}

export function run() {
  return inWindow({}, async ({ page, folder }) => {
    let frame;
    let status;
    await test('an earlier run is chosen in the toolbar, and is shown as it was', async () => {
      await openFile(page, '04-sleep-and-gather.ts');
      await runCommand(page, 'Visualize Async');
      frame = await timelineFrame(page);
      const first = await runEnd(frame);
      await openFile(page, '06-blocked-loop.mjs');
      await runCommand(page, 'Visualize Async');
      await frame.waitForSelector('select.runs');
      await frame.waitForFunction(() => /06-blocked/.test(document.querySelector('select.runs option').textContent));
      const second = await runEnd(frame);
      const options = await frame.$$eval('select.runs option', (all) => all.map(({ value }) => value));
      assert.equal(options.length, 2);
      await frame.selectOption('select.runs', options[1]);
      await changed(second, () => runEnd(frame), 'the status');
      assert.equal(await runEnd(frame), first);
      await frame.selectOption('select.runs', options[0]);
      status = await changed(first, () => runEnd(frame), 'the status');
      assert.equal(status, second);
    });
    await test('playback by command: the editor follows, and keeps no focus', async () => {
      await runCommand(page, 'Playback: Next Step');
      await frame.waitForSelector('.stage');
      await runCommand(page, 'Playback: Last Step');
      await frame.waitForFunction(() =>
        /step ([\d,]+) of \1$/.test(document.querySelector('.transport-time')?.textContent ?? ''),
      );
      for (let i = 0; i < 6; i++) await frame.press('.plot canvas', ',');
      await page.waitForSelector('.monaco-editor .view-overlays [class*="ced-"]');
      assert.equal(await frame.evaluate(() => document.hasFocus()), true);
      await shot(page, 'workbench-playback');
    });
    await test('the web page and the picture are saved by their commands', async () => {
      const html = (await exported(page, folder, 'Export Timeline as Web Page', '06-blocked-loop.mjs.html')).toString();
      assert.match(html, /default-src 'none'; script-src 'sha256-/);
      const svg = (await exported(page, folder, 'Export Timeline as SVG', '06-blocked-loop.mjs.svg')).toString();
      assert.match(svg, /^<svg [\s\S]*<\/svg>\s*$/);
      const png = await exported(page, folder, 'Export Timeline as PNG', '06-blocked-loop.mjs.png');
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
    });
    await test('the timeline opens in an editor tab and shows the same run', async () => {
      await runCommand(page, 'Open Timeline in Editor');
      await page.waitForSelector('.tab[aria-label^="Async Timeline"]');
      await changed(1, async () => (await timelineFrames(page)).length, 'the number of pages');
      const all = await timelineFrames(page);
      assert.equal(all.length, 2);
      for (const one of all) assert.equal(await runEnd(one), status);
      for (const one of all) assert.ok((await coloursOf(one)) > 8);
      await shot(page, 'workbench-tab');
    });
    await test('a window that is loaded again has the tab, the panel, the run and what was shown of it', async () => {
      const shown = await titleOf(frame);
      await frame.press('.plot canvas', '+');
      await page.waitForTimeout(1500);
      const loaded = page.waitForEvent('load');
      await runCommand(page, 'Developer: Reload Window');
      await loaded;
      await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
      await page.waitForSelector('.tab[aria-label^="Async Timeline"]');
      await timelineFrame(page);
      await changed(1, async () => (await timelineFrames(page)).length, 'the number of pages', 30_000);
      for (const one of await timelineFrames(page)) {
        assert.equal(await runEnd(one), status);
        assert.equal(await one.locator('select.runs option').count(), 2);
        assert.ok((await titleOf(one)) !== '', shown);
      }
      await shot(page, 'workbench-reloaded');
    });
    await test('a run of an earlier window is read when it is chosen', async () => {
      const [one] = await timelineFrames(page);
      const [, earlier] = await one.$$eval('select.runs option', (all) => all.map(({ value }) => value));
      await one.selectOption('select.runs', earlier);
      await changed(status, () => one.$eval('[role="status"]', (element) => element.textContent), 'the status');
    });
    await test('the timeline moves into a window of its own', async () => {
      const opened = page.context().waitForEvent('page');
      await runCommand(page, 'Open Timeline in New Window');
      const other = await opened;
      const frame = await timelineFrame(other);
      assert.match(await runEnd(frame), /^Completed/);
      await other.close();
    });
  });
}
