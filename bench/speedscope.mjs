/** speedscope, as an npm package in a cache folder of its own, with a server for it and for a profile. */
import { execFile } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const VERSION = '1.25.0';
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

/** @returns the folder of its page, or null when it cannot be had */
async function install() {
  const folder = path.join(os.tmpdir(), `awaitscope-bench-speedscope-${VERSION}`);
  const release = path.join(folder, 'node_modules', 'speedscope', 'dist', 'release');
  if (existsSync(release)) return release;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    await promisify(execFile)(npm, ['install', `speedscope@${VERSION}`, '--ignore-scripts', '--no-audit'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    return release;
  } catch (error) {
    console.log(`speedscope could not be installed: ${error.message.split('\n')[0]}`);
    return null;
  }
}

/** @returns null when there is none to compare with */
export async function serveSpeedscope() {
  const release = await install();
  if (release === null) return null;
  let profile = '';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = pathname === '/profile.json' ? profile : path.join(release, path.basename(pathname) || 'index.html');
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    createReadStream(file)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    /** @param file a Chrome trace @returns where it is shown */
    show(file) {
      profile = file;
      return `${base}/index.html#profileURL=${encodeURIComponent(`${base}/profile.json`)}`;
    },
    close: () => server.close(),
  };
}
