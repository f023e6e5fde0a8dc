/* global Event */
/** The timeline's page by itself, in all themes: looks, assistive technology, playback, what survives, pictures. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { digest } from '../../src/trace/digest.ts';
import { blocked, few, large, many } from '../unit/webview/scenarios.ts';
import { build } from '../unit/webview/support.ts';
import { handDigest } from './digest-page.mjs';
import { coloursOf, changed, pictureOf, test } from './harness.mjs';
import { hostile } from './hostile.mjs';
import { compareScreenshot } from './pictures.mjs';
import { themes } from './themes.mjs';
import { openHarness } from './view-harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTH = 1280;
const HEIGHT = 520;

async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary}`);
}

const timeOf = (page) => page.$eval('.transport-time', (element) => element.textContent);
const posted = (page, type) =>
  page.evaluate((wanted) => window.posted.filter((message) => message.type === wanted), type);

/** A run that ends by an error, says things on stderr, and was refused something. */
function failed() {
  const error = { name: 'TypeError', message: 'orders is not iterable', file: 'src/dashboard.ts', line: 9, column: 3 };
  const events = few();
  const end = { ...events.at(-1), outcome: 'threw', exitCode: 1, error };
  return [...events.slice(0, -1), { type: 'refused', what: 'net', allow: 'net:example.org', time: 9 }, end];
}

/** Opens playback at a share of the run. */
async function playTo(page, share) {
  await page.locator('.plot canvas').press('p');
  await page.waitForSelector('.stage');
  await page.$eval(
    '.transport-range',
    (range, part) => {
      range.value = String(Math.round(Number(range.max) * part));
      range.dispatchEvent(new Event('input', { bubbles: true }));
    },
    share,
  );
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

async function quality(harness) {
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

export async function run() {
  const harness = await openHarness();
  try {
    for (const theme of Object.keys(themes)) await inTheme(harness, theme);
    await sizes(harness);
    await playback(harness);
    await surviving(harness);
    await merged(harness);
    await quality(harness);
  } finally {
    await harness.close();
  }
}
