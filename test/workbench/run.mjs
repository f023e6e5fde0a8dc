/** The suites in the real VS Code: the desktop build where it can be downloaded, else the server build in Chromium. */
import { readFileSync, rmSync, mkdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureServer } from '../../scripts/workbench/server.mjs';

const DESKTOP = '1.105.0';

/** The desktop build needs a screen and the download; both are asked for, never assumed. */
async function findExecutable() {
  if (process.env.AWAITSCOPE_DESKTOP !== undefined) return downloadAndUnzipVSCode(DESKTOP);
  await ensureServer();
  return path.resolve('scripts/vscode-server.mjs');
}

await build({
  entryPoints: { trusted: 'test/workbench/suite/trusted.ts', restricted: 'test/workbench/suite/restricted.ts' },
  outdir: 'out/test',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
});

const executable = await findExecutable();
let passed = 0;
let failed = 0;
for (const suite of ['trusted', 'restricted']) {
  const folder = path.join(os.tmpdir(), `awaitscope-${suite}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await cp('test/workbench/workspace', folder, { recursive: true });
  const results = path.join(folder, '..', `awaitscope-${suite}-${process.pid}.json`);
  rmSync(results, { force: true });
  process.env.AWAITSCOPE_TEST_RESULTS = results;
  // runTests always switches Workspace Trust off; the server build is told by this.
  if (suite === 'restricted') process.env.AWAITSCOPE_RESTRICTED = '1';
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: path.resolve('.'),
    extensionTestsPath: path.resolve(`out/test/${suite}.cjs`),
    launchArgs: [folder],
  }).catch(() => undefined);
  let tests;
  try {
    tests = JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    tests = [{ title: `${suite}: the suite left no results`, error: 'VS Code did not come up, or ended early' }];
  }
  for (const { title, error } of tests) {
    if (error === undefined) passed++;
    else failed++;
    console.log(`  ${error === undefined ? '✔' : '✖'} ${suite}: ${title}${error === undefined ? '' : `\n${error}`}`);
  }
  rmSync(folder, { recursive: true, force: true });
  rmSync(results, { force: true });
}
console.log(`AWAITSCOPE-TESTS passed=${passed} failed=${failed}`);
process.exit(failed === 0 ? 0 : 1);
