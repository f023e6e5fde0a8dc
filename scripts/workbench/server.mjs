/**
 * A complete VS Code (server, browser workbench, Node extension host) from the npm package code-server: installed once
 * into .vscode-test, started on a free port.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const VERSION = '4.139.1';
const CACHE = path.resolve('.vscode-test');
const VSCODE = path.join(CACHE, 'node_modules', 'code-server', 'lib', 'vscode');
const DONE = path.join(CACHE, `installed-${VERSION}`);

function npm(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
        shell: process.platform === 'win32',
      },
    );
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const [reason = `npm ended with ${code}`] = /(?<=^npm error )(?!code )\S.*/m.exec(errors) ?? [];
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} said: ${reason}`));
    });
  });
}

/** Installs the server build when it is not there; about half a minute, once. */
export async function ensureServer() {
  if (existsSync(DONE)) return;
  console.log('Installing the VS Code server build (once) …');
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(path.join(CACHE, 'package.json'), '{ "private": true }\n');
  await npm(['install', `code-server@${VERSION}`], CACHE);
  await npm(['install', '--omit=dev'], VSCODE);
  writeFileSync(DONE, '');
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Installs the extension as it is built. A copy: an installed extension may be removed by VS Code. */
function install(extensions) {
  const { name, publisher, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const folder = path.join(extensions, `${publisher}.${name}-${version}`);
  mkdirSync(folder, { recursive: true });
  for (const part of ['dist', 'media', 'l10n', 'package.json', 'package.nls.json', 'package.nls.ko.json'])
    cpSync(part, path.join(folder, part), { recursive: true, filter: (from) => !from.endsWith('.map') });
}

/**
 * @param options.driven whether the window's address names the extension and the tests, see `testUrl`. Such a window
 * shows no notifications; any other has the extension installed
 * @param options.trusted false shows Workspace Trust as it is (Restricted Mode)
 * @param options.settings user settings to start with
 * @returns the port, and how to stop the server
 */
export async function startServer({ driven = false, trusted = true, settings = {} } = {}) {
  await ensureServer();
  const port = await freePort();
  const data = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-vscode-'));
  const user = path.join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  const defaults = {
    'workbench.startupEditor': 'none',
    // In a browser VS Code saves by itself; on the desktop it does not.
    'files.autoSave': 'off',
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    'editor.minimap.enabled': false,
    'git.openRepositoryInParentFolders': 'never',
    'security.workspace.trust.startupPrompt': 'never',
  };
  // The server build comes without TypeScript's own server, and says so each time; the project has one.
  const typescript = { 'typescript.tsdk': path.resolve(import.meta.dirname, '../../node_modules/typescript/lib') };
  const all = { ...defaults, ...(driven ? {} : typescript), ...settings };
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify(all, null, 2));
  const extensions = path.join(data, 'extensions');
  if (!driven) install(extensions);
  const child = spawn(
    process.execPath,
    [
      path.join(VSCODE, 'out', 'server-main.js'),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--disable-telemetry',
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
      ...(driven ? ['--enable-smoke-test-driver'] : []),
      ...(trusted ? ['--disable-workspace-trust'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  };
  await new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start:\n${log}`)), 60_000);
    const read = (chunk) => {
      log += chunk;
      if (log.includes('Extension host agent listening on')) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('close', () => reject(new Error(`The VS Code server ended:\n${log}`)));
  });
  return { port, stop };
}

/** The page of a window on a folder. */
export function windowUrl(port, folder) {
  return `http://localhost:${port}/?folder=${encodeURIComponent(folder)}`;
}

/** The page of a window on a folder, in a driven server: loads an extension, and calls `run()` of a module. */
export function testUrl(port, folder, extension, tests) {
  const remote = (target) => `vscode-remote://localhost:${port}${target.split(path.sep).join('/')}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ]);
  return `${windowUrl(port, folder)}&payload=${encodeURIComponent(payload)}`;
}
