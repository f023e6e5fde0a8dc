/** What the editor's commands do in the page that is else done by the pointer: search, table, findings, output, links. */
import assert from 'node:assert/strict';
import { scenarios } from '../unit/webview/scenarios.ts';
import { changed } from './harness.mjs';
import { inPageOf } from './in-page.mjs';
import { openHarness } from './view-harness.mjs';

const searchOf = (page) => page.$eval('.filter', (field) => field.value);

export async function run() {
  const harness = await openHarness();
  const inPage = inPageOf(harness);

  await inPage('commands put conditions into the search, one of a kind, and leave some to be typed', {}, async (it) => {
    const { page, perform } = it;
    await perform('findRunning', 'findReady', 'findAtLeast10ms');
    assert.equal(await searchOf(page), 'state:ready min:10ms');
    assert.match(await page.locator('.matches').innerText(), /^\d+$/);
    await perform('findFunction');
    await page.keyboard.type('handle');
    assert.equal(await searchOf(page), 'state:ready min:10ms function:handle');
    await perform('clearSearch');
    assert.equal(await searchOf(page), '');
    // The menu does the same.
    await page.getByLabel('Add a condition to the search').selectOption('findRejected');
    assert.equal(await searchOf(page), 'outcome:rejected');
  });

  await inPage(
    'commands sort the table as a click on its heads does, and walk it',
    {},
    async ({ kept, page, perform }) => {
      const sortOf = (name) => page.getByRole('columnheader', { name }).getAttribute('aria-sort');
      await perform('tableByDuration');
      assert.equal(await sortOf('Duration'), 'descending');
      await perform('rowFirst');
      const longest = (await kept()).selection;
      await perform('tableByDuration');
      assert.equal(await sortOf('Duration'), 'ascending');
      await perform('rowLast');
      assert.deepEqual((await kept()).selection, longest);
      await perform('rowAbove');
      assert.notDeepEqual((await kept()).selection, longest);
      await perform('rowBelow');
      assert.deepEqual((await kept()).selection, longest);
      await perform('tableByDuration');
      assert.equal(await sortOf('Start'), 'ascending');
    },
  );

  await inPage('commands walk the findings', {}, async ({ kept, page, perform }) => {
    await perform('nextFinding');
    const current = page.locator('.findings [aria-current]');
    const first = await current.innerText();
    assert.equal((await kept()).selection.kind, 'blocking');
    await perform('nextFinding');
    const second = await changed(first, () => current.innerText(), 'the finding');
    await perform('previousFinding');
    await changed(second, () => current.innerText(), 'the finding');
  });

  await inPage('commands walk the lines of output', { events: scenarios.few() }, async ({ kept, page, perform }) => {
    await perform('nextOutput');
    const at = (await kept()).cursor;
    await perform('nextOutput', 'previousOutput', 'goToPrinter');
    assert.equal((await kept()).cursor, at);
    assert.equal((await kept()).selection.kind, 'task');
    assert.equal(await page.locator('.output-line.is-selected').count(), 1);
  });

  await inPage('commands go where the links of the details lead', { events: scenarios.few() }, async (it) => {
    const { kept, page, perform } = it;
    await perform('longestWait');
    const wait = (await kept()).selection;
    await perform('goToTask');
    assert.equal((await kept()).selection.kind, 'task');
    await perform('longestWait', 'goToWaitedFor');
    assert.notDeepEqual((await kept()).selection, wait);
    const inner = (await kept()).selection;
    await perform('goToCaller');
    assert.notDeepEqual((await kept()).selection, inner);
    await perform('longestWait', 'goToSettler');
    assert.ok(['task', 'turn'].includes((await kept()).selection.kind));
    await perform('showDetails', 'focusDetails');
    await page.waitForFunction(() => document.activeElement.matches('.tab-panel button'));
    await perform('longestWait', 'playbackHere');
    await page.locator('.stage').waitFor();
    await page.waitForFunction(() => !document.querySelector('.transport-time').textContent.includes('step 1 of'));
    await perform('focusPlayback');
    await page.waitForFunction(() => document.activeElement.matches('.stage-item, .transport-key'));
  });

  await inPage('commands scroll the lanes, and make the details wider', { events: scenarios.many() }, async (it) => {
    const { kept, page, perform } = it;
    await perform('unfoldAll', 'scrollDown', 'scrollDown');
    const { scrollTop } = await kept();
    assert.ok(scrollTop > 0);
    await perform('scrollUp');
    assert.ok((await kept()).scrollTop < scrollTop);
    const widthOf = () => page.$eval('.side', (side) => side.clientWidth);
    const before = await widthOf();
    await perform('widenDetails');
    const wider = await changed(before, widthOf, 'the width');
    assert.equal(wider, before + 20);
    await perform('narrowDetails');
    assert.equal(await changed(wider, widthOf, 'the width'), before);
  });

  await harness.close();
}
