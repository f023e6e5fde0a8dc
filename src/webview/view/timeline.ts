/**
 * The timeline on its canvas: what is in view, what is selected, and one pending frame. It listens to nothing; input.ts,
 * actions.ts and the panes call it.
 */
import { criticalPath, type PathStep } from '../../analysis/index.ts';
import type { Trace } from '../../trace/tables.ts';
import { readTheme, type Theme } from '../draw/theme.ts';
import type { View } from '../draw/view.ts';
import { ARRIVING_LAG, Densities, LAG } from '../model/density.ts';
import { LANE_HEIGHT, layOut, maxScroll, type Geometry } from '../model/geometry.ts';
import { hitTest, type Hit } from '../model/hit.ts';
import type { Grouping, Lanes } from '../model/lanes.ts';
import { extentOf, navigate, type Move } from '../model/navigate.ts';
import { following, Scale, fitSpan, isFit, panSpan, spanAround, spanShowing, zoomSpan } from '../model/scale.ts';
import type { CssPixels, Span } from '../model/scale.ts';
import type { Matcher } from '../model/search.ts';
import { SegmentIndex } from '../model/segment-index.ts';
import { inOther, sameTarget, type Target } from '../model/selection.ts';
import type { SortBy } from '../model/sorting.ts';
import { TurnIndex } from '../model/turns.ts';
import { UpperBounds } from '../model/upper-bounds.ts';
import { Arrangement, type Arranged } from './arrangement.ts';
import { Canvases } from './canvases.ts';
import { History } from './history.ts';

export interface TimelineEvents {
  selected(target: Target | null): void;
  /** The window moved, or anything else that is kept or shown beside the canvas. */
  viewChanged(): void;
}

export class Timeline {
  trace: Trace;
  segments!: SegmentIndex;
  turns!: TurnIndex;
  bounds!: UpperBounds;
  densities!: Densities;
  geometry: Geometry = layOut(600, 300);
  /** null shows the whole trace, and follows it while it grows. */
  span: Span | null = null;
  /** Does a window that was zoomed stay at the end while the run grows? */
  follows = true;
  scrollTop: CssPixels = 0;
  selection: Target | null = null;
  hover: Target | null = null;
  range: Span | null = null;
  highlight: ReadonlySet<number> = new Set();
  /** The run has ended, and what is known of it is still coming in. */
  arriving = false;
  /** Time at which playback stands, or null. */
  cursor: number | null = null;
  arranged: Arranged = { grouping: 'parent', sortBy: 'start', filter: '', hidesOthers: true };
  readonly history = new History(() => performance.now());
  path: readonly PathStep[] = [];
  /** After each frame. */
  onDrawn: () => void = () => undefined;
  readonly #canvases: Canvases;
  readonly #events: TimelineEvents;
  #theme: Theme;
  #frame = 0;
  #arrangement!: Arrangement;

  constructor(canvas: HTMLCanvasElement, overview: HTMLCanvasElement, trace: Trace, events: TimelineEvents) {
    this.#canvases = new Canvases(canvas, overview);
    this.#events = events;
    this.#theme = readPageTheme();
    this.trace = trace;
    this.#take(trace);
  }

  get lanes(): Lanes {
    return this.#arrangement.lanes;
  }

  get matcher(): Matcher | null {
    return this.#arrangement.matcher;
  }

  /** Length of the trace, ms; never 0. */
  get extent(): number {
    return this.trace.now > 0 ? this.trace.now : 1;
  }

  get scale(): Scale {
    return new Scale(this.span ?? fitSpan(this.extent), this.geometry.plot);
  }

  setTrace(trace: Trace): void {
    this.#take(trace);
    this.history.clear();
    this.span = this.selection = this.hover = this.range = null;
    this.path = [];
    this.follows = true;
    this.scrollTop = 0;
    this.invalidate();
  }

  /** Another trace of the same run, of which more is known: the view stays as it is. */
  refine(trace: Trace): void {
    const { cursor, folds, selection, trace: before } = this;
    this.#take(trace);
    this.cursor = cursor;
    this.#arrangement.restoreFolds(folds.collapsed, folds.toggled);
    this.segments.update();
    this.turns.update();
    this.hover = null;
    this.path = [];
    const same = selection === null ? null : inOther(before, selection, this);
    if (!sameTarget(same, selection)) {
      this.selection = same;
      this.#events.selected(same);
    }
    this.#changed();
  }

