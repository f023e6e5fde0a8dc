/** The exported Chrome trace in the Performance panel of the browser's own DevTools. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/workbench/chromium.mjs';
import { jsonChunks, toChrome } from '../../src/formats/index.ts';
import { blocked, few, hang } from '../unit/webview/scenarios.ts';
import { build } from '../unit/webview/support.ts';
import { test } from './harness.mjs';

const DEVTOOLS = 'devtools://devtools/bundled/devtools_app.html?panel=timeline';
/** Every text of the page, within shadows, too. */
const textOf = (page) =>
  page.evaluate(() => {
    const texts = [];
    const walk = (node) => {
      if (node.nodeName === 'STYLE') return;
      if (node.nodeType === 3) texts.push(node.textContent);
      if (node.shadowRoot) walk(node.shadowRoot);
      for (const child of node.childNodes) walk(child);
    };
    walk(document.body);
    return texts.join(' ');
  });

/** Saturated colours that some canvas of the page shows on many pixels. */
const coloursOf = (page) =>
  page.evaluate(() => {
    let most = 0;
    const look = (canvas) => {
      if (canvas.width === 0 || canvas.height === 0) return;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map();
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = data.subarray(i, i + 4);
        if (a === 255 && Math.max(r, g, b) - Math.min(r, g, b) > 30) {
          const colour = (r << 16) | (g << 8) | b;
          counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
      }
      most = Math.max(most, [...counts.values()].filter((n) => n > 100).length);
    };
    const walk = (node) => {
      if (node.nodeName === 'CANVAS') look(node);
      if (node.shadowRoot) walk(node.shadowRoot);
      for (const child of node.childNodes) walk(child);
    };
    walk(document.body);
    return most;
  });

async function waitFor(what, ask) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`waited in vain for ${what}`);
}

export async function run() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-chrome-'));
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  /** Loads a text as the panel's button does. */
  const load = async (name, text) => {
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(DEVTOOLS);
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, text);
    const input = page.locator('input[type=file]').first();
    await input.waitFor({ state: 'attached' });
    await input.setInputFiles(file);
    return { errors, page };
  };

  for (const [name, make] of Object.entries({ few, blocked, hang })) {
    await test(`DevTools opens a Chrome trace and draws all of it: ${name}`, async () => {
      const trace = build(make());
      const { errors, page } = await load(name, [...jsonChunks(toChrome(trace))].join(''));
      let range = '';
      await waitFor('the range', async () => {
        range = /Full range \(([\d,.]+)\sms\)/.exec(await textOf(page))?.[1] ?? '';
        return range !== '';
      });
      const shown = Number(range.replaceAll(',', ''));
      assert.ok(Math.abs(shown - trace.now) < 1, `${range} of ${trace.now}`);
      await waitFor('bars', async () => (await coloursOf(page)) > 1);
      assert.deepEqual(errors, []);
      await page.close();
    });
  }
  await test('DevTools refuses what is no trace, which the tests above would notice', async () => {
    const { errors, page } = await load('broken', '{"traceEvents": [{"ph": ');
    await waitFor('the refusal', () => errors.length > 0);
    assert.doesNotMatch(await textOf(page), /Full range/);
    assert.equal(await coloursOf(page), 0);
    await page.close();
  });
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
