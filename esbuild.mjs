/** Builds everything into dist/. `--production` minifies and leaves source maps out; `--watch` rebuilds on change. */
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const watching = process.argv.includes('--watch');
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  // The editor's watch task reads when a build begins and ends.
  logLevel: watching ? 'info' : 'warning',
};
const node = { ...shared, platform: 'node', target: 'node22', format: 'cjs' };

const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

const bundles = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', external: ['vscode'] },
  { ...node, entryPoints: ['src/editor/outline-thread.ts'], outfile: 'dist/outline-thread.cjs' },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.cjs', banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: ['src/sandbox/supervisor/start.ts'], outfile: 'dist/supervisor.cjs', sourcemap: false },
  // Without the comments of packages all of it is ASCII, which V8 keeps in half the memory and reads faster.
  {
    ...node,
    entryPoints: ['src/sandbox/supervisor/main.ts'],
    outfile: 'dist/supervisor-main.cjs',
    minifyWhitespace: true,
  },
  { ...node, entryPoints: ['src/sandbox/supervisor/ticker-thread.ts'], outfile: 'dist/ticker.cjs', sourcemap: false },
  // The recorder is loaded beside user code: one file, no source map comment, nothing imported but Node's builtins.
  { ...node, entryPoints: ['src/recorder/main.ts'], outfile: 'dist/recorder.cjs', sourcemap: false },
  // Runs in the sandbox, to test it.
  { ...node, entryPoints: ['src/sandbox/self-test.ts'], outfile: 'dist/self-test.cjs', sourcemap: false },
  { ...browser, entryPoints: ['src/webview/main.tsx'], outfile: 'dist/webview.js' },
  // Becomes part of exported pages, so it is small whatever the build, and points to no map.
  { ...browser, entryPoints: ['src/webview/page/main.ts'], outfile: 'dist/page.js', minify: true, sourcemap: false },
].filter((options) => existsSync(options.entryPoints[0]));

await mkdir('dist', { recursive: true });
await cp('node_modules/@vscode/codicons/dist', 'dist/codicons', {
  recursive: true,
  filter: (from) => !from.endsWith('.svg'),
});
if (watching) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
