/** The outer wall, where the machine has bubblewrap and lets it make namespaces. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SandboxError, createLauncher } from '../../../src/sandbox/client.ts';
import { findBubblewrap, wallArguments } from '../../../src/sandbox/outer-wall.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';

const command = findBubblewrap();
const works = command !== null && spawnSync(command, ['--unshare-all', '--ro-bind', '/', '/', 'true']).status === 0;

describe('the outer wall', function () {
  this.timeout(60_000);
  const folder = realpathSync(mkdtempSync(path.join(os.homedir(), '.awaitscope-wall-')));
  const workspace = path.join(folder, 'ws');
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(text: string, allow: readonly string[]): Promise<string> {
    mkdirSync(workspace, { recursive: true });
    const entry = path.join(workspace, 'main.cjs');
    writeFileSync(entry, text);
    writeFileSync(path.join(folder, 'beside.txt'), 'beside');
    const launcher = createLauncher({
      runtimeFolder: path.resolve('dist'),
      cacheFolder: path.join(folder, 'cache'),
      outerWall: 'bubblewrap',
    });
    let printed = '';
    const request = {
      ...{ entry, workspace, args: [], overlays: [], allow, include: [], exclude: [], timeoutMs: 20_000 },
      ...{ maxMemoryMb: 512, blockingThresholdMs: 50, ringRecords: 4096, maxRecords: 12_000_000, instrument: true },
    };
    const onEvents = (events: readonly TraceEvent[]): void => {
      for (const event of events) if (event.type === 'output') printed += event.text;
    };
    try {
      const end = await launcher.run(request, onEvents).done;
      return `${printed}${end.outcome}${end.error === undefined ? '' : ` ${end.error.message}`}`;
    } finally {
      launcher.dispose();
    }
  }

  /** Where there is no wall to try, that is a test of its own: nothing is left out without a word. */
  function walled(title: string, test: () => Promise<void>): void {
    if (works) it(title, test);
    else
      it(`${title} (not tried: bubblewrap is ${command === null ? 'not installed' : 'not allowed to make namespaces'})`, () => {
        assert.ok(!works);
      });
  }

  walled('holds where everything else is granted: no network, no other files, no programs outside', async () => {
    // With child-process granted, another Node runs without any permission model: only the outer wall is left.
    const inner = `const fs = require('fs');
      const tell = (what, act) => { try { console.log(what, act()); } catch (error) { console.log(what, error.code); } };
      tell('beside', () => fs.readFileSync(${JSON.stringify(path.join(folder, 'beside.txt'))}, 'utf8'));
      tell('workspace', () => fs.writeFileSync('made.txt', ''));
      tell('interfaces', () => Object.keys(require('os').networkInterfaces()).filter((name) => name !== 'lo').length);
      tell('processes', () => fs.readdirSync('/proc').filter((name) => Number(name) > 0).length < 20);`;
    const text = `console.log(require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(inner)}]).toString().trim());`;
    assert.equal(
      await run(text, ['child-process']),
      ['beside ENOENT', 'workspace EROFS', 'interfaces 0', 'processes true', 'completed'].join('\n'),
    );
  });

  walled('lets through what is granted', async () => {
    const text = `const fs = require('fs'); fs.writeFileSync('made.txt', 'made'); console.log(fs.readFileSync('made.txt', 'utf8'),
      fs.readFileSync(${JSON.stringify(path.join(folder, 'beside.txt'))}, 'utf8'));`;
    assert.equal(await run(text, ['fs.write', `fs.read:${path.join(folder, 'beside.txt')}`]), 'made beside\ncompleted');
  });

  it('is refused in one sentence where there is no bubblewrap', () => {
    const { PATH } = process.env;
    process.env['PATH'] = folder;
    try {
      const launcher = createLauncher({
        runtimeFolder: path.resolve('dist'),
        cacheFolder: path.join(folder, 'cache'),
        outerWall: 'bubblewrap',
      });
      assert.throws(
        () => {
          launcher.prepare(folder);
        },
        (error: unknown) => error instanceof SandboxError && /bubblewrap is not installed/.test(error.message),
      );
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  it('shares the network only when some of it is granted', () => {
    const folders = { node: '/usr/bin/node', runtime: '/r', workspace: '/w', caches: ['/c'] };
    assert.ok(!wallArguments(folders, []).includes('--share-net'));
    assert.ok(wallArguments(folders, ['net:localhost:1']).includes('--share-net'));
  });
});
