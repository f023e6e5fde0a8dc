/** Every colour that is drawn, from the theme's variables. Nothing here is fixed; the fallbacks serve pages without a theme. */
import { over, parseColour, readable, visible, writeColour } from './colour.ts';
import type { Paint } from './pen.ts';

export interface Theme {
  readonly family: string;
  readonly size: number;
  readonly contrast: boolean;
  readonly text: Paint;
  readonly muted: Paint;
  readonly separator: Paint;
  readonly grid: Paint;
  readonly stripe: Paint;
  readonly hover: Paint;
  readonly selectedLane: Paint;
  readonly running: Paint;
  readonly suspended: Paint;
  readonly suspendedEdge: Paint;
  readonly ready: Paint;
  readonly readyHatch: Paint;
  readonly blocking: Paint;
  readonly blockingHatch: Paint;
  readonly blockingShade: Paint;
  readonly blockingText: Paint;
  /** By phase code: main, timers, pending, poll, check, close. */
  readonly phases: readonly Paint[];
  readonly operation: Paint;
  /** The thread ran JavaScript. */
  readonly busy: Paint;
  /** The critical path. */
  readonly path: Paint;
  readonly focus: Paint;
  readonly highlight: Paint;
  readonly error: Paint;
  readonly slider: Paint;
  /** Ground of words over stripes. */
  readonly plate: Paint;
  /** Text on a solid running bar or blocking call. */
  readonly onSolid: Paint;
}

/** Alpha of what is not highlighted while something is. */
export const DIMMED = 0.35;

/** WCAG 2.2 AA: of text, and of what tells a state. Themes do not promise them for these pairs of colours. */
const TEXT = 4.5;
const GRAPHIC = 3;

/** @param get a CSS variable of the page by its full name; '' when it is not set */
export function readTheme(get: (name: string) => string): Theme {
  const pick = (...names: string[]): string => {
    for (const name of names) {
      const value = get(`--vscode-${name}`).trim();
      if (value !== '') return value;
    }
    return 'gray';
  };
  const paint = (colour: string, alpha = 1, hatch = false): Paint =>
    hatch ? { colour, alpha, hatch } : { colour, alpha };
  const border = get('--vscode-contrastBorder').trim();
  const contrast = border !== '';
  const text = pick('foreground', 'editor-foreground');
  const background = pick('panel-background', 'editor-background');
  const graphic = (colour: string, alpha = 1, hatch = false): Paint =>
    visible(paint(colour, alpha, hatch), text, background, GRAPHIC);
  // Words of the ground's colour stand on it.
  const solid = (colour: string, alpha = 1): Paint => visible(paint(colour, alpha), text, background, TEXT);
  const running = pick('charts-green', 'terminal-ansiGreen');
  const suspended = paint(pick('charts-blue', 'terminal-ansiBlue'), contrast ? 0.12 : 0.2);
  const grounds = [background, blend(suspended, background)];
  const muted = readable(contrast ? text : pick('descriptionForeground', 'foreground'), text, grounds, TEXT);
  const ready = pick('charts-yellow', 'charts-orange', 'terminal-ansiYellow');
  const blocking = pick('charts-red', 'errorForeground');
  const active = contrast ? pick('contrastActiveBorder', 'focusBorder') : pick('focusBorder', 'foreground');
  return {
    family: get('--vscode-font-family').trim() || 'sans-serif',
    size: Math.min(16, Math.max(10, (Number.parseFloat(get('--vscode-font-size')) || 13) - 1)),
    contrast,
    text: paint(text),
    muted: paint(muted),
    separator: contrast ? paint(border) : paint(pick('panel-border', 'widget-border', 'foreground'), 0.9),
    grid: paint(text, contrast ? 0.25 : 0.07),
    stripe: paint(text, contrast ? 0 : 0.018),
    hover: paint(text, contrast ? 0 : 0.05),
    selectedLane: paint(text, contrast ? 0 : 0.08),
    running: solid(running),
    suspended,
    suspendedEdge: graphic(suspended.colour, contrast ? 1 : 0.45),
    ready: paint(ready, contrast ? 0.1 : 0.22),
    readyHatch: graphic(ready, contrast ? 1 : 0.55, true),
    blocking: solid(blocking),
    blockingHatch: paint(background, contrast ? 0.5 : 0.2, true),
    blockingShade: paint(blocking, contrast ? 0.2 : 0.075),
    blockingText: paint(contrast ? text : blocking),
    phases: [
      solid(muted, contrast ? 0.9 : 0.55),
      solid(pick('charts-purple', 'terminal-ansiMagenta'), 0.85),
      solid(muted, contrast ? 0.9 : 0.55),
      solid(pick('terminal-ansiCyan', 'charts-blue'), 0.85),
      solid(pick('charts-orange', 'terminal-ansiYellow'), 0.85),
      solid(muted, contrast ? 0.9 : 0.55),
    ],
    operation: paint(pick('charts-purple', 'terminal-ansiMagenta')),
    busy: paint(running, contrast ? 0.9 : 0.6),
    path: paint(contrast ? active : pick('charts-orange', 'foreground')),
    focus: graphic(active),
    highlight: paint(contrast ? active : text),
    error: paint(readable(pick('errorForeground', 'charts-red'), text, grounds, TEXT)),
    slider: contrast ? paint(border, 0.6) : paint(pick('scrollbarSlider-background', 'foreground')),
    plate: paint(background),
    onSolid: paint(background),
  };
}

/** What is seen of a paint on an opaque ground. */
function blend(paint: Paint, ground: string): string {
  const front = parseColour(paint.colour);
  const below = parseColour(ground);
  return front === null || below === null ? ground : writeColour(over(front, below, paint.alpha));
}
