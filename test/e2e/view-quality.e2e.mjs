/** The timeline's page for everybody: typing, commands, Korean, less motion, hostile names, pictures. */
import assert from 'node:assert/strict';
import { blocked, few } from '../unit/webview/scenarios.ts';
import { coloursOf, test } from './harness.mjs';
import { hostile } from './hostile.mjs';
import { HEIGHT, playTo, posted, suite, WIDTH } from './view-page.mjs';

async function quality(harness) {
  await test('what is typed right after the key of the search belongs to it', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, few());
    const canvas = page.locator('.plot canvas');
    await canvas.focus();
    await page.keyboard.type('/fetch');
    await page.locator('.matches', { hasText: /\d+/ }).waitFor();
    assert.equal(await page.locator('vscode-textfield').evaluate(({ value }) => value), 'fetch');
    await page.context().close();
  });
  await test('commands bring up each tab, fold the pane away, and pick a range', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, few());
    const command = (name) => page.evaluate((wanted) => window.deliver({ type: 'command', command: wanted }), name);
    await command('toggleDetails');
    await page.locator('.side').waitFor({ state: 'hidden' });
    for (const tab of ['Findings', 'Output', 'Table', 'Details']) {
      await command(`show${tab}`);
      await page.getByRole('tab', { name: tab, selected: true }).waitFor();
    }
    await command('nextBlocking');
    await command('pickRange');
    await page.getByRole('heading', { name: 'Range of 148 ms' }).waitFor();
    await page.context().close();
  });
  await test('the page speaks Korean where the editor does: no name, tip or tab is left in English', async () => {
    const page = await harness.open({ width: 1700, height: HEIGHT, korean: true });
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    // What the program, its files and the rules are called stays as it is.
    const names =
      '[role=cell], .output-line, .stage-item, .transport-words, .findings li, .chain, .place, .title, .details h2, dd, .keys dt';
    const foreign = () =>
      page.evaluate(
        (left) =>
          [...document.querySelectorAll('[aria-label], [title], button, option, h2, h3, dt, .hint, .meaning')]
            .filter((element) => element.closest(left) === null)
            .flatMap((element) => [
              element.getAttribute('aria-label'),
              element.getAttribute('title'),
              ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data),
            ])
            .filter((text) => /^[^·]*[A-Za-z]{3}/.test(text ?? '') && !/\p{Script=Hangul}/u.test(text)),
        names,
      );
    assert.deepEqual(await foreign(), [], 'empty');
    await harness.play(page, few());
    await page.locator('.plot canvas').press('b');
    for (const tab of ['발견', '출력', '표', '세부 정보']) {
      await page.getByRole('tab', { name: tab }).click();
      assert.deepEqual(await foreign(), [], tab);
    }
    await page.locator('.plot canvas').press('l');
    assert.deepEqual(await foreign(), [], 'a wait');
    await page.locator('.plot canvas').press('?');
    assert.deepEqual(await foreign(), [], 'keys');
    await page.keyboard.press('Escape');
    await playTo(page, 0.6);
    assert.deepEqual(await foreign(), [], 'playback');
    await page.context().close();
  });
  await test('nothing moves by itself for those who asked for less motion', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await harness.play(page, few(), { state: 'running' });
    await page.getByRole('button', { name: 'Zoom in' }).hover();
    const moving = await page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
    await page.context().close();
  });
  await test('hostile names stay text, in every pane', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, hostile(blocked()), { title: '<img src=x onerror="window.broken=1">' });
    await page.locator('.plot canvas').press('ArrowDown');
    for (const tab of ['Findings', 'Output', 'Table', 'Details']) await page.getByRole('tab', { name: tab }).click();
    await playTo(page, 0.6);
    await page.waitForTimeout(200);
    assert.equal(await page.locator('#root img, #root b').count(), 0);
    assert.equal(await page.evaluate(() => 'broken' in window), false);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false);
    await page.context().close();
  });
  await test('pictures: an SVG that browsers read, a PNG of twice the size', async () => {
    const page = await harness.open({ width: WIDTH, height: HEIGHT });
    await harness.play(page, hostile(few()));
    for (const format of ['svg', 'png']) {
      await page.evaluate((wanted) => window.deliver({ type: 'draw', format: wanted }), format);
    }
    const [svg, png] = await posted(page, 'picture');
    const blank = await page.context().newPage();
    const sizes = await blank.evaluate(
      (sources) =>
        Promise.all(
          sources.map(async (source) => {
            const image = new globalThis.Image();
            image.src = source;
            await image.decode();
            return [image.width, image.height];
          }),
        ),
      [`data:image/svg+xml;base64,${Buffer.from(svg.data).toString('base64')}`, `data:image/png;base64,${png.data}`],
    );
    const { height, width } = await page.locator('.plot canvas').boundingBox();
    assert.deepEqual(sizes, [
      [width, height],
      [width * 2, height * 2],
    ]);
    assert.ok((await coloursOf(page)) > 8);
    await page.context().close();
  });
}

export const run = suite(quality);
