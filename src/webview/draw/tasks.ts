/** The task lanes: what each task did, in the window and the lanes that are in view. */
import { segmentEnd } from '../../trace/queries.ts';
import { Outcome, State, type Blocking } from '../../trace/tables.ts';
import { formatDuration } from '../model/format.ts';
import { BAR_INSET, LANES_TOP, LANE_HEIGHT, laneTop, visibleLanes } from '../model/geometry.ts';
import { Fold } from '../model/lanes.ts';
import { extentOf, laneOf } from '../model/navigate.ts';
import { siteOf, siteText } from '../model/places.ts';
import { collectRuns, type RunSink } from '../model/task-runs.ts';
import { blockingIn } from '../model/turns.ts';
import { drawHeld } from './held.ts';
import { elide, Rects, type Paint, type Pen } from './pen.ts';
import { DIMMED } from './theme.ts';
import { drawPictures } from './pictures.ts';
import type { View } from './view.ts';
import { t } from '../l10n.ts';

const BAR = LANE_HEIGHT - 2 * BAR_INSET;
const RADIUS = 2;
/** Narrower bars carry no text. CSS pixels */
const LABEL_FROM = 40;
/** Narrower ready bars are filled plainly. CSS pixels */
const STRIPES_FROM = 5;
/** Merged segments are searched for highlighted ones up to this many. */
const SEARCH_MERGED = 64;
const PADDING = 6;
/** Narrower bars have no room for a torn edge. CSS pixels */
const OPEN_END = 8;

interface Label {
  readonly segment: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Rectangles of one frame by what they show, and the same of what is highlighted. */
class Batches implements RunSink {
  readonly suspended = new Rects();
  readonly ready = new Rects();
  readonly running = new Rects();
  /** Too narrow for stripes. */
  readonly readySlim = new Rects();
  /** Ends of awaits that were rejected. */
  readonly failed = new Rects();
  /** Waits that never settled: their bars have no end. */
  readonly open: [x: number, y: number][] = [];
  /** Suspended, ready, running. */
  readonly lit = [new Rects(), new Rects(), new Rects()] as const;
  readonly labels: Label[] = [];
  y = 0;
  task = 0;
  #view: View;

  constructor(view: View) {
    this.#view = view;
  }

  begin(view: View): void {
    this.#view = view;
    for (const rects of [this.suspended, this.ready, this.running, this.readySlim, this.failed, ...this.lit]) {
      rects.clear();
    }
    this.labels.length = this.open.length = 0;
  }

