/** Contrast by WCAG 2.2 AA: text 4.5 to 1 on what it stands on, what tells a state 3 to 1 on what is around it. */
import assert from 'node:assert/strict';
import { contrast, over, parseColour, readable, type Colour } from '../../../src/webview/draw/colour.ts';
import type { Paint } from '../../../src/webview/draw/pen.ts';
import { readTheme, type Theme } from '../../../src/webview/draw/theme.ts';
import { themes } from '../../e2e/themes.mjs';

const TEXT = 4.5;
const GRAPHIC = 3;

function colour(text: string): Colour {
  const parsed = parseColour(text);
  assert.ok(parsed !== null, text);
  return parsed;
}

/** What is seen when paints are laid over an opaque ground. */
function seen(ground: Colour, ...paints: readonly Paint[]): Colour {
  return paints.reduce((below, paint) => over(colour(paint.colour), below, paint.alpha), ground);
}

describe('colours', () => {
  it('are read in the notations of themes', () => {
    assert.deepEqual(parseColour('#fff'), { r: 255, g: 255, b: 255, a: 1 });
    assert.deepEqual(parseColour('#00000080'), { r: 0, g: 0, b: 0, a: 128 / 255 });
    assert.deepEqual(parseColour(' rgba(15, 74, 133, 0.4)'), { r: 15, g: 74, b: 133, a: 0.4 });
    assert.deepEqual(parseColour('rgb(0 0 0 / 50%)'), { r: 0, g: 0, b: 0, a: 0.5 });
    assert.equal(parseColour('gray'), null);
    assert.equal(parseColour('rgb(1, 2)'), null);
  });

  it('have the contrasts that WCAG gives', () => {
    assert.equal(contrast(colour('#000'), colour('#fff')), 21);
    assert.equal(Math.round(contrast(colour('#767676'), colour('#fff')) * 100) / 100, 4.54);
  });

  it('are moved no further than it takes', () => {
    assert.equal(readable('#000000', '#ffffff', ['#ffffff'], 4.5), '#000000');
    const moved = readable('#dddddd', '#000000', ['#ffffff'], 4.5);
    const ratio = contrast(colour(moved), colour('#ffffff'));
    assert.ok(ratio >= 4.5 && ratio < 6, String(ratio));
    assert.equal(readable('gray', '#000000', ['#ffffff'], 4.5), 'gray');
  });
});

for (const [name, { variables }] of Object.entries(themes)) {
  describe(`contrast in ${name}`, () => {
    const get = (variable: string): string => variables[variable.replace('--vscode-', '')] ?? '';
    const theme: Theme = readTheme(get);
    const panel = colour(get('--vscode-panel-background'));
    const enough = (what: string, front: Paint, ground: Colour, least: number): void => {
      const ratio = contrast(seen(ground, front), ground);
      assert.ok(ratio >= least, `${what}: ${ratio.toFixed(2)} is below ${least}`);
    };
    const suspended = seen(panel, theme.suspended);
    const plate = seen(panel, theme.plate, theme.ready);

    it('of words on the panel', () => {
      for (const key of ['text', 'muted', 'error'] as const) enough(key, theme[key], panel, TEXT);
      enough('the cursor’s time', theme.plate, seen(panel, theme.text), TEXT);
    });
    it('of words on bars', () => {
      enough('text on suspended', theme.text, suspended, TEXT);
      enough('facts on suspended', theme.muted, suspended, TEXT);
      enough('fates on suspended', theme.error, suspended, TEXT);
      enough('text on ready', theme.text, plate, TEXT);
      enough('text on running', theme.onSolid, seen(panel, theme.running), TEXT);
      enough('text on blocking', theme.onSolid, seen(panel, theme.blocking), TEXT);
      theme.phases.forEach((phase, i) => {
        enough(`text on phase ${i}`, theme.onSolid, seen(panel, phase), TEXT);
      });
    });
    it('of states', () => {
      for (const key of ['running', 'suspendedEdge', 'blocking', 'error', 'focus', 'highlight'] as const) {
        enough(key, theme[key], panel, GRAPHIC);
      }
      enough('stripes of ready', theme.readyHatch, panel, GRAPHIC);
      theme.phases.forEach((phase, i) => {
        enough(`phase ${i}`, phase, panel, GRAPHIC);
      });
    });
  });
}
