/* global MessageEvent, atob */
/**
 * The timeline's page without VS Code: the real document and its policy, a stand-in for the extension's side, the theme's
 * variables. `node test/e2e/view-harness.mjs [SCENARIO] [THEME]` takes screenshots into test-output/.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/workbench/chromium.mjs';
import { ENGLISH, renderHtml } from '../../src/panel/html.ts';
import { scenarios } from '../unit/webview/scenarios.ts';
import { themes } from './themes.mjs';

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf', '.map': 'application/json' };

/** Serves dist, media, the document, and what `page` hands over as records. */
async function serve() {
  const blobs = new Map();
  const korean = { tag: 'ko', translations: JSON.parse(await readFile('l10n/bundle.l10n.ko.json', 'utf8')) };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/') {
      const { port } = server.address();
      const html = renderHtml({
        script: '/dist/webview.js',
        style: '/media/webview.css',
        codicons: '/dist/codicons/codicon.css',
        cspSource: `http://127.0.0.1:${port}`,
        nonce: 'aGFybmVzcw',
        language: searchParams.has('ko') ? korean : ENGLISH,
      });
      response.setHeader('content-type', 'text/html').end(html);
    } else if (blobs.has(pathname)) {
      response.end(blobs.get(pathname));
    } else if (/^\/(dist|media)\/[\w./-]+$/.test(pathname) && !pathname.includes('..')) {
      try {
        response.setHeader('content-type', TYPES[path.extname(pathname)] ?? 'application/octet-stream');
        response.end(await readFile(`.${pathname}`));
      } catch {
        response.writeHead(404).end();
      }
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, blobs, url: `http://127.0.0.1:${server.address().port}/` };
}

/** In the page, before its script: what VS Code provides. */
function standIn({ kind, variables, state }) {
  window.posted = [];
  let kept = state;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.posted.push(message),
    getState: () => kept,
    setState: (next) => {
      kept = next;
      window.kept = next;
    },
  });
  document.addEventListener('DOMContentLoaded', () => {
    window.setTheme(kind, variables);
  });
  window.setTheme = (name, values) => {
    for (const [key, value] of Object.entries(values))
      document.documentElement.style.setProperty(`--vscode-${key}`, value);
    document.body.className = name;
    document.body.style.background = values['panel-background'];
  };
  window.deliver = (message) => window.dispatchEvent(new MessageEvent('message', { data: message }));
}

export async function openHarness() {
  const { blobs, server, url } = await serve();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, '--hide-scrollbars'],
  });
  return {
    browser,
    /** @param quiet leave out what the policy blocks: axe tries inline styles @returns a page in a theme, empty */
    async open({ width, height, theme = 'dark', state, scale = 1, quiet = false, korean = false }) {
      const context = await browser.newContext({
        viewport: { width, height },
        deviceScaleFactor: scale,
        bypassCSP: false,
      });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' && !(quiet && message.text().startsWith('Applying inline style')))
          console.error(`page: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`page: ${error.stack}`));
      await page.addInitScript(standIn, { ...themes[theme], state });
      await page.goto(korean ? `${url}?ko` : url);
      await page.waitForFunction(() => window.posted.some(({ type }) => type === 'ready'));
      return page;
    },
    /** Hands a run over as the extension would: reset, events, state. */
    async play(page, events, { title = 'dashboard.ts', state = 'ended' } = {}) {
      const handed = await this.hand(page, events);
      await page.evaluate(
        ({ index, runTitle, runState }) => {
          window.deliver({ type: 'reset', title: runTitle, state: 'running' });
          window.deliver({ type: 'events', events: window.handed[index] });
          window.deliver({ type: 'state', state: runState });
        },
        { index: handed, runTitle: title, runState: state },
      );
      await page.waitForTimeout(250);
    },
    /** Brings events into the page without delivering them. */
    async hand(page, events) {
      const light = events.map((event, i) => {
        if (event.type !== 'records') return event;
        const name = `/records/${i}`;
        blobs.set(name, Buffer.from(event.bytes));
        return { type: 'records', name };
      });
      // The policy of the page forbids it to fetch, so the bytes come by the debugging channel.
      const bytes = new Map([...blobs].map(([name, buffer]) => [name, buffer.toString('base64')]));
      blobs.clear();
      const index = await page.evaluate(() => {
        window.handed ??= [];
        return window.handed.push([]) - 1;
      });
      for (let from = 0; from < light.length; from += 64) {
        const part = light
          .slice(from, from + 64)
          .map((event) => (event.type === 'records' ? { type: 'records', base64: bytes.get(event.name) } : event));
        await page.evaluate(
          ({ at, events: some }) => {
            for (const event of some) {
              if (event.type !== 'records') window.handed[at].push(event);
              else {
                const binary = atob(event.base64);
                const array = new Uint8Array(binary.length);
                for (let i = 0; i < binary.length; i++) array[i] = binary.charCodeAt(i);
                window.handed[at].push({ type: 'records', bytes: array });
              }
            }
          },
          { at: index, events: part },
        );
      }
      return index;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

const SIZES = [
  [1400, 320],
  [600, 300],
  [1400, 700],
];

async function takeScreenshots(wantedScenario, wantedTheme) {
  await mkdir('test-output', { recursive: true });
  const harness = await openHarness();
  const shots = [];
  for (const theme of Object.keys(themes)) {
    if (wantedTheme !== undefined && theme !== wantedTheme) continue;
    for (const [name, make] of Object.entries(scenarios)) {
      if (wantedScenario !== undefined && name !== wantedScenario) continue;
      for (const [width, height] of SIZES) {
        if (wantedTheme === undefined && theme !== 'dark' && name !== 'few' && name !== 'blocked') continue;
        const page = await harness.open({ width, height, theme });
        await harness.play(page, make(), { title: `src/${name}.ts` });
        await page.locator('.plot canvas').press('ArrowDown');
        await page.locator('.plot canvas').press('ArrowDown');
        for (let i = 0; i < 3; i++) await page.locator('.plot canvas').press('ArrowRight');
        await page.waitForTimeout(150);
        const file = `test-output/view-${name}-${theme}-${width}x${height}.png`;
        await page.screenshot({ path: file });
        shots.push(file);
        await page.context().close();
      }
    }
  }
  await harness.close();
  return shots;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shots = await takeScreenshots(process.argv[2], process.argv[3]);
  console.log(shots.join('\n'));
}