  bar(segment: number, from: number, to: number): void {
    const { segments } = this.#view.trace;
    const state = segments.state.get(segment);
    const x0 = Math.floor(from);
    const width = Math.max(1, Math.round(to) - x0);
    const x = this.#view.geometry.gutter + x0;
    const y = this.y + BAR_INSET;
    if (width >= LABEL_FROM) this.labels.push({ segment, x, y, width });
    const lit = this.#isLit(segment);
    const rects = lit ? this.lit[state === State.Running ? 2 : state === State.Ready ? 1 : 0] : this.#of(state, width);
    if (width > 2) rects.add(x, y, width, BAR);
    else rects.extend(x, y, width, BAR);
    if (state === State.Suspended && width > OPEN_END && isHung(this.#view.trace, segment))
      this.open.push([x + width, y]);
    if (segments.outcome.get(segment) === Outcome.Rejected && state === State.Suspended) {
      this.failed.add(x + Math.max(0, width - 3), y, Math.min(3, width), BAR);
    }
  }

  merged(from: number, to: number, ran: number, ready: number, first: number, last: number): void {
    const x = this.#view.geometry.gutter + Math.floor(from);
    const y = this.y + BAR_INSET;
    const width = Math.max(1, Math.round(to) - Math.floor(from));
    const runs = quantise(ran);
    const readies = Math.min(BAR - runs, quantise(ready));
    // The ground runs through below the columns, so that it is one rectangle for a whole stretch.
    this.suspended.extend(x, y, width, BAR);
    if (readies > 0) this.readySlim.extend(x, y + BAR - runs - readies, width, readies);
    if (runs > 0) this.running.extend(x, y + BAR - runs, width, runs);
    if (this.#view.highlight.size + (this.#view.found === null ? 0 : 1) > 0 && this.#holdsLit(first, last))
      this.lit[0].extend(x, y, width, BAR);
  }

  #of(state: number, width: number): Rects {
    if (state === State.Running) return this.running;
    if (state === State.Ready) return width < STRIPES_FROM ? this.readySlim : this.ready;
    return this.suspended;
  }

  /** At the site under the editor's cursor, or found. */
  #isLit(row: number): boolean {
    const { found, highlight, trace } = this.#view;
    const waits = trace.segments.state.get(row) !== State.Running;
    return (waits && highlight.has(trace.segments.site.get(row))) || found?.(row) === true;
  }

  #holdsLit(first: number, last: number): boolean {
    for (let k = first; k < Math.min(last, first + SEARCH_MERGED); k++) {
      if (this.#isLit(this.#view.segments.row(this.task, k))) return true;
    }
    return false;
  }
}

/** Height of a column for a share of its time. Few steps let neighbours be drawn as one. */
function quantise(share: number): number {
  return Math.ceil(share * 4) * (BAR / 4);
}

/** Fresh memory for each frame would cost more than what is put into it. */
let kept: Batches | null = null;
const edges = new Rects();

export function drawTasks(pen: Pen, view: View): void {
  const { geometry, lanes, scale, theme } = view;
  const [first, last] = visibleLanes(geometry, lanes.count, view.scrollTop);
  const batches = (kept ??= new Batches(view));
  batches.begin(view);
  pen.clip(geometry.gutter, LANES_TOP, geometry.plot, geometry.lanes);
  drawLaneMark(pen, view, view.hover, theme.hover);
  drawLaneMark(pen, view, view.selection, theme.selectedLane);
  for (let lane = first; lane < last; lane++) {
    batches.task = lanes.task[lane] ?? -1;
    batches.y = laneTop(lane, view.scrollTop);
    if (batches.task >= 0) collectRuns(view.segments, batches.task, scale, batches);
  }
  drawPictures(pen, view, first, last);
  const dim = view.highlight.size > 0 || view.found !== null ? DIMMED : 1;
  const faded = (paint: Paint): Paint => (dim === 1 ? paint : { ...paint, alpha: paint.alpha * dim });
  pen.rects(faded(theme.suspended), batches.suspended, RADIUS);
  if (theme.contrast) pen.outlines(faded(theme.suspendedEdge), wide(batches.suspended), RADIUS);
  else pen.rects(faded(theme.suspendedEdge), feet(batches.suspended), 0);
  pen.rects(faded(theme.ready), batches.ready, RADIUS);
  pen.rects(faded(theme.readyHatch), batches.ready, RADIUS);
  if (theme.contrast) pen.outlines(faded({ ...theme.ready, alpha: 1 }), wide(batches.ready), RADIUS);
  pen.rects(faded({ ...theme.ready, alpha: 0.85 }), batches.readySlim, 0);
  pen.rects(faded(theme.running), batches.running, RADIUS);
  pen.rects(faded(theme.error), batches.failed, RADIUS);
  drawOpenEnds(pen, view, batches.open);
  drawLit(pen, view, batches);
  drawHeld(pen, view, first, last);
  drawLabels(pen, view, batches.labels);
  drawMarked(pen, view, view.hover, { ...theme.text, alpha: 0.55 });
  drawMarked(pen, view, view.selection, theme.focus);
  pen.unclip();
}

/** Rectangles that are wide enough for an outline of their own. */
function wide(rects: Rects): Rects {
  const result = edges.clear();
  for (let i = 0, at = 0; i < rects.count; i++, at += 4) {
    const [x = 0, y = 0, width = 0, height = 0] = rects.data.subarray(at, at + 4);
    if (width >= 4 && height > 4) result.add(x, y, width, height);
  }
  return result;
}

/** The lowest pixels of suspended bars, drawn stronger: the bar is told from the ground without its colour. */
function feet(rects: Rects): Rects {
  const result = edges.clear();
  for (let i = 0, at = 0; i < rects.count; i++, at += 4) {
    const { data } = rects;
    if ((data[at + 3] ?? 0) < BAR) continue;
    result.add(data[at] ?? 0, (data[at + 1] ?? 0) + BAR - 2, data[at + 2] ?? 0, 2);
  }
  return result;
}

/** A torn edge: it goes on beyond the end of the run. */
function drawOpenEnds(pen: Pen, view: View, ends: readonly [number, number][]): void {
  for (const [x, y] of ends) {
    const tooth = BAR / 4;
    const points = [x - 4, y, x, y + tooth, x - 4, y + 2 * tooth, x, y + 3 * tooth, x - 4, y + BAR];
    pen.rects(view.theme.plate, Rects.of(x - 4, y, 5, BAR), 0);
    pen.path(view.theme.error, points, 1.5);
  }
}

function drawLit(pen: Pen, view: View, batches: Batches): void {
  const { theme } = view;
  const [suspended, ready, running] = batches.lit;
  pen.rects({ ...theme.suspended, alpha: Math.max(0.45, theme.suspended.alpha) }, suspended, RADIUS);
  pen.rects(theme.ready, ready, RADIUS);
  pen.rects(theme.readyHatch, ready, RADIUS);
  pen.rects(theme.running, running, RADIUS);
  pen.outlines(theme.highlight, wide(running), RADIUS);
  pen.outlines(theme.highlight, suspended, RADIUS);
  pen.outlines(theme.highlight, ready, RADIUS);
}

function drawLabels(pen: Pen, view: View, labels: readonly Label[]): void {
  const { theme, trace } = view;
  const blocks = blockingIn(trace, view.scale.span);
  for (const { segment, x, y, width } of labels) {
    const state = trace.segments.state.get(segment);
    const length = formatDuration(segmentEnd(trace, segment) - trace.segments.start.get(segment));
    const middle = y + BAR / 2 + 0.5;
    const room = width - 2 * PADDING;
    if (state !== State.Suspended) {
      const text = state === State.Ready ? t('ready {0}', length) : length;
      if (pen.measure(text, 'small') > room) continue;
      if (state === State.Ready) {
        // The words stand on a plain ground, not on the stripes.
        const plate = Rects.of(x, y, Math.min(width, pen.measure(text, 'small') + 2 * PADDING), BAR);
        pen.rects(theme.plate, plate, RADIUS);
        pen.rects(theme.ready, plate, RADIUS);
      }
      if (state === State.Running && blocks.some(({ block }) => overlap(trace, segment, block))) {
        pen.rects(theme.blocking, Rects.of(x, y, pen.measure(text, 'small') + 2 * PADDING, BAR), RADIUS);
      }
      pen.text(state === State.Ready ? theme.text : theme.onSolid, text, x + PADDING, middle, 'small');
      continue;
    }
    const site = siteOf(trace, segment);
    const fate = fateOf(trace, segment);
    const text = elide(pen, site === undefined ? length : siteText(site), room, 'small');
    pen.text(theme.text, text, x + PADDING, middle, 'small');
    const used = pen.measure(text, 'small') + 14;
    const fact = fate === '' ? length : `${fate} · ${length}`;
    const factWidth = pen.measure(fact, 'small');
    if (site !== undefined && used + factWidth <= room) {
      pen.text(fate === '' ? theme.muted : theme.error, fact, x + width - PADDING - factWidth, middle, 'small');
    }
  }
}

/** Was the thread held by this segment? */
function overlap(trace: View['trace'], segment: number, block: Blocking): boolean {
  if (trace.segments.task.get(segment) !== block.task) return false;
  return trace.segments.start.get(segment) < block.end && segmentEnd(trace, segment) > block.start;
}

/** How an await went wrong, in words; '' when it did not. */
function fateOf(trace: View['trace'], segment: number): string {
  if (trace.segments.outcome.get(segment) === Outcome.Rejected) return `✕ ${t('rejected')}`;
  return isHung(trace, segment) ? t('never settled') : '';
}

function isHung(trace: View['trace'], segment: number): boolean {
  const open = trace.ended && trace.segments.next.get(segment) < 0 && trace.segments.promise.get(segment) !== 0;
  return open && Number.isNaN(trace.tasks.end.get(trace.segments.task.get(segment)));
}

function drawLaneMark(pen: Pen, view: View, target: View['selection'], paint: Paint): void {
  const lane = laneOf(view.trace, view.lanes, target);
  if (lane < 0) return;
  const { geometry } = view;
  pen.rects(paint, Rects.of(geometry.gutter, laneTop(lane, view.scrollTop), geometry.plot, LANE_HEIGHT), 0);
}

function drawMarked(pen: Pen, view: View, target: View['selection'], paint: Paint): void {
  if (target?.kind !== 'segment' && target?.kind !== 'operation') return;
  const { geometry, lanes, scale, trace } = view;
  const lane = laneOf(trace, lanes, target);
  if (lane < 0 || (lanes.fold[lane] === Fold.Collapsed && (lanes.task[lane] ?? -1) < 0)) return;
  const [start, end] = extentOf(trace, target);
  const x0 = Math.max(-4, Math.floor(scale.x(start)));
  const x1 = Math.min(geometry.plot + 4, Math.round(scale.x(end)));
  const y = laneTop(lane, view.scrollTop) + BAR_INSET;
  const rects = Rects.of(geometry.gutter + x0 - 2, y - 2, Math.max(1, x1 - x0) + 4, BAR + 4);
  pen.outlines(paint, rects, 3);
}
