/** A run in a page of its own, for tests of what keys, pointer and commands do there. */
import assert from 'node:assert/strict';
import { scenarios } from '../unit/webview/scenarios.ts';
import { test } from './harness.mjs';

const CANVAS = '.plot canvas';

/** @returns opens a run and gives it to a test; whatever goes wrong in the page is an error of the test */
export const inPageOf =
  (harness) =>
  (name, { events = scenarios.blocked(), state = 'ended', width = 1400, height = 420 }, work) =>
    test(name, async () => {
      const page = await harness.open({ width, height });
      const errors = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await harness.play(page, events, { state });
      /** What the page keeps is what it shows. It is kept when the view has rested, by the page's own clock. */
      const kept = () =>
        page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve(window.kept ?? {}), 300)));
      const press = async (...keys) => {
        for (const key of keys) await page.locator(CANVAS).press(key);
      };
      const perform = async (...commands) => {
        for (const command of commands)
          await page.evaluate((name) => window.deliver({ type: 'command', command: name }), command);
      };
      await work({ page, kept, press, perform });
      assert.deepEqual(errors, []);
      await page.context().close();
    });
