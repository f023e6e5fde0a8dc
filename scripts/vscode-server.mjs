#!/usr/bin/env node
/**
 * Stands in for the desktop build's executable where that cannot be had: takes the arguments that @vscode/test-electron
 * gives, opens the server build in headless Chromium, and exits as the tests end.
 */
import path from 'node:path';
import { openWindow } from './workbench/browser.mjs';
import { startServer, testUrl } from './workbench/server.mjs';

const flags = new Map();
let folder = process.cwd();
for (const argument of process.argv.slice(2)) {
  const match = /^--([\w-]+)(?:=(.*))?$/.exec(argument);
  if (match !== null) flags.set(match[1], match[2] ?? '');
  else if (path.isAbsolute(argument)) folder = argument;
}

const server = await startServer({ driven: true, trusted: process.env.AWAITSCOPE_RESTRICTED === undefined });
process.on('exit', server.stop);
const url = testUrl(server.port, folder, flags.get('extensionDevelopmentPath'), flags.get('extensionTestsPath'));
const { browser, page } = await openWindow('about:blank', { wait: false });
const ended = new Promise((resolve) => {
  void page.exposeFunction('codeAutomationExit', resolve);
});
await page.exposeFunction('codeAutomationLog', (type, args) => {
  if (process.env.AWAITSCOPE_LOG !== undefined) console.error(type, ...args);
});
await page.goto(url);
const minutes = Number(process.env.AWAITSCOPE_MINUTES ?? 5);
const timer = setTimeout(() => {
  console.error(`The tests did not end within ${minutes} minutes.`);
  process.exit(1);
}, minutes * 60_000);
const code = await ended;
clearTimeout(timer);
await browser.close();
process.exit(Number(code));
