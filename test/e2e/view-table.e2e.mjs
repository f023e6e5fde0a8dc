/** The panes of the timeline's page that are text: the table and the output. */
import assert from 'node:assert/strict';
import { few } from '../unit/webview/scenarios.ts';
import { changed, pictureOf, test } from './harness.mjs';
import { HEIGHT, posted, suite, WIDTH } from './view-page.mjs';

async function panes(harness) {
  await test('the table and the canvas select the same', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, few());
    await page.getByRole('tab', { name: 'Table' }).click();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown']) await page.locator('.plot canvas').press(key);
    const row = page.locator('[role="row"][aria-selected="true"]');
    await row.waitFor();
    const spoken = await page.locator('#spoken').innerText();
    const cells = await row.locator('[role="cell"]').allInnerTexts();
    assert.ok(spoken.includes(cells[3]) && spoken.includes(cells[0]) && spoken.includes(cells[1]), spoken);
    const before = await pictureOf(page);
    await page.locator('[role="row"]').nth(4).click();
    await changed(before, () => pictureOf(page), 'the picture');
    await changed(spoken, () => page.locator('#spoken').innerText(), 'what is said');
    await page.context().close();
  });
  await test('the table is sorted by its heads, and walked by keys', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, few(), { title: 'src/dashboard.ts' });
    await page.getByRole('tab', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Duration' }).click();
    assert.equal(await page.getByRole('columnheader', { name: 'Duration' }).getAttribute('aria-sort'), 'descending');
    const table = page.getByRole('table');
    await table.press('Home');
    const row = page.locator('[role="row"][aria-selected="true"]');
    await row.getByText('498 ms').waitFor();
    await table.press('ArrowDown');
    await row.getByText('301 ms').waitFor();
    await table.press('Enter');
    const [{ line }] = await posted(page, 'reveal');
    assert.ok(line > 0);
    await page.context().close();
  });
  await test('what was refused leads to its line, from its mark in the timeline and from the notice', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    const place = { file: 'src/dashboard.ts', line: 9, column: 3 };
    const events = few();
    events.splice(-1, 0, { type: 'refused', time: 250, what: 'fs.rm "a"', allow: 'fs.write', ...place });
    await harness.play(page, events);
    await page.getByRole('button', { name: 'dashboard.ts:9' }).click();
    const lines = async () => (await posted(page, 'reveal')).map(({ line }) => line);
    assert.deepEqual(await lines(), [9]);
    const canvas = await page.locator('.plot canvas').boundingBox();
    const tooltip = page.locator('.tooltip');
    let said = '';
    for (let x = 0; x < canvas.width && !said.startsWith('fs.rm "a" was refused'); x += 5) {
      await page.mouse.move(canvas.x + x, canvas.y + 34);
      said = await page.evaluate(() => document.querySelector('.tooltip')?.textContent ?? '');
    }
    assert.ok(await tooltip.isVisible());
    await page.mouse.down();
    await page.mouse.up();
    await page.locator('.side').getByText('fs.write', { exact: true }).waitFor();
    assert.deepEqual(await lines(), [9, 9]);
    await page.context().close();
  });
  await test('the table shows whose bar a row is, in a pane of usual width, too', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, few());
    await page.getByRole('tab', { name: 'Table' }).click();
    const cell = page.getByRole('row').nth(2).getByRole('cell').nth(3);
    const [box, pane] = [await cell.boundingBox(), await page.locator('.side').boundingBox()];
    assert.ok(pane.x + pane.width - box.x >= 90, `${pane.x + pane.width - box.x} pixels of it`);
    await page.context().close();
  });
  await test('a line of the output tells its task, and takes the cursor line to its time', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, few());
    await page.getByRole('tab', { name: 'Output' }).click();
    const lines = page.locator('.output-line');
    assert.match(
      await lines.nth(1).innerText(),
      /^315\.262 ms\s+fetchRecommendations\s+stderr\s+recommendations are slow/,
    );
    const before = await pictureOf(page);
    await lines.nth(1).locator('.text').click();
    await changed(before, () => pictureOf(page), 'the picture');
    assert.match(await lines.nth(1).getAttribute('class'), /is-selected/);
    await lines.nth(0).getByRole('button', { name: 'loadDashboard' }).click();
    assert.match(await page.locator('#spoken').innerText(), /^loadDashboard/);
    for (let i = 0; i < 2; i++) await page.locator('.plot canvas').press('Escape');
    await changed('', () => pictureOf(page), 'the picture');
    assert.equal(await pictureOf(page), before);
    await page.context().close();
  });
}

export const run = suite(panes);
