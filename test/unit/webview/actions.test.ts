/**
 * All that can be done in the page by pointer or key is a command of the editor, too. Listeners are found in the source: one
 * that does not call an action by its name has to be listed here, with the commands that do the same.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AST_NODE_TYPES, parse, simpleTraverse } from '@typescript-eslint/typescript-estree';
import { ids, viewCommandId } from '../../../src/panel/ids.ts';
import { VIEW_COMMANDS, type ViewCommand } from '../../../src/protocol/view-commands.ts';
import { CONDITIONS } from '../../../src/webview/model/conditions.ts';
import { KEYS, commandOf } from '../../../src/webview/model/keys.ts';
import { COLUMN_COMMANDS, COLUMNS, ROW_KEYS } from '../../../src/webview/model/table-rows.ts';
import { actionOf } from '../../../src/webview/playback/keys.ts';

const ROOT = 'src/webview';
type Id = keyof typeof ids;

const MOVES: readonly ViewCommand[] = ['zoomIn', 'zoomOut', 'panEarlier', 'panLater', 'scrollUp', 'scrollDown', 'fit'];
const LINKS: readonly ViewCommand[] = [
  ...(['goToTask', 'goToCaller', 'goToWaitedFor', 'goToSettler', 'goToHolder'] as const),
  ...(['goToLongestHere', 'longestWait', 'nextBlocking', 'nextFailure', 'focusDetails'] as const),
];

/** By file, element and event: for each such listener, the commands that do the same. */
const LISTENERS: Readonly<Record<string, readonly (readonly (ViewCommand | Id)[])[]>> = {
  'main.tsx window message': [[]],
  'main.tsx window keydown': [['playback']],
  'page/stand-in.ts dark change': [[]],
  'panes/canvas-pane.tsx document.fonts loadingdone': [[]],
  'panes/details.tsx button onClick': [LINKS],
  'panes/empty.tsx button onClick': [['openExample']],
  'panes/find.tsx vscode-textfield onInput': [['find']],
  'panes/findings.tsx button onClick': [['nextFinding', 'previousFinding']],
  'panes/icon-button.tsx vscode-toolbar-button onClick': [[]],
  'panes/insight.tsx button onClick': [LINKS, ['goToLongestHere']],
  'panes/keys.tsx button onClick': [['showKeys']],
  'panes/keys.tsx section onKeyDown': [['showKeys']],
  'panes/output.tsx button onClick': [['goToPrinter']],
  'panes/output.tsx div onClick': [['nextOutput', 'previousOutput']],
  'panes/place-link.tsx button onClick': [['goToSource', 'focusDetails']],
  'panes/run-picker.tsx select onChange': [['chooseRun']],
  'panes/side-pane.tsx button onKeyDown': [['showDetails', 'showFindings', 'showOutput', 'showTable']],
  'panes/side-pane.tsx div onPointerDown': [[]],
  'panes/side-pane.tsx div onPointerMove': [['widenDetails', 'narrowDetails']],
  'panes/table.tsx div onClick': [['rowAbove', 'rowBelow', 'rowPageUp', 'rowPageDown', 'rowFirst', 'rowLast']],
  'panes/toolbar.tsx IconButton onClick': [['stop'], ['runAgain'], ['playback'], ['exportTrace']],
  'panes/virtual-list.tsx div onKeyDown': [[]],
  'panes/virtual-list.tsx div onScroll': [[]],
  'playback/pane.tsx button onClick': [[], ['focusPlayback']],
  'playback/pane.tsx input onInput': [['playbackHere', 'playbackPrevious', 'playbackNext']],
  'playback/pane.tsx select onChange': [['playbackFaster', 'playbackSlower']],
  'view/input.ts canvas dblclick': [['fit', 'foldLane', 'zoomToSelection']],
  'view/input.ts canvas keydown': [['find']],
  'view/input.ts canvas pointercancel': [[]],
  'view/input.ts canvas pointerdown': [[]],
  'view/input.ts canvas pointerleave': [[]],
  'view/input.ts canvas pointermove': [[...MOVES, 'pickRange']],
  'view/input.ts canvas pointerup': [['selectEarlier', 'goToSource', 'foldLane', 'playbackHere', 'drop']],
  'view/input.ts canvas wheel': [MOVES],
  'view/overview-input.ts canvas dblclick': [['fit']],
  'view/overview-input.ts canvas pointercancel': [[]],
  'view/overview-input.ts canvas pointerdown': [[]],
  'view/overview-input.ts canvas pointermove': [MOVES],
  'view/overview-input.ts canvas pointerup': [['panEarlier', 'panLater']],
  'view/overview-input.ts canvas wheel': [['zoomIn', 'zoomOut']],
};

