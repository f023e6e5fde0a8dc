/** The exported web page, opened from the disk as its receiver would. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/workbench/chromium.mjs';
import { packTrace, toHtml } from '../../src/formats/index.ts';
import { blocked } from '../unit/webview/scenarios.ts';
import { changed, coloursOf, pictureOf, test } from './harness.mjs';
import { hostile, MARKUP } from './hostile.mjs';

async function pageOf(title, events) {
  return toHtml({
    title,
    script: readFileSync('dist/page.js', 'utf8'),
    style: ['media/page.css', 'media/webview.css'].map((file) => readFileSync(file, 'utf8')).join('\n'),
    icons: readFileSync('dist/codicons/codicon.css', 'utf8'),
    iconFont: readFileSync('dist/codicons/codicon.ttf'),
    trace: await packTrace(events),
  });
}

export async function run() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-page-'));
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
  const open = async (title, events, options = {}) => {
    const file = path.join(folder, 'page.html');
    writeFileSync(file, await pageOf(title, events));
    const context = await browser.newContext({ viewport: { width: 1200, height: 600 }, ...options });
    const page = await context.newPage();
    const complaints = [];
    const asked = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('.plot canvas');
    await changed(true, async () => (await coloursOf(page)) <= 8, 'the empty canvas');
    return { page, complaints, asked };
  };
  try {
    await test('the exported page shows the run, with pan, zoom and details', async () => {
      const { page, complaints, asked } = await open('src/server.ts', blocked(), { colorScheme: 'dark' });
      const fitted = await pictureOf(page);
      const canvas = page.locator('.plot canvas');
      await canvas.hover();
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -300);
      await page.keyboard.up('Control');
      const zoomed = await changed(fitted, () => pictureOf(page), 'the picture');
      await page.mouse.wheel(120, 0);
      await changed(zoomed, () => pictureOf(page), 'the picture');
      await canvas.press('ArrowDown');
      await page.locator('.details').getByText('Duration').waitFor();
      await canvas.press('p');
      await page.waitForSelector('.stage-item');
      await page.screenshot({ path: 'test-output/page-dark.png' });
      assert.deepEqual(complaints, []);
      // The file itself; the rest is in it.
      assert.deepEqual(
        asked.filter((url) => !/^(blob|data):/.test(url)).map((url) => new URL(url).protocol),
        ['file:'],
      );
    });
    await test('the exported page is light where that is wished, and offers nothing that needs an editor', async () => {
      const { page, complaints } = await open('src/server.ts', blocked(), { colorScheme: 'light' });
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, 'rgb(248, 248, 248)');
      assert.equal(await page.getByRole('button', { name: 'Run again' }).isVisible(), false);
      await page.screenshot({ path: 'test-output/page-light.png' });
      assert.deepEqual(complaints, []);
    });
    await test('the exported page lets no text become markup', async () => {
      const { page, complaints } = await open(MARKUP, hostile(blocked()));
      await page.locator('.plot canvas').press('ArrowDown');
      assert.equal(await page.title(), MARKUP);
      assert.equal(await page.locator('#root img, #root b, body > img, body > b').count(), 0);
      assert.equal(await page.evaluate(() => 'broken' in window), false);
      assert.deepEqual(complaints, []);
    });
    await test('the exported page runs no other script and no inline style', async () => {
      const { page } = await open('a.ts', blocked());
      const ran = await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = 1';
        document.body.append(script);
        const style = document.createElement('style');
        style.textContent = 'body { color: red }';
        document.body.append(style);
        return { script: 'broken' in window, style: style.sheet !== null };
      });
      assert.deepEqual(ran, { script: false, style: false });
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
