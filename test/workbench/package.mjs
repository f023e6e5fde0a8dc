/** The extension as it ships: packed into a VSIX, and its files laid out in a folder of their own to be tested. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import vsce from '@vscode/vsce';

const VSIX = path.resolve('out', 'awaitscope.vsix');
const FOLDER = path.resolve('out', 'extension');
/** TypeScript's compiler is in it twice: once to outline, once to run. */
const MAX_BYTES = 6 * 1024 * 1024;

const MAY_SHIP = [
  /^package(?:\.nls(?:\.ko)?)?\.json$/,
  /^(?:README|CHANGELOG)\.md$|^LICENSE$/,
  /^dist\/(?:cli|extension|outline-thread|recorder|self-test|supervisor|supervisor-main|ticker)\.cjs$|^dist\/(?:webview|page)\.js$|^dist\/codicons\/codicon\.(?:css|ttf)$/,
  /^examples\/(?:\d\d-[\w-]+\.(?:ts|mjs|cjs)|package\.json)$/,
  /^l10n\/bundle\.l10n\.ko\.json$/,
  /^media\/(?:walkthrough\/\w+(?:\.nls\.ko)?\.md|(?:webview|page)\.css|[\w-]+\.(?:svg|png))$/,
];
const MUST_SHIP = ['package.json', 'LICENSE', 'README.md', 'dist/extension.cjs', 'dist/supervisor.cjs'].concat([
  'dist/recorder.cjs',
  'dist/supervisor-main.cjs',
  'dist/outline-thread.cjs',
  'dist/ticker.cjs',
  'dist/self-test.cjs',
  'dist/webview.js',
  'dist/page.js',
  'media/webview.css',
  'media/page.css',
  'media/icon.png',
  'examples/06-blocked-loop.mjs',
  'package.nls.ko.json',
]);

/** @returns the folder with what ships, and a result for each check, as the suites give them */
export async function packExtension() {
  mkdirSync(path.dirname(VSIX), { recursive: true });
  await vsce.createVSIX({
    cwd: process.cwd(),
    packagePath: VSIX,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const files = await vsce.listFiles({ packageManager: vsce.PackageManager.None });
  rmSync(FOLDER, { recursive: true, force: true });
  for (const file of files) await cp(file, path.join(FOLDER, file));
  const foreign = files.filter((file) => !MAY_SHIP.some((pattern) => pattern.test(file)));
  const missing = MUST_SHIP.filter((file) => !files.includes(file));
  const bytes = statSync(VSIX).size;
  const check = (title, wrong) => ({ title, ...(wrong === '' ? {} : { error: wrong }) });
  return {
    folder: FOLDER,
    results: [
      check('holds what it needs', missing.join(', ')),
      check('holds nothing else', foreign.join(', ')),
      check('is small', bytes <= MAX_BYTES ? '' : `${bytes} bytes are more than ${MAX_BYTES}`),
    ],
  };
}
