/** End to end: a person at the keyboard in the real workbench. Screenshots stay in test-output/. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openFile, openWindow, runCommand, timelineFrame } from '../../scripts/workbench/browser.mjs';
import { startServer, windowUrl } from '../../scripts/workbench/server.mjs';

const OUT = path.resolve('test-output');
mkdirSync(OUT, { recursive: true });
let passed = 0;
let failed = 0;

async function test(title, work) {
  try {
    await work();
    passed++;
    console.log(`  ✔ ${title}`);
  } catch (error) {
    failed++;
    console.log(`  ✖ ${title}\n${error.stack}`);
  }
}

const shot = (page, name) => page.screenshot({ path: path.join(OUT, `${name}.png`) });
const status = (frame) => frame.$eval('[role="status"]', (element) => element.textContent);
const ended = (frame) =>
  frame.waitForFunction(
    () => /Completed|Threw|Exited|Stopped/i.test(document.querySelector('[role="status"]')?.textContent ?? ''),
    null,
    { timeout: 60_000 },
  );
const line = (page) => page.$eval('[id="status.editor.selection"]', (element) => element.textContent);

/** Whether anything but the background is painted in a part of the canvas. */
function isPainted(frame) {
  return frame.$eval('canvas', (canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4 * 7) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return colours.size;
  });
}

async function themed(theme, name, work) {
  const server = await startServer({ settings: { 'workbench.colorTheme': theme } });
  const { browser, page } = await openWindow(windowUrl(server.port, path.resolve('examples')));
  try {
    await work(page, name);
  } finally {
    await browser.close();
    server.stop();
  }
}

await themed('Default Light Modern', 'light', async (page, name) => {
  let frame;
  await test('the command, by keyboard, brings up bars', async () => {
    await openFile(page, '06-blocked-loop.mjs');
    await runCommand(page, 'Visualize Async');
    frame = await timelineFrame(page);
    await ended(frame);
    await page.waitForTimeout(500);
    await shot(page, `workbench-${name}`);
    assert.match(await status(frame), /Completed/);
    assert.ok((await isPainted(frame)) > 8, 'the canvas shows no bars');
  });
  await test('the table lists the same run for screen readers', async () => {
    await frame.getByText('Table', { exact: true }).click();
    await frame.waitForSelector('[role="table"] [role="row"]:nth-child(2)');
    assert.ok((await frame.$$('[role="table"] [role="row"]')).length > 3);
  });
  await test('a click on a bar takes the editor to its line', async () => {
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Home');
    const before = await line(page);
    const canvas = await frame.$('canvas');
    const box = await canvas.boundingBox();
    // The first task's bar spans the run: the middle of the first lane under the event loop.
    let after = before;
    for (const y of [66, 88, 110]) {
      await page.mouse.click(box.x + 150 + (box.width - 150) * 0.4, box.y + y);
      await page.waitForTimeout(1000);
      after = await line(page);
      if (after !== before) break;
    }
    assert.notEqual(after, before);
    await shot(page, `workbench-${name}-selected`);
  });
  await test('zoom and pan change the picture, and 0 fits again', async () => {
    const picture = () => frame.$eval('canvas', (canvas) => canvas.toDataURL());
    await frame.focus('canvas, [role="application"]');
    const fitted = await picture();
    for (let i = 0; i < 3; i++) await page.keyboard.press('+');
    await page.waitForTimeout(400);
    const zoomed = await picture();
    assert.notEqual(zoomed, fitted);
    const canvas = await frame.$('canvas');
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 80);
    await page.mouse.wheel(120, 0);
    await page.waitForTimeout(400);
    assert.notEqual(await picture(), zoomed);
  });
});
await themed('Default Dark Modern', 'dark', async (page, name) => {
  await test('the timeline follows a dark theme', async () => {
    await openFile(page, '04-sleep-and-gather.ts');
    await runCommand(page, 'Visualize Async');
    const frame = await timelineFrame(page);
    await ended(frame);
    await page.waitForTimeout(500);
    await shot(page, `workbench-${name}`);
    const colour = await frame.$eval('body', (body) =>
      getComputedStyle(body).getPropertyValue('--vscode-editor-background'),
    );
    assert.match(colour.trim().toLowerCase(), /^#1f1f1f|^#181818|^#1e1e1e/);
    assert.ok((await isPainted(frame)) > 8);
  });
});
writeFileSync(path.join(OUT, 'e2e.txt'), `${passed} passed, ${failed} failed\n`);
console.log(`AWAITSCOPE-TESTS passed=${passed} failed=${failed}`);
process.exit(failed === 0 ? 0 : 1);
