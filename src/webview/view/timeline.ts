/**
 * The timeline on its canvas: what is in view, what is selected, and one pending frame. It listens to nothing; input.ts
 * and the panes call it.
 */
import { segmentEnd, taskEnd } from '../../trace/queries.ts';
import type { Trace } from '../../trace/tables.ts';
import { CanvasPen } from '../draw/canvas-pen.ts';
import { drawFrame } from '../draw/frame.ts';
import { readTheme, type Theme } from '../draw/theme.ts';
import { taskOf, type View } from '../draw/view.ts';
import { LANE_HEIGHT, layOut, maxScroll, type Geometry } from '../model/geometry.ts';
import { hitTest, type Hit } from '../model/hit.ts';
import { buildLanes, type Lanes } from '../model/lanes.ts';
import { navigate, timeOf, type Move } from '../model/navigate.ts';
import {
  Scale,
  fitSpan,
  isFit,
  panSpan,
  spanAround,
  spanShowing,
  zoomSpan,
  type CssPixels,
  type Span,
} from '../model/scale.ts';
import { SegmentIndex } from '../model/segment-index.ts';
import { sameTarget, type Target } from '../model/selection.ts';
import { TurnIndex } from '../model/turns.ts';
import { UpperBounds } from '../model/upper-bounds.ts';

export interface TimelineEvents {
  selected(target: Target | null): void;
  /** The window moved, or anything else that is kept. */
  viewChanged(): void;
}

export class Timeline {
  trace: Trace;
  segments: SegmentIndex;
  turns: TurnIndex;
  bounds: UpperBounds;
  lanes: Lanes;
  geometry: Geometry = layOut(600, 300);
  /** null shows the whole trace, and follows it while it grows. */
  span: Span | null = null;
  scrollTop: CssPixels = 0;
  selection: Target | null = null;
  hover: Target | null = null;
  filter = '';
  highlight: ReadonlySet<number> = new Set();
  /** The run has ended, and what is known of it is still coming in. */
  arriving = false;
  /** Time at which playback stands, or null. */
  cursor: number | null = null;
  readonly collapsed = new Set<number>();
  readonly #canvas: HTMLCanvasElement;
  readonly #events: TimelineEvents;
  #pen: CanvasPen | null = null;
  #theme: Theme;
  #frame = 0;
  #lanesOf = -1;

  constructor(canvas: HTMLCanvasElement, trace: Trace, events: TimelineEvents) {
    this.#canvas = canvas;
    this.#events = events;
    this.#theme = readPageTheme();
    this.trace = trace;
    this.segments = new SegmentIndex(trace);
    this.turns = new TurnIndex(trace);
    this.bounds = new UpperBounds(trace, this.segments);
    this.lanes = buildLanes(trace, this.collapsed, '');
  }

  /** Length of the trace, ms; never 0. */
  get extent(): number {
    return this.trace.now > 0 ? this.trace.now : 1;
  }

  get scale(): Scale {
    return new Scale(this.span ?? fitSpan(this.extent), this.geometry.plot);
  }

  setTrace(trace: Trace): void {
    this.trace = trace;
    this.segments = new SegmentIndex(trace);
    this.turns = new TurnIndex(trace);
    this.bounds = new UpperBounds(trace, this.segments);
    this.collapsed.clear();
    this.span = this.selection = this.hover = this.cursor = null;
    this.scrollTop = 0;
    this.#lanesOf = -1;
    this.invalidate();
  }

