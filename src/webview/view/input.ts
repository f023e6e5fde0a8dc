/** Pointer, wheel and keys on the canvas, as calls of the timeline. */
import { nameLeft } from '../draw/gutter.ts';
import { LANES_TOP, LANE_HEIGHT } from '../model/geometry.ts';
import type { Move } from '../model/navigate.ts';
import type { CssPixels } from '../model/scale.ts';
import type { Target } from '../model/selection.ts';
import type { Timeline } from './timeline.ts';

export interface InputEvents {
  /** The pointer rests on something, or on nothing. Page coordinates. */
  hovered(target: Target | null, x: CssPixels, y: CssPixels): void;
  reveal(target: Target): void;
  /** A click on the ruler, at this time. */
  timed(time: number): void;
  /** Escape, when nothing is selected. */
  escaped(): void;
}

/** A press that moves less than this is a click. */
const CLICK: CssPixels = 4;
/** Height of a line in wheel events that count lines. */
const WHEEL_LINE: CssPixels = 20;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'home',
  End: 'end',
};

interface Press {
  x: CssPixels;
  y: CssPixels;
  readonly fromX: CssPixels;
  readonly fromY: CssPixels;
  readonly scrollbar: boolean;
  moved: boolean;
}

/** @returns what stops listening */
export function listen(canvas: HTMLCanvasElement, timeline: Timeline, events: InputEvents): () => void {
  const abort = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(type: K, handler: (event: HTMLElementEventMap[K]) => void): void => {
    canvas.addEventListener(type, handler, { signal: abort.signal, passive: false });
  };
  let press: Press | null = null;

  on('wheel', (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? WHEEL_LINE : event.deltaMode === 2 ? timeline.geometry.lanes : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    events.hovered(null, 0, 0);
    // A pinch on a trackpad arrives as a wheel with the control key.
    if (event.ctrlKey || event.metaKey) timeline.zoom(Math.exp(Math.max(-60, Math.min(60, dy)) * 0.008), event.offsetX);
    else if (event.shiftKey && dx === 0) timeline.pan(dy, 0);
    else timeline.pan(dx, dy);
  });
  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    press = { x, y, fromX: x, fromY: y, scrollbar: timeline.hit(x, y).zone === 'scrollbar', moved: false };
  });
  on('pointermove', (event) => {
    const { offsetX: x, offsetY: y } = event;
    if (press === null) {
      const { target, zone } = timeline.hit(x, y);
      timeline.setHover(target);
      canvas.classList.toggle('pointing', target !== null && zone !== 'gutter');
      events.hovered(zone === 'lanes' && target?.kind === 'task' ? null : target, event.clientX, event.clientY);
      return;
    }
    press.moved ||= Math.abs(x - press.fromX) + Math.abs(y - press.fromY) >= CLICK;
    if (!press.moved) return;
    events.hovered(null, 0, 0);
    canvas.classList.add('dragging');
    if (press.scrollbar) {
      const rows = (timeline.lanes.count * LANE_HEIGHT) / timeline.geometry.lanes;
      timeline.pan(0, (y - press.y) * rows);
    } else {
      timeline.pan(press.x - x, press.y - y);
    }
    press.x = x;
    press.y = y;
  });
  on('pointerup', (event) => {
    events.hovered(null, 0, 0);
    const clicked = press !== null && !press.moved && !press.scrollbar;
    press = null;
    canvas.classList.remove('dragging');
    if (clicked) click(timeline, events, event.offsetX, event.offsetY);
  });
  on('pointercancel', () => {
    press = null;
    canvas.classList.remove('dragging');
  });
  on('pointerleave', () => {
    timeline.setHover(null);
    events.hovered(null, 0, 0);
  });
  on('dblclick', (event) => {
    const { target, zone } = timeline.hit(event.offsetX, event.offsetY);
    if (zone === 'ruler') timeline.fit();
    else if (target !== null) timeline.zoomTo(target);
  });
  on('keydown', (event) => {
    if (onKey(event, timeline, events)) event.preventDefault();
  });
  return () => {
    abort.abort();
  };
}

function click(timeline: Timeline, events: InputEvents, x: CssPixels, y: CssPixels): void {
  const hit = timeline.hit(x, y);
  const left = nameLeft(timeline.lanes.depth[hit.lane] ?? 0);
  const folds = hit.zone === 'gutter' && hit.lane >= 0 && (timeline.lanes.fold[hit.lane] ?? 0) !== 0;
  if (folds && x < left && y > LANES_TOP && hit.target?.kind === 'task') {
    timeline.toggle(hit.target.task);
    return;
  }
  if (hit.zone === 'ruler') {
    events.timed(timeline.scale.time(x - timeline.geometry.gutter));
    return;
  }
  timeline.select(hit.target);
  if (hit.target !== null) events.reveal(hit.target);
}

/** @returns whether the key was used */
function onKey(event: KeyboardEvent, timeline: Timeline, events: InputEvents): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const move = MOVES[event.key];
  if (move !== undefined) {
    timeline.move(move);
    return true;
  }
  switch (event.key) {
    case 'Enter':
      if (timeline.selection !== null) events.reveal(timeline.selection);
      return true;
    case ' ':
      if (timeline.selection?.kind === 'task') timeline.toggle(timeline.selection.task);
      else if (timeline.selection?.kind === 'segment') {
        timeline.toggle(timeline.trace.segments.task.get(timeline.selection.segment));
      }
      return true;
    case '+':
    case '=':
      timeline.zoom(0.7);
      return true;
    case '-':
      timeline.zoom(1 / 0.7);
      return true;
    case '0':
      timeline.fit();
      return true;
    case 'Escape':
      if (timeline.selection !== null) timeline.select(null);
      else events.escaped();
      return true;
    default:
      return false;
  }
}
