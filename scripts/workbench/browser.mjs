/** A headless browser on the workbench, and the few things that scripts do in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs';
import { PREFERENCES, separateWebviews } from './webview-site.mjs';

/** @returns the page, and the browser, which is to be closed */
export async function openWindow(url, { width = 1440, height = 900, wait = true } = {}) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-browser-'));
  mkdirSync(path.join(profile, 'Default'));
  writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: CHROMIUM_ARGS,
    viewport: { width, height },
  });
  browser.on('close', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  const page = browser.pages()[0] ?? (await browser.newPage());
  await separateWebviews(page);
  await page.goto(url);
  if (wait) await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
  return { browser, page };
}

/** Opens a file of the folder by its name, by keyboard. */
export async function openFile(page, name) {
  await page.keyboard.press('Control+P');
  await page.waitForSelector('.quick-input-widget input');
  await page.keyboard.type(name, { delay: 15 });
  await page.waitForSelector(`.quick-input-list .monaco-list-row[aria-label*="${name}"]`, { timeout: 30_000 });
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.tab[aria-label*="${name}"]`, { timeout: 30_000 });
  await page.waitForSelector('.editor-instance .view-line', { timeout: 30_000 });
}

/** Runs a command through the palette, by keyboard. */
export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  await page.waitForSelector('.quick-input-widget input');
  await page.keyboard.type(title, { delay: 15 });
  const label = title.includes(': ') ? title : `: ${title}`;
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label*="${label}"]`).first();
  await row.waitFor({ timeout: 30_000 });
  // Another command may be the better match: down to the one that is meant.
  for (let i = 0; i < 10 && !(await row.evaluate((element) => element.classList.contains('focused'))); i++)
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

/** The timeline's own document. A webview is an iframe in an iframe. */
export async function timelineFrame(page, timeoutMs = 30_000) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if ((await frame.$('canvas').catch(() => null)) !== null && frame.url().includes('fake.html')) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error('The timeline did not appear.');
}

/** Waits until the run is over. @returns how it ended, as the timeline says it */
export async function runEnd(frame, timeoutMs = 90_000) {
  const ended = await frame.waitForFunction(
    () => {
      const text = document.querySelector('[role="status"]')?.textContent ?? '';
      return /^(?:Completed|Threw|Exited|Stopped|Timed out|Ran out|Crashed|Ended)/.test(text) ? text : null;
    },
    null,
    { timeout: timeoutMs },
  );
  return ended.jsonValue();
}

export async function chooseTheme(page, name) {
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+T');
  await page.waitForSelector('.quick-input-widget .monaco-list-row');
  await page.keyboard.type(name, { delay: 15 });
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
}

/** Answers the workbench's own file dialog: with a file of the folder that it shows, or with what it offers. */
export async function chooseFile(page, name) {
  await page.waitForFunction(
    () => /^(?:\/|[a-z]:)/i.test(document.querySelector('.quick-input-widget input.input')?.value ?? ''),
    null,
    { timeout: 30_000 },
  );
  // The dialog looks into the folder before it takes an answer.
  await page.waitForTimeout(500);
  if (name === undefined) await page.keyboard.press('Enter');
  else await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
}
