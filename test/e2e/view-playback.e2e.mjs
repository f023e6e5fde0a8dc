/* global Event */
/** Playback in the timeline's page: keys, buttons, the stage, the editor that follows, a run that goes on. */
import assert from 'node:assert/strict';
import { blocked, few } from '../unit/webview/scenarios.ts';
import { changed, pictureOf, test } from './harness.mjs';
import { HEIGHT, playTo, posted, suite, timeOf, WIDTH } from './view-page.mjs';

async function playback(harness) {
  const page = await harness.open({ width: WIDTH, height: HEIGHT });
  await harness.play(page, few());
  await test('playback goes by keys and buttons, and draws its line', async () => {
    await page.locator('.plot canvas').press('p');
    await page.waitForFunction(() => document.querySelector('.transport-time')?.textContent.includes('step 1 of'));
    const first = await pictureOf(page);
    await page.locator('.plot canvas').press('.');
    await page.waitForFunction(() => document.querySelector('.transport-time').textContent.includes('step 2 of'));
    await page.locator('.plot canvas').press('>');
    await changed(first, () => pictureOf(page), 'the picture');
    assert.match(await timeOf(page), /step (\d+) of \1$/);
    await page.getByRole('button', { name: 'Previous step' }).click();
    const { total } = /of (?<total>\d+)/.exec(await timeOf(page)).groups;
    assert.ok((await timeOf(page)).includes(`step ${Number(total) - 1} of`));
    await page.locator('.plot canvas').press('<');
    assert.match(await timeOf(page), /step 1 of/);
  });
  await test('playback plays, and the editor follows line by line', async () => {
    await page.getByLabel('Speed').selectOption('25');
    await page.locator('.plot canvas').press('k');
    await page.waitForFunction(() => window.posted.filter(({ type }) => type === 'follow').length > 8);
    await page.locator('.plot canvas').press('k');
    const lines = (await posted(page, 'follow')).map(({ line }) => line);
    assert.ok(new Set(lines).size > 3, lines.join());
  });
  await test('playback shows who ran, who stood in which queue, and what it does not know', async () => {
    await page.$eval('.transport-range', (range) => {
      range.value = '56';
      range.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const column = (name) => page.getByRole('group', { name, exact: true });
    await column('Microtask queue').getByText('fetchOrders').waitFor();
    assert.match(await column('Call stack').innerText(), /poll callback/);
    assert.match(await column('Operations').innerText(), /fs\.readFile/);
    assert.match(await column('Tick queue').innerText(), /\?\s+unknown\s+when ticks are queued is not recorded/);
  });
  await test('a click on the ruler takes playback to that time', async () => {
    const before = await timeOf(page);
    await page.locator('.plot canvas').click({ position: { x: 500, y: 10 } });
    assert.notEqual(await timeOf(page), before);
  });
  await test('closing playback leaves the editor alone, and takes the line away', async () => {
    await page.getByRole('button', { name: 'Close playback' }).click();
    assert.equal(await page.locator('.playback').count(), 0);
    assert.equal((await posted(page, 'unfollow')).length, 1);
  });
  await test('playback goes through what was recorded of a run that goes on', async () => {
    const events = blocked();
    await harness.play(page, events.slice(0, -1), { state: 'running' });
    await page.getByRole('button', { name: 'Playback (P)' }).click();
    await page.locator('.transport-time', { hasText: 'so far' }).waitFor();
    await page.getByRole('button', { name: 'Last step (>)' }).click();
    const before = await timeOf(page);
    await page.evaluate((end) => window.deliver({ type: 'events', events: [end] }), events.at(-1));
    await page.evaluate(() => window.deliver({ type: 'state', state: 'ended' }));
    await changed(before, () => timeOf(page), 'the number of steps');
    assert.ok(!(await timeOf(page)).includes('so far'));
    await page.getByRole('button', { name: 'Close playback' }).click();
  });
  await test('a new run closes playback', async () => {
    await playTo(page, 0.5);
    await harness.play(page, blocked());
    assert.equal(await page.locator('.playback').count(), 0);
  });
  await page.context().close();
}

export const run = suite(playback);
