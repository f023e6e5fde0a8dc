/** The suites in the real VS Code, on the extension as it ships: the desktop build if asked for, else the server build in Chromium. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureServer } from '../../scripts/workbench/server.mjs';
import { packExtension } from './package.mjs';

/** The oldest that the manifest allows. */
const DESKTOP = '1.105.0';
/** It needs a screen and the download, so it is asked for, never assumed. */
const onDesktop = process.env.AWAITSCOPE_DESKTOP !== undefined;
// runTests switches Workspace Trust off in the desktop build, so only the server build can show a restricted window.
const suites = onDesktop ? ['trusted'] : ['trusted', 'restricted'];

async function findExecutable() {
  if (onDesktop) return downloadAndUnzipVSCode(DESKTOP);
  await ensureServer();
  return path.resolve('scripts/vscode-server.mjs');
}

/** @returns what each test of the suite came to */
async function runSuite(suite, vscodeExecutablePath, extensionDevelopmentPath) {
  const scratch = mkdtempSync(path.join(os.tmpdir(), `awaitscope-${suite}-`));
  const workspace = path.join(scratch, 'workspace');
  const results = path.join(scratch, 'results.json');
  cpSync('test/workbench/workspace', workspace, { recursive: true });
  process.env.AWAITSCOPE_TEST_RESULTS = results;
  if (suite === 'restricted') process.env.AWAITSCOPE_RESTRICTED = '1';
  const ended = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath,
    extensionTestsPath: path.resolve(`out/test/${suite}.cjs`),
    launchArgs: [workspace],
  }).catch((error) => error);
  try {
    return JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return [{ title: 'leaves results', error: `VS Code did not come up, or ended early (${ended})` }];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await build({
  entryPoints: suites.map((suite) => `test/workbench/suite/${suite}.ts`),
  outdir: 'out/test',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
});

let passed = 0;
let failed = 0;
function report(suite, results) {
  for (const { title, error } of results) {
    if (error === undefined) passed++;
    else failed++;
    console.log(`  ${error === undefined ? '✔' : '✖'} ${suite}: ${title}${error === undefined ? '' : `\n${error}`}`);
  }
}

const packed = await packExtension();
report('package', packed.results);
const executable = await findExecutable();
for (const suite of suites) report(suite, await runSuite(suite, executable, packed.folder));
console.log(`AWAITSCOPE-TESTS passed=${passed} failed=${failed}`);
process.exit(failed === 0 ? 0 : 1);
