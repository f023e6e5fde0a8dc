import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder → folders it may import; the table of the design. `packages` lists npm packages, `node` allows builtins. */
const RULES: Record<string, { folders: string[]; packages: RegExp }> = {
  trace: { folders: [], packages: /^$/ },
  analysis: { folders: ['trace'], packages: /^$/ },
  instrument: {
    folders: ['trace'],
    packages: /^(@typescript-eslint\/|magic-string$|typescript$|ts-blank-space|@jridgewell\/)/,
  },
  recorder: { folders: ['trace'], packages: /^node:/ },
  protocol: { folders: ['trace'], packages: /^$/ },
  sandbox: { folders: ['instrument', 'trace', 'protocol'], packages: /^(node:|get-tsconfig$)/ },
  formats: { folders: ['trace', 'analysis'], packages: /^node:(zlib|crypto)$/ },
  editor: {
    folders: ['trace', 'analysis', 'instrument', 'sandbox', 'protocol', 'formats', 'panel', 'cli'],
    packages: /^(vscode$|node:)/,
  },
  panel: { folders: ['protocol', 'trace'], packages: /^(vscode$|node:)/ },
  webview: { folders: ['protocol', 'trace', 'analysis'], packages: /^(preact|@vscode-elements\/)/ },
  cli: { folders: ['sandbox', 'formats', 'analysis'], packages: /^node:/ },
  'extension.ts': { folders: ['editor', 'panel'], packages: /^vscode$/ },
};

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name));
}

describe('layout', () => {
  for (const file of sources('src')) {
    it(`${file.replaceAll(path.sep, '/')} imports only what its folder may`, () => {
      const own = path.relative('src', file).split(path.sep)[0] ?? '';
      const rule = RULES[own];
      assert.ok(rule, `src/${own} is not in the table`);
      const text = readFileSync(file, 'utf8');
      assert.ok(text.split('\n').length <= 400, 'longer than 400 lines');
      for (const match of text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import '([^']+)'/gm)) {
        const specifier = match[1] ?? match[2] ?? '';
        if (specifier.startsWith('.')) {
          const target = path.relative('src', path.resolve(path.dirname(file), specifier)).split(path.sep)[0] ?? '';
          assert.ok(target === own || rule.folders.includes(target), `${own} may not import ${target}`);
        } else {
          assert.match(specifier, rule.packages, `${own} may not import ${specifier}`);
        }
      }
    });
  }
});