  #take(trace: Trace): void {
    this.trace = trace;
    this.segments = new SegmentIndex(trace);
    this.turns = new TurnIndex(trace);
    this.bounds = new UpperBounds(trace, this.segments);
    this.cursor = null;
    this.densities = new Densities(trace);
    this.#arrangement = new Arrangement(trace, this.arranged);
  }

  setFilter(filter: string, hidesOthers: boolean): void {
    this.#arrange({ ...this.arranged, filter, hidesOthers });
  }

  arrange(grouping: Grouping, sortBy: SortBy): void {
    this.#arrange({ ...this.arranged, grouping, sortBy });
  }

  #arrange(arranged: Arranged): void {
    if (JSON.stringify(arranged) === JSON.stringify(this.arranged)) return;
    this.arranged = arranged;
    this.#arrangement = new Arrangement(this.trace, arranged, this.#arrangement);
    this.scrollTop = 0;
    this.#changed();
  }

  /** As they were before the page was hidden. */
  restoreFolds(collapsed: readonly number[], toggled: readonly string[]): void {
    this.#arrangement.restoreFolds(collapsed, toggled);
    this.#changed();
  }

  get folds(): Arrangement['folds'] {
    return this.#arrangement.folds;
  }

  /** Folds or unfolds the lane. */
  toggleLane(lane: number): void {
    this.#arrangement.toggle(lane);
    this.#changed();
  }

  /** Folds all that can be folded, or unfolds all. */
  foldAll(fold: boolean): void {
    this.#arrangement.foldAll(fold);
    this.#changed();
  }

  resize(width: CssPixels, height: CssPixels): void {
    if (width <= 0 || height <= 0) return;
    this.geometry = layOut(width, height);
    this.#canvases.resize(width, height);
    // A canvas that was resized is blank: draw before it is shown.
    this.#draw();
  }

  themeChanged(): void {
    this.#theme = readPageTheme();
    this.#canvases.renew();
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
    this.#go(null);
  }

  /** @param factor below 1 zooms in @param x on the canvas; the middle of the plot when absent */
  zoom(factor: number, x?: CssPixels): void {
    const { scale } = this;
    const anchor = scale.time(x === undefined ? scale.width / 2 : Math.max(0, x - this.geometry.gutter));
    this.#go(zoomSpan(scale.span, factor, anchor, this.extent), true);
  }

  pan(dx: CssPixels, dy: CssPixels): void {
    this.history.leave({ span: this.span, scrollTop: this.scrollTop }, true);
    if (dx !== 0 && this.span !== null) {
      this.span = panSpan(this.span, dx / this.scale.perMs, this.extent);
      this.follows = false;
    }
    this.#scrollTo(this.scrollTop + dy);
    this.#changed();
  }

  /** Shows a stretch of time. @param gradual while it is dragged */
  showSpan(span: Span, gradual = false): void {
    this.#go(spanAround(span.start, span.end, this.extent, 0), gradual);
  }

  /** Zooms to the picked-out range, else to the selection. */
  zoomToSelection(): void {
    if (this.range !== null) this.showSpan(this.range);
    else if (this.selection !== null) this.zoomTo(this.selection);
  }

  zoomTo(target: Target): void {
    const [start, end] = extentOf(this.trace, target);
    this.#go(spanAround(start, end, this.extent));
  }

  travel(by: 'back' | 'forth'): void {
    const { scrollTop, span } = this;
    const place = this.history[by]({ span, scrollTop });
    if (place === null) return;
    this.span = place.span;
    this.follows = false;
    this.#scrollTo(place.scrollTop);
    this.#changed();
  }

  setFollows(follows: boolean): void {
    this.follows = follows;
    if (!follows) this.span ??= fitSpan(this.extent);
    this.#changed();
  }

  #go(span: Span | null, gradual = false): void {
    this.history.leave({ span: this.span, scrollTop: this.scrollTop }, gradual);
    this.span = span === null || isFit(span, this.extent) ? null : span;
    this.follows = this.span === null;
    this.#changed();
  }

  // --- selecting ---

  select(target: Target | null): void {
    if (sameTarget(target, this.selection)) return;
    this.selection = target;
    this.#events.selected(target);
    this.#changed();
  }

  setRange(range: Span | null): void {
    this.range = range;
    this.#changed();
  }

  /** Selects, and moves the view as little as it takes to show it; unfolds what hides it. */
  show(target: Target): void {
    this.select(target);
    const [start, end] = extentOf(this.trace, target);
    const { scrollTop, span } = this;
    if (span !== null) this.span = spanShowing(span, start, end, this.extent);
    this.follows = this.span === null;
    const lane = this.#arrangement.unfoldTo(target);
    if (lane >= 0) {
      const top = lane * LANE_HEIGHT;
      if (top < this.scrollTop) this.#scrollTo(top);
      else if (top + LANE_HEIGHT > this.scrollTop + this.geometry.lanes) {
        this.#scrollTo(top + LANE_HEIGHT * 1.5 - this.geometry.lanes);
      }
    }
    if (this.span !== span || this.scrollTop !== scrollTop) this.history.leave({ span, scrollTop }, false);
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

  /** Shows or hides the critical path; it is known once the run has ended. */
  togglePath(): void {
    const known = this.trace.ended && this.trace.merged === undefined;
    this.path = this.path.length === 0 && known ? criticalPath(this.trace) : [];
    this.#changed();
  }

  scrollTo(top: CssPixels): void {
    this.#arrangement.update();
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

  #draw(): void {
    this.segments.update(this.arriving);
    this.turns.update();
    this.#arrangement.update();
    this.#scrollTo(this.scrollTop);
    if (this.follows && this.span !== null && !this.trace.ended) this.span = following(this.span, this.extent);
    if (this.bounds.lookUp(this.scale.span)) this.invalidate();
    this.densities.lag = this.arriving ? ARRIVING_LAG : LAG;
    this.#canvases.draw(this.view);
    if (this.densities.pending) this.invalidate();
    this.onDrawn();
  }

  /** What is drawn now. */
  get view(): View {
    const { bounds, densities, extent, geometry, highlight, hover, lanes, matcher, path, range, scale, scrollTop } =
      this;
    const { cursor, segments, selection, trace, turns } = this;
    const found = matcher === null ? null : (segment: number): boolean => matcher.segment(segment);
    const places = { geometry, scale, scrollTop, extent, lanes, shownTasks: this.#arrangement.shownTasks };
    const marks = { selection, hover, highlight, range, path, found, cursor };
    return { trace, segments, turns, bounds, densities, ...places, ...marks, theme: this.#theme };
  }
}

function readPageTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return readTheme((name) => style.getPropertyValue(name));
}
