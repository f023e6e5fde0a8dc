/**
 * A complete VS Code (server, browser workbench, Node extension host) from the npm package code-server: installed once
 * into .vscode-test, started on a free port.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * @param options.trusted false shows Workspace Trust as it is (Restricted Mode)
 * @param options.settings user settings to start with
 * @returns the port, and how to stop the server
 */
export async function startServer({ trusted = true, settings = {}, keepData } = {}) {
  await ensureServer();
  const port = await freePort();
  const data = keepData ?? mkdtempSync(path.join(os.tmpdir(), 'awaitscope-vscode-'));
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
    'security.workspace.trust.startupPrompt': 'never',
  };
  const file = path.join(user, 'settings.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...defaults, ...settings }, null, 2));
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
      '--enable-smoke-test-driver',
      ...(trusted ? ['--disable-workspace-trust'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = () => {
    child.kill('SIGKILL');
    if (keepData === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 3 });
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

/** The page of a window on `folder` with this extension loaded; `tests` is a module whose run() is called. */
export function windowUrl(port, folder, { extension = path.resolve('.'), tests, file } = {}) {
  const remote = (target) => `vscode-remote://localhost:${port}${target.split(path.sep).join('/')}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['skipWelcome', 'true'],
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ...(file === undefined ? [] : [['openFile', remote(file)]]),
  ];
  return `http://localhost:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