/** Components that hand a listener on to their element: each use of one is a listener of its own. */
const CONTROLS = ['IconButton', 'Key'];
/** The listener calls an action by its name, which is a command by its type. */
const CALLS_ACTION = /\b(?:onAct|act)\(/;

/** How many listeners there are that call no action, by file, element and event. */
function listeners(): Map<string, number> {
  const found = new Map<string, number>();
  for (const file of globSync(`${ROOT}/**/*.{ts,tsx}`)) {
    const source = readFileSync(file, 'utf8');
    const note = (element: string, event: string, range: readonly [number, number]): void => {
      if (CALLS_ACTION.test(source.slice(...range))) return;
      const key = `${path.relative(ROOT, file).replaceAll('\\', '/')} ${element} ${event}`;
      found.set(key, (found.get(key) ?? 0) + 1);
    };
    simpleTraverse(parse(source, { jsx: file.endsWith('x'), range: true }), {
      enter(node) {
        if (node.type === AST_NODE_TYPES.JSXOpeningElement && node.name.type === AST_NODE_TYPES.JSXIdentifier) {
          const element = node.name.name;
          if (/^[A-Z]/.test(element) && !CONTROLS.includes(element)) return;
          for (const { range, ...attribute } of node.attributes) {
            if (attribute.type !== AST_NODE_TYPES.JSXAttribute) continue;
            const { name } = attribute.name;
            if (typeof name === 'string' && /^on[A-Z]/.test(name)) note(element, name, range);
          }
        }
        if (node.type !== AST_NODE_TYPES.CallExpression) return;
        const [event] = node.arguments;
        const { callee } = node;
        const called = source.slice(...callee.range);
        const own = called === 'on' && file.endsWith('input.ts');
        if (event?.type !== AST_NODE_TYPES.Literal || !(own || called.endsWith('.addEventListener'))) return;
        note(own ? 'canvas' : called.replace('.addEventListener', ''), String(event.value), node.range);
      },
    });
  }
  return found;
}

describe('actions of the page', () => {
  it('by pointer and key are commands: a listener that calls none by its name is listed with those that do the same', () => {
    const counts = Object.fromEntries(Object.entries(LISTENERS).map(([key, all]) => [key, all.length]));
    assert.deepEqual(Object.fromEntries([...listeners()].sort()), Object.fromEntries(Object.entries(counts).sort()));
  });

  it('are in the manifest, and the manifest has no command of the view that is none', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { commands: { command: string }[]; menus: { commandPalette: { command: string; when: string }[] } };
    };
    const { commands, menus } = manifest.contributes;
    const known = new Set(commands.map(({ command }) => command));
    const isView = (command: string): boolean => command.startsWith('awaitscope.view.');
    assert.deepEqual([...known].filter(isView), VIEW_COMMANDS.map(viewCommandId));
    const offered = menus.commandPalette.filter(({ command }) => isView(command));
    assert.deepEqual(
      offered,
      VIEW_COMMANDS.map((command) => ({ command: viewCommandId(command), when: ids.hasRun })),
    );
    for (const command of Object.values(LISTENERS).flat(2)) {
      const id = command in ids ? ids[command as Id] : viewCommandId(command as ViewCommand);
      assert.ok(known.has(id), id);
    }
  });

  it('of keys, menus and heads of columns have a command each', () => {
    const all = new Set<string>(VIEW_COMMANDS);
    for (const { command, keys } of KEYS) for (const key of keys) assert.equal(commandOf(key), command);
    for (const command of [...KEYS, ...CONDITIONS].map((known) => known.command)) assert.ok(all.has(command), command);
    for (const command of Object.values(ROW_KEYS)) assert.ok(all.has(command), command);
    assert.deepEqual(Object.keys(COLUMN_COMMANDS), [...COLUMNS]);
    const sorting = VIEW_COMMANDS.filter((command) => command.startsWith('tableBy'));
    assert.deepEqual(Object.values(COLUMN_COMMANDS), sorting);
    const finding = VIEW_COMMANDS.filter((command) => /^find./.test(command));
    assert.deepEqual(
      CONDITIONS.map(({ command }) => command),
      finding,
    );
  });

  it('of playback have a command each', () => {
    const named = new Set<string>(Object.keys(ids));
    for (const key of ['p', ',', '.', '<', '>', 'k', 'j', '}', '{']) {
      const action = actionOf({ key, altKey: false, ctrlKey: false, metaKey: false });
      assert.ok(action !== null);
      const id = action === 'toggle' ? 'playback' : `playback${action.charAt(0).toUpperCase()}${action.slice(1)}`;
      assert.ok(named.has(id), id);
    }
  });
});
