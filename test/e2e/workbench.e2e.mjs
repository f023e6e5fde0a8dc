/** One window from the first run to the last: timeline, table, editor, themes, stop, saved traces. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  chooseFile,
  chooseTheme,
  openFile,
  runCommand,
  runEnd,
  timelineFrame,
} from '../../scripts/workbench/browser.mjs';
import { changed, coloursOf, inWindow, pictureOf, shot, test } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** As the picker calls them. */
const THEMES = {
  dark: 'Dark Modern',
  'contrast-dark': 'Dark High Contrast',
  'contrast-light': 'Light High Contrast',
  light: 'Light Modern',
};

const place = (page) => page.$eval('[id="status.editor.selection"]', (element) => element.textContent);

export function run() {
  return inWindow({ settings: { 'workbench.colorTheme': THEMES.light } }, async ({ page, folder }) => {
    let frame;
    await test('a file has its lenses before anything is run, and an await its hover', async () => {
      await openFile(page, '06-blocked-loop.mjs');
      await page.waitForSelector('.codelens-decoration:has-text("Visualize Async")');
      await page.locator('.editor-instance .view-line span:text-is("await")').first().hover();
      await page.waitForSelector('.monaco-hover a:has-text("Visualize Async")');
      await page.keyboard.press('Escape');
    });
    await test('the command, by keyboard, brings up bars', async () => {
      await runCommand(page, 'Visualize Async');
      frame = await timelineFrame(page);
      assert.match(await runEnd(frame), /^Completed · [\d.]+ (?:ms|s)$/);
      await changed(true, async () => (await coloursOf(frame)) <= 8, 'the empty canvas');
      await page.waitForSelector('.codelens-decoration:has-text("running")');
      await shot(page, 'workbench-light');
    });
    await test('the editor keeps the focus', async () => {
      const focus = await page.evaluate(() => document.activeElement?.closest('.editor-instance') !== null);
      assert.equal(focus, true);
    });
    await test('the table lists the same run for screen readers', async () => {
      await frame.getByText('Table', { exact: true }).click();
      await frame.waitForSelector('[role="table"] [role="row"]:nth-child(2)');
      assert.ok((await frame.$$('[role="table"] [role="row"]')).length > 3);
    });
    await test('nothing in the timeline is out of reach for assistive technology', async () => {
      await frame.evaluate(axe);
      const { violations } = await frame.evaluate(() => globalThis.axe.run());
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(
        serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
        [],
      );
    });
    await test('a click on a bar takes the editor to its line', async () => {
      await page.keyboard.press('Control+1');
      await page.keyboard.press('Control+Home');
      const box = await (await frame.$('.plot canvas')).boundingBox();
      // The lane of the first task, below the ruler and the event loop.
      await page.mouse.click(box.x + 150 + (box.width - 150) * 0.4, box.y + 66);
      assert.match(await changed('Ln 1, Col 1', () => place(page), 'the place'), /^Ln 49, /);
      await shot(page, 'workbench-light-selected');
    });
    await test('arrows and Enter do the same by keyboard', async () => {
      await frame.focus('.plot canvas');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await changed('Ln 49, Col 3', () => place(page), 'the place');
    });
    await test('zoom and pan change the picture', async () => {
      await frame.focus('.plot canvas');
      const fitted = await pictureOf(frame);
      for (let i = 0; i < 3; i++) await page.keyboard.press('+');
      const zoomed = await changed(fitted, () => pictureOf(frame), 'the picture');
      const box = await (await frame.$('.plot canvas')).boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + 80);
      await page.mouse.wheel(120, 0);
      await changed(zoomed, () => pictureOf(frame), 'the picture');
    });
    await test('a hover on an await tells what it did', async () => {
      await page.mouse.move(5, 5);
      // From the page within a page the focus comes back for sure by a click.
      await page.locator('.editor-instance .view-line').last().click();
      await page.keyboard.press('Control+G');
      await page.waitForSelector('.quick-input-widget input.input');
      await page.keyboard.type('49:4');
      await page.keyboard.press('Enter');
      await changed(false, async () => /^Ln 49, Col 4/.test(await place(page)), 'the place');
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents').filter({ hasText: 'Suspended' });
      await hover.first().waitFor();
      const text = await hover.first().innerText();
      assert.match(text, /2 times/);
      assert.match(text, /min [\d.]+ ms · median [\d.]+ ms · max [\d.]+ ms · total [\d.]+ ms|s/);
      await shot(page, 'hover-light');
      await page.keyboard.press('Escape');
    });
    await test('the timeline follows the theme while it is open', async () => {
      for (const [name, theme] of Object.entries(THEMES)) {
        const before = await pictureOf(frame);
        await chooseTheme(page, theme);
        await changed(before, () => pictureOf(frame), `the picture in ${name}`);
        await page.waitForTimeout(300);
        await shot(page, `workbench-${name}-theme`);
        assert.ok((await coloursOf(frame)) > 8, name);
      }
    });
    await test('Stop ends a program that never would', async () => {
      await openFile(page, 'endless.mjs');
      await runCommand(page, 'Visualize Async');
      await frame.waitForSelector('.status.is-running');
      await frame.getByRole('button', { name: 'Stop' }).click();
      assert.match(await runEnd(frame, 10_000), /^Stopped/);
    });
    await test('a trace is exported, and opens again', async () => {
      await openFile(page, '04-sleep-and-gather.ts');
      await runCommand(page, 'Visualize Async');
      await frame.waitForFunction(() => /04-sleep/.test(document.body.textContent ?? ''));
      const status = await runEnd(frame);
      const file = path.join(folder, '04-sleep-and-gather.ts.asynctrace');
      await runCommand(page, 'Export Trace…');
      await page.waitForSelector('.quick-input-list .monaco-list-row:has-text(".asynctrace")');
      await page.keyboard.press('Enter');
      await chooseFile(page);
      await changed(false, () => existsSync(file), 'the file');
      await runCommand(page, 'Open Saved Trace');
      await chooseFile(page, path.basename(file));
      await frame.waitForFunction(() => /gather\.ts\.asynctrace/.test(document.body.textContent ?? ''));
      assert.equal(await runEnd(frame), status);
      await shot(page, 'saved-trace');
    });
  });
}