  setFilter(filter: string): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.#lanesOf = -1;
    this.scrollTop = 0;
    this.#changed();
  }

  toggle(task: number): void {
    if (!this.collapsed.delete(task)) this.collapsed.add(task);
    this.#lanesOf = -1;
    this.invalidate();
  }

  resize(width: CssPixels, height: CssPixels): void {
    if (width <= 0 || height <= 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.geometry = layOut(width, height);
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#pen = null;
    // A canvas that was resized is blank: draw before it is shown.
    this.#draw();
  }

  themeChanged(): void {
    this.#theme = readPageTheme();
    this.#pen = null;
    this.invalidate();
  }

  /** Asks for a frame; many askings make one. */
  invalidate(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  // --- moving about ---

  fit(): void {
    this.span = null;
    this.#changed();
  }

  /** @param factor below 1 zooms in @param x on the canvas; the middle of the plot when absent */
  zoom(factor: number, x?: CssPixels): void {
    const { scale } = this;
    const anchor = scale.time(x === undefined ? scale.width / 2 : Math.max(0, x - this.geometry.gutter));
    const span = zoomSpan(scale.span, factor, anchor, this.extent);
    this.span = isFit(span, this.extent) ? null : span;
    this.#changed();
  }

  pan(dx: CssPixels, dy: CssPixels): void {
    if (dx !== 0 && this.span !== null) {
      this.span = panSpan(this.span, dx / this.scale.perMs, this.extent);
    }
    this.#scrollTo(this.scrollTop + dy);
    this.#changed();
  }

  zoomTo(target: Target): void {
    const [start, end] = this.#extentOf(target);
    this.span = spanAround(start, end, this.extent);
    this.#changed();
  }

  // --- selecting ---

  select(target: Target | null): void {
    if (sameTarget(target, this.selection)) return;
    this.selection = target;
    this.#events.selected(target);
    this.#changed();
  }

  /** Selects, and moves the view as little as it takes to show it. */
  show(target: Target): void {
    this.select(target);
    const [start, end] = this.#extentOf(target);
    if (this.span !== null) this.span = spanShowing(this.span, start, end, this.extent);
    this.#updateLanes();
    const task = taskOf(this.trace, target);
    const lane = task < 0 ? -1 : (this.lanes.laneOf[task] ?? -1);
    if (lane >= 0) {
      const top = lane * LANE_HEIGHT;
      if (top < this.scrollTop) this.#scrollTo(top);
      else if (top + LANE_HEIGHT > this.scrollTop + this.geometry.lanes) {
        this.#scrollTo(top + LANE_HEIGHT * 1.5 - this.geometry.lanes);
      }
    }
    this.#changed();
  }

  /** Moves the view as little as it takes to show the time. */
  setCursor(time: number | null): void {
    this.cursor = time;
    if (time !== null && this.span !== null) this.span = spanShowing(this.span, time, time, this.extent);
    this.#changed();
  }

  setHover(target: Target | null): void {
    if (sameTarget(target, this.hover)) return;
    this.hover = target;
    this.invalidate();
  }

  move(move: Move): void {
    const { lanes, scale, segments, trace, turns } = this;
    const page = Math.max(1, Math.floor(this.geometry.lanes / LANE_HEIGHT) - 1);
    const view = { trace, segments, turns, lanes, page, focusTime: Math.max(0, scale.span.start) };
    const target = navigate(view, this.selection, move);
    if (target !== null) this.show(target);
  }

  hit(x: CssPixels, y: CssPixels): Hit {
    return hitTest(this, x, y);
  }

  #extentOf(target: Target): [number, number] {
    const { trace } = this;
    const start = timeOf(trace, target);
    if (target.kind === 'segment') return [start, segmentEnd(trace, target.segment)];
    if (target.kind === 'task') return [start, taskEnd(trace, target.task)];
    if (target.kind === 'turn') return [start, trace.turns.end.get(target.turn)];
    return [start, trace.blocking[target.index]?.end ?? start];
  }

  scrollTo(top: CssPixels): void {
    this.#updateLanes();
    this.#scrollTo(top);
    this.#changed();
  }

  #scrollTo(top: CssPixels): void {
    this.scrollTop = Math.min(Math.max(0, top), maxScroll(this.geometry, this.lanes.count));
  }

  #changed(): void {
    this.invalidate();
    this.#events.viewChanged();
  }

  #updateLanes(): void {
    if (this.#lanesOf === this.trace.tasks.count) return;
    this.#lanesOf = this.trace.tasks.count;
    this.lanes = buildLanes(this.trace, this.collapsed, this.filter);
  }

  #draw(): void {
    this.segments.update(this.arriving);
    this.turns.update();
    this.#updateLanes();
    this.#scrollTo(this.scrollTop);
    if (this.bounds.lookUp(this.scale.span)) this.invalidate();
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { family, size } = this.#theme;
    this.#pen ??= new CanvasPen(context, window.devicePixelRatio || 1, family, size);
    this.#pen.begin(this.geometry.width, this.geometry.height);
    drawFrame(this.#pen, this.view);
  }

  /** What is drawn now. */
  get view(): View {
    const { bounds, cursor, extent, geometry, highlight, hover, lanes, scale, scrollTop, segments, selection } = this;
    const { trace, turns } = this;
    return {
      trace,
      segments,
      turns,
      bounds,
      lanes,
      geometry,
      scale,
      scrollTop,
      extent,
      selection,
      hover,
      highlight,
      theme: this.#theme,
      cursor,
    };
  }
}

function readPageTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return readTheme((name) => style.getPropertyValue(name));
}
