/** Finds a Chromium or Chrome on this machine. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** @returns an absolute path. Throws one sentence when there is none. */
export function findChromium() {
  const asked = process.env.CHROMIUM_PATH ?? process.env.CHROME_PATH;
  if (asked !== undefined && !existsSync(asked)) throw new Error(`There is no Chromium at ${asked}.`);
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const found = asked ?? [...onPath, ...PLACES].find((file) => existsSync(file));
  if (found === undefined) throw new Error('No Chromium was found. Install Chromium or Chrome, or set CHROMIUM_PATH.');
  return found;
}

/** A container's root needs no sandbox of its own; nothing is fetched beside the page. */
export const CHROMIUM_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
