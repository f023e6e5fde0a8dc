/* global Event */
/** What the tests of the timeline's page share: its size, what it posted, playback at a share of the run. */
import { openHarness } from './view-harness.mjs';

export const WIDTH = 1280;
export const HEIGHT = 520;

export const timeOf = (page) => page.$eval('.transport-time', (element) => element.textContent);
export const posted = (page, type) =>
  page.evaluate((wanted) => window.posted.filter((message) => message.type === wanted), type);

/** Opens playback at a share of the run. */
export async function playTo(page, share) {
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

/** A suite: its parts, one after the other, in one browser. */
export const suite =
  (...parts) =>
  async () => {
    const harness = await openHarness();
    try {
      for (const part of parts) await part(harness);
    } finally {
      await harness.close();
    }
  };
