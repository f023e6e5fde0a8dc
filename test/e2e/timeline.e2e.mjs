/** The timeline's page in a browser, without the editor: what keys, pointer and commands do in it. */
import assert from 'node:assert/strict';
import { VIEW_COMMANDS } from '../../src/protocol/view-commands.ts';
import { scenarios } from '../unit/webview/scenarios.ts';
import { Simulator } from '../unit/webview/simulator.ts';
import { changed, pictureOf, test } from './harness.mjs';
import { inPageOf } from './in-page.mjs';
import { openHarness } from './view-harness.mjs';

const CANVAS = '.plot canvas';

export async function run() {
  const harness = await openHarness();
  const inPage = inPageOf(harness);

  await inPage('keys zoom, move, and go back to where the view was', {}, async ({ kept, press }) => {
    await press('w', 'w', 'd');
    const { span } = await kept();
    assert.ok(span.end - span.start < 500);
    await press('b', 'f');
    assert.equal((await kept()).selection.kind, 'blocking');
    await press('u');
    assert.notDeepEqual((await kept()).span, null);
    await press('0');
    assert.equal((await kept()).span, null);
  });

  await inPage(
    'every command of the editor does something or nothing, and breaks nothing',
    {},
    async ({ kept, page }) => {
      const perform = (command) => page.evaluate((name) => window.deliver({ type: 'command', command: name }), command);
      for (const command of VIEW_COMMANDS) if (command !== 'drop') await perform(command);
      const { grouping, selection, sortBy } = await kept();
      assert.equal(grouping, 'flat');
      assert.equal(sortBy, 'running');
      assert.ok(selection);
      await page.getByRole('tab', { name: 'Table', selected: true }).waitFor();
      // First the range that was picked, then the selection.
      await perform('drop');
      assert.ok((await kept()).selection);
      await perform('drop');
      assert.equal((await kept()).selection, null);
      await page.locator('.keys').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.keys').waitFor({ state: 'detached' });
    },
  );

  await inPage('the window in the overview is drawn, moved and dropped by the pointer', {}, async ({ kept, page }) => {
    const box = await page.locator('.overview').boundingBox();
    const at = (share) => box.x + 260 + (box.width - 260) * share;
    const drag = async (from, to) => {
      await page.mouse.move(at(from), box.y + 20);
      await page.mouse.down();
      await page.mouse.move(at(to), box.y + 20, { steps: 5 });
      await page.mouse.up();
    };
    await drag(0.2, 0.4);
    const first = (await kept()).span;
    assert.ok(first !== null && first.end - first.start < 300);
    await drag(0.3, 0.6);
    const second = (await kept()).span;
    assert.ok(second.start > first.start + 100);
    assert.ok(Math.abs(second.end - second.start - (first.end - first.start)) < 1);
    await page.mouse.dblclick(at(0.1), box.y + 20);
    assert.equal((await kept()).span, null);
  });

  await inPage(
    'the search hides other lanes, counts its matches, and walks from one to the next',
    {},
    async ({ kept, page, press }) => {
      await press('/');
      await page.keyboard.type('poll state:ready');
      const matches = page.locator('.matches');
      await matches.waitFor();
      const found = await matches.innerText();
      assert.match(found, /^\d+$/);
      await page.keyboard.press('Enter');
      assert.equal((await kept()).selection.kind, 'segment');
      assert.match(await matches.innerText(), new RegExp(`^1 of ${found}$`));
      await page.keyboard.press('Enter');
      assert.match(await matches.innerText(), new RegExp(`^2 of ${found}$`));
      await page.locator('.conditions').selectOption('findAtLeast1s');
      await page.getByText('No match').waitFor();
    },
  );

  await inPage('a range that is picked out tells its totals', {}, async ({ page, press }) => {
    const box = await page.locator(CANVAS).boundingBox();
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 500, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 700, box.y + 130, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const range = page.locator('.details.range');
    await range.waitFor();
    assert.match(await range.innerText(), /Range of [\d.]+ ms[\s\S]*Thread busy\s+[\d.]+ ms, 100%/);
    await press('Escape');
    await range.waitFor({ state: 'detached' });
  });

  await inPage(
    'details show how long all waits here took, and lead to the longest',
    { events: scenarios.many() },
    async ({ kept, page, press }) => {
      await press('l');
      await page.locator('.histogram rect').first().waitFor({ state: 'attached' });
      assert.equal(await page.locator('.longest li').count(), 5);
      const before = (await kept()).selection.segment;
      await page.locator('.longest li button').nth(2).click();
      assert.notEqual((await kept()).selection.segment, before);
      await page.getByText('Waits for, in turn').waitFor();
    },
  );

  await inPage(
    'a folded lane unfolds by Space, and a task in it is unfolded when it is shown',
    { events: scenarios.many() },
    async ({ kept, page, press }) => {
      const folded = await pictureOf(page);
      await press('ArrowDown', 'ArrowDown');
      assert.equal((await kept()).selection.kind, 'group');
      await press(' ');
      const open = await changed(folded, () => pictureOf(page), 'the picture');
      await page.evaluate(() => window.deliver({ type: 'select', task: 2900 }));
      assert.equal((await kept()).selection.kind, 'task');
      await changed(open, () => pictureOf(page), 'the picture');
    },
  );

  const running = scenarios.hang().filter(({ type }) => type !== 'end');
  await inPage(
    'bars grow while the program runs; following stops by a pan, and goes on by a key',
    { events: running, state: 'running' },
    async ({ kept, page, press }) => {
      const before = await pictureOf(page);
      await changed(before, () => pictureOf(page), 'the picture');
      const follow = page.locator('vscode-toolbar-button[title^="Pause following"]');
      await follow.waitFor();
      await press('w', 'w', 'w');
      await page.locator('vscode-toolbar-button[title^="Follow the end"]').waitFor();
      const still = (await kept()).span;
      assert.deepEqual((await kept()).span, still);
      await press('e');
      await follow.waitFor();
      const followed = (await kept()).span;
      await press('e');
      const later = (await kept()).span;
      assert.ok(later.end > followed.end || followed.end > still.end);
      assert.ok(Math.abs(later.end - later.start - (still.end - still.start)) < 1e-6);
    },
  );

  const hostile = '<img src=x onerror="window.hurt=1">';
  const program = {
    '(module)': [{ run: 2 }, { call: hostile, at: `${hostile}()` }],
    [hostile]: [{ run: 1 }, { wait: 20, at: hostile }, { run: 1 }],
  };
  await inPage(
    'names and source text never become markup',
    { events: new Simulator(program, 'src/<b>.ts').run() },
    async ({ page, press }) => {
      await press('ArrowDown', 'ArrowDown', 'ArrowRight', 'l', '3', '2');
      await page.locator('.details h2').waitFor();
      assert.ok((await page.locator('.details').innerText()).includes('<img src=x'));
      assert.equal(await page.locator('img, b').count(), 0);
      assert.equal(await page.evaluate(() => window.hurt), undefined);
    },
  );

  await test('before any run the page explains itself and offers an example', async () => {
    const page = await harness.open({ width: 900, height: 300 });
    await page.getByRole('button', { name: 'Open an Example' }).click();
    assert.ok(await page.evaluate(() => window.posted.some(({ type }) => type === 'examples')));
    await page.context().close();
  });
  await harness.close();
}
