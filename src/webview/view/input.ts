/** Pointer, wheel and keys on the canvas, as calls of the timeline. */
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { nameLeft } from '../draw/gutter.ts';
import { LANES_TOP, LANE_HEIGHT } from '../model/geometry.ts';
import { commandOf } from '../model/keys.ts';
import type { CssPixels } from '../model/scale.ts';
import type { Target } from '../model/selection.ts';
import type { Timeline } from './timeline.ts';

export interface InputEvents {
  /** The pointer rests on something, or on nothing. Page coordinates. */
  hovered(target: Target | null, x: CssPixels, y: CssPixels): void;
  reveal(target: Target): void;
  /** A click on the ruler, at this time. */
  timed(time: number): void;
  act(command: ViewCommand): void;
}

/** A press that moves less than this is a click. */
const CLICK: CssPixels = 4;
/** Height of a line in wheel events that count lines. */
const WHEEL_LINE: CssPixels = 20;

interface Press {
  x: CssPixels;
  y: CssPixels;
  readonly fromX: CssPixels;
  readonly fromY: CssPixels;
  readonly scrollbar: boolean;
  /** Time at which a range was begun, or null. */
  readonly anchor: number | null;
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
    const { zone } = timeline.hit(x, y);
    const ranges = (event.shiftKey || zone === 'ruler') && x >= timeline.geometry.gutter;
    const anchor = ranges ? timeOf(timeline, x) : null;
    press = { x, y, fromX: x, fromY: y, scrollbar: zone === 'scrollbar', anchor, moved: false };
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
    canvas.classList.add(press.anchor === null ? 'dragging' : 'ranging');
    if (press.anchor !== null) {
      const time = timeOf(timeline, x);
      timeline.setRange({ start: Math.min(press.anchor, time), end: Math.max(press.anchor, time) });
    } else if (press.scrollbar) {
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
    canvas.classList.remove('dragging', 'ranging');
    if (clicked) click(timeline, events, event.offsetX, event.offsetY);
  });
  on('pointercancel', () => {
    press = null;
    canvas.classList.remove('dragging', 'ranging');
  });
  on('pointerleave', () => {
    timeline.setHover(null);
    events.hovered(null, 0, 0);
  });
  on('dblclick', (event) => {
    const { lane, target, zone } = timeline.hit(event.offsetX, event.offsetY);
    if (zone === 'ruler') timeline.fit();
    else if (target?.kind === 'group') timeline.toggleLane(lane);
    else if (target !== null) timeline.zoomTo(target);
  });
  on('keydown', (event) => {
    if (onKey(event, events)) event.preventDefault();
  });
  return () => {
    abort.abort();
  };
}

function click(timeline: Timeline, events: InputEvents, x: CssPixels, y: CssPixels): void {
  const hit = timeline.hit(x, y);
  const left = nameLeft(timeline.lanes.depth[hit.lane] ?? 0);
  const folds = hit.zone === 'gutter' && hit.lane >= 0 && (timeline.lanes.fold[hit.lane] ?? 0) !== 0;
  if (folds && x < left && y > LANES_TOP) {
    timeline.toggleLane(hit.lane);
    return;
  }
  if (hit.zone === 'ruler') {
    events.timed(timeline.scale.time(x - timeline.geometry.gutter));
    return;
  }
  if (hit.target === null) timeline.setRange(null);
  timeline.select(hit.target);
  if (hit.target !== null) events.reveal(hit.target);
}

function timeOf(timeline: Timeline, x: CssPixels): number {
  return Math.min(Math.max(0, timeline.scale.time(x - timeline.geometry.gutter)), timeline.extent);
}

/** @returns whether the key was used */
function onKey(event: KeyboardEvent, events: InputEvents): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const command = commandOf(event.key);
  if (command !== undefined) events.act(command);
  return command !== undefined;
}
