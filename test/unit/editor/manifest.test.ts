/** The manifest and its translations, against each other and against the code. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { LANGUAGES } from '../../../src/editor/languages.ts';
import { ids, viewCommandId } from '../../../src/panel/ids.ts';
import { VIEW_COMMANDS } from '../../../src/protocol/view-commands.ts';

interface Menu {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly icon: string;
  readonly keywords: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const table = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const placeholders = (message: string): string[] => (message.match(/\{\d\}/g) ?? []).sort();

describe('manifest', () => {
  it('names each command of the code once, under one category', () => {
    const commands = contributes.commands.map(({ command }) => command).sort();
    const { view, tab, container, running, hasRun, settings, ...named } = ids;
    assert.equal(new Set([view, tab, container, running, hasRun, settings]).size, 5, 'container and settings agree');
    assert.deepEqual(commands, [...Object.values(named), ...VIEW_COMMANDS.map(viewCommandId)].sort());
    for (const command of contributes.commands) assert.equal(command.category, 'Awaitscope');
  });

  it('names the view of the code', () => {
    assert.deepEqual(
      contributes.views[ids.container]?.map((view) => view.id),
      [ids.view],
    );
  });

  it('puts only known commands into menus, by known context keys', () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command, when = '' } of items) {
        assert.ok(commands.has(command), `${menu} names ${command}`);
        for (const [key] of when.matchAll(/awaitscope\.\w+/g))
          assert.ok([ids.running, ids.hasRun, ids.view].includes(key as typeof ids.view), `${menu} asks for ${key}`);
      }
    }
  });

  it('hides the buttons that run code from a restricted window, and has one of them in the editor title', () => {
    for (const menu of ['editor/title', 'editor/context']) {
      const items = contributes.menus[menu] ?? [];
      assert.equal(items.length, 1);
      assert.match(items[0]?.when ?? '', /isWorkspaceTrusted/);
    }
  });

  it('keeps what changes a run from an untrusted folder’s settings', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual([...restrictedConfigurations].sort(), [
      'awaitscope.allow',
      'awaitscope.nodePath',
      'awaitscope.outerWall',
    ]);
    for (const name of restrictedConfigurations) assert.ok(contributes.configuration.properties[name], name);
  });

  it('is there for each language that has lenses and hovers, and starts with no window but one with the timeline in a tab', () => {
    assert.deepEqual(manifest.activationEvents, [
      ...LANGUAGES.toSorted().map((language) => `onLanguage:${language}`),
      `onWebviewPanel:${ids.tab}`,
    ]);
  });

  it('ships its icon and the pages of the walkthrough, in both languages', () => {
    assert.ok(existsSync(manifest.icon));
    for (const step of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      const page = step.media.markdown;
      assert.ok(existsSync(page), page);
      assert.ok(existsSync(page.replace(/\.md$/, '.nls.ko.md')), `${page} in Korean`);
    }
  });
});

describe('translations', () => {
  it('of the manifest: each key is used, and is there in both languages', () => {
    const used = [...new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key))].sort();
    const english = table('package.nls.json');
    const korean = table('package.nls.ko.json');
    assert.deepEqual(Object.keys(english).sort(), used);
    assert.deepEqual(Object.keys(korean).sort(), used);
    for (const key of used) {
      const links = (message = ''): string[] => (message.match(/command:[\w.]+|#[\w.]+#/g) ?? []).sort();
      assert.deepEqual(links(korean[key]), links(english[key]), `links in ${key}`);
    }
  });

  it('of the code: each message is in the Korean bundle, with its placeholders, and nothing else is', () => {
    const messages = new Set<string>();
    for (const file of globSync(['src/extension.ts', 'src/editor/*.ts', 'src/panel/*.ts'])) {
      const source = readFileSync(file, 'utf8');
      const calls = [...source.matchAll(/l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)')?/g)];
      for (const [, message] of calls) {
        assert.ok(message !== undefined, `${file} calls l10n.t with something else than a plain text`);
        messages.add(message);
      }
    }
    // The page says its words by `t`, or marks them by `word` to say them later.
    for (const file of globSync('src/webview/**/*.{ts,tsx}')) {
      if (file.endsWith('l10n.ts')) continue;
      const calls = readFileSync(file, 'utf8').matchAll(/(?<![\w.])(?:t|word)\(\s*(?:'((?:[^'\\]|\\.)*)')?/g);
      for (const [, message] of calls) {
        assert.ok(message !== undefined, `${file} calls t or word with something else than a plain text`);
        messages.add(message);
      }
    }
    // What a trace means is said where it is found out, by who shows it.
    for (const file of globSync('src/{trace,analysis}/*.ts')) {
      const source = readFileSync(file, 'utf8').replaceAll(/^ *\/?\*.*$/gm, '');
      for (const [, message] of source.matchAll(/(?<![\w.])say\(\s*(?:'((?:[^'\\]|\\.)*)')?/g)) {
        assert.ok(message !== undefined, `${file} calls say with something else than a plain text`);
        messages.add(message);
      }
    }
    const korean = table('l10n/bundle.l10n.ko.json');
    assert.deepEqual(Object.keys(korean).sort(), [...messages].sort());
    for (const [message, translated] of Object.entries(korean))
      assert.deepEqual(placeholders(translated), placeholders(message), message);
  });
});
