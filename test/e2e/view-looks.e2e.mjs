/** How the timeline's page looks and what assistive technology finds in it: in all themes, sizes and zooms. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { blocked, few } from '../unit/webview/scenarios.ts';
import { test } from './harness.mjs';
import { compareScreenshot } from './pictures.mjs';
import { themes } from './themes.mjs';
import { HEIGHT, playTo, suite, WIDTH } from './view-page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary}`);
}

/** A run that ends by an error, says things on stderr, and was refused something. */
function failed() {
  const error = { name: 'TypeError', message: 'orders is not iterable', file: 'src/dashboard.ts', line: 9, column: 3 };
  const events = few();
  const end = { ...events.at(-1), outcome: 'threw', exitCode: 1, error };
  return [...events.slice(0, -1), { type: 'refused', what: 'net', allow: 'net:example.org', time: 9 }, end];
}

async function inTheme(harness, theme) {
  await test(`${theme}: looks as it did`, async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT, theme });
    await harness.play(page, blocked(), { title: 'src/server.ts' });
    await page.locator('.plot canvas').press('ArrowDown');
    await page.locator('.plot canvas').press('ArrowRight');
    await playTo(page, 0.6);
    await page.waitForTimeout(200);
    await compareScreenshot(page, `timeline-${theme}`);
    await page.context().close();
  });
  await test(`${theme}: axe finds nothing, whatever is open`, async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT, theme, quiet: true });
    assert.deepEqual(await violations(page), [], 'empty');
    await harness.play(page, failed(), { title: 'src/failed.ts' });
    assert.ok((await page.locator('.status.is-bad').count()) > 0);
    assert.deepEqual(await violations(page), [], 'a run that went wrong');
    await harness.play(page, blocked(), { title: 'src/server.ts' });
    await page.locator('.plot canvas').press('ArrowDown');
    await page.locator('.plot canvas').press('ArrowRight');
    for (const tab of ['Details', 'Findings', 'Output', 'Table']) {
      await page.getByRole('tab', { name: tab }).click();
      assert.deepEqual(await violations(page), [], tab);
    }
    await playTo(page, 0.6);
    assert.deepEqual(await violations(page), [], 'playback');
    for (const key of ['r', 'c', '?']) await page.locator('.plot canvas').press(key);
    assert.deepEqual(await violations(page), [], 'a range, the critical path, the keys');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 300, height: 400 });
    assert.deepEqual(await violations(page), [], 'a narrow panel');
    await page.context().close();
  });
}
/** At sizes and zooms that the workbench may have. */
async function sizes(harness) {
  const looks = {
    low: { width: 1000, height: 200, theme: 'light' },
    narrow: { width: 300, height: 400, theme: 'dark' },
    zoomed: { width: 700, height: 320, theme: 'dark', scale: 2 },
    empty: { width: 900, height: 300, theme: 'dark' },
  };
  for (const [name, look] of Object.entries(looks)) {
    await test(`${name}: looks as it did`, async () => {
      const page = await harness.open(look);
      if (name !== 'empty') await harness.play(page, blocked(), { title: 'src/server.ts' });
      await page.waitForTimeout(200);
      await compareScreenshot(page, `timeline-${name}`);
      await page.context().close();
    });
  }
}

export const run = suite(async (harness) => {
  for (const theme of Object.keys(themes)) await inTheme(harness, theme);
}, sizes);
