/** What survives when the timeline's page is hidden, which run it shows, and runs that are too long for it. */
import assert from 'node:assert/strict';
import { digest } from '../../src/trace/digest.ts';
import { few, large, many } from '../unit/webview/scenarios.ts';
import { build } from '../unit/webview/support.ts';
import { handDigest } from './digest-page.mjs';
import { changed, coloursOf, pictureOf, test } from './harness.mjs';
import { HEIGHT, playTo, posted, suite, timeOf, WIDTH } from './view-page.mjs';

async function surviving(harness) {
  await test('a page that comes back shows what it showed: range, path and cursor line, too', async () => {
    const size = { width: WIDTH, height: 400 };
    const page = await harness.open(size);
    await harness.play(page, few());
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.locator('.output-line .time').nth(1).click();
    for (const key of ['b', 'r', 'c']) await page.locator('.plot canvas').press(key);
    await page.getByRole('tab', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Duration' }).click();
    await page.waitForTimeout(500);
    const kept = await page.evaluate(() => window.kept);
    const picture = await pictureOf(page);
    await page.context().close();
    const again = await harness.open({ ...size, state: kept });
    await harness.play(again, few());
    await again.waitForTimeout(300);
    assert.ok(kept.range !== null && kept.path && kept.cursor > 300);
    assert.equal(await pictureOf(again), picture);
    assert.equal(await again.getByRole('columnheader', { name: 'Duration' }).getAttribute('aria-sort'), 'descending');
    await again.context().close();
  });
  await test('a page that comes back shows what it showed: window, selection, folds, scroll, playback, tab', async () => {
    const size = { width: WIDTH, height: 400 };
    const page = await harness.open(size);
    await harness.play(page, many(60));
    const canvas = page.locator('.plot canvas');
    for (const key of ['ArrowDown', 'ArrowDown', '+', '+', 'PageDown', 'ArrowRight']) await canvas.press(key);
    await page.getByRole('tab', { name: 'Table' }).click();
    await playTo(page, 0.4);
    await page.waitForTimeout(500);
    const kept = await page.evaluate(() => window.kept);
    const picture = await pictureOf(page);
    const time = await timeOf(page);
    await page.context().close();
    const again = await harness.open({ ...size, state: kept });
    await harness.play(again, many(60));
    await again.waitForSelector('.stage');
    await changed('', () => again.evaluate(() => document.querySelector('.transport-time')?.textContent ?? ''), 'time');
    await again.waitForTimeout(300);
    assert.equal(await timeOf(again), time);
    assert.equal(await again.getByRole('tab', { selected: true }).innerText(), 'Table');
    assert.ok(kept.selection !== null && kept.span !== null && kept.scrollTop > 0);
    assert.equal(await pictureOf(again), picture);
    await again.context().close();
  });
  await test('the last runs are chosen in the toolbar', async () => {
    const page = await harness.open({ width: WIDTH, height: 300 });
    await harness.play(page, few());
    assert.equal(await page.getByLabel('Run', { exact: true }).count(), 0);
    await page.evaluate(() => {
      const runs = [
        { id: 7, title: '<b>late</b>.ts', startedAt: '2025-06-01T12:00:00.000Z' },
        { id: 6, title: 'early.ts', startedAt: '2025-06-01T11:00:00.000Z' },
      ];
      window.deliver({ type: 'runs', runs, shown: 7 });
    });
    const picker = page.getByLabel('Run', { exact: true });
    assert.match(await picker.locator('option').first().innerText(), /^<b>late<\/b>\.ts · /);
    await picker.selectOption('6');
    assert.deepEqual(await posted(page, 'choose'), [{ type: 'choose', run: 6 }]);
    await page.context().close();
  });
}
/** A run that is too long for the view comes as a digest. */
async function merged(harness) {
  const trace = build(large(40_000));
  const digestOf = (window) => {
    const work = digest(trace, window, 20_000);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  };
  const deliver = (page) => page.evaluate(() => window.deliver({ type: 'digest', digest: window.digest }));
  await test('a long run is shown merged, says so, and asks for more of a part that is zoomed to', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await page.evaluate(() => window.deliver({ type: 'reset', title: 'queue.ts', state: 'ended' }));
    await handDigest(page, digestOf(null));
    await deliver(page);
    await page.evaluate(() => window.deliver({ type: 'state', state: 'ended' }));
    await page.getByText(/segments: those shorter than .* are merged; zoom in for more/).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Playback/ }).count(), 0);
    assert.ok((await coloursOf(page)) > 8);
    const canvas = page.locator('.plot canvas');
    for (let i = 0; i < 12; i++) await canvas.press('+');
    await page.waitForFunction(() => window.posted.some(({ type }) => type === 'detail'));
    const [wanted] = await posted(page, 'detail');
    const before = await pictureOf(page);
    await handDigest(page, digestOf(wanted));
    await deliver(page);
    await page.getByText(/are merged, from .* none; zoom in for more/).waitFor();
    await changed(before, () => pictureOf(page), 'the picture');
    await page.context().close();
  });
}

export const run = suite(surviving, merged);
