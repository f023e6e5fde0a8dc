/** Lanes that are not one task's: how many were in which state over time, and operations in flight. */
import { State } from '../../trace/tables.ts';
import { Fold, type LaneGroup, type OperationGroup } from '../model/lanes.ts';
import { stretchesOfOperations, stretchesOfTasks, type Picture } from '../model/density.ts';
import { formatDuration } from '../model/format.ts';
import { BAR_INSET, LANE_HEIGHT, laneTop } from '../model/geometry.ts';
import { collectOperations, operationEnd, type OperationRow } from '../model/operations.ts';
import { elide, Rects, type Pen } from './pen.ts';
import type { View } from './view.ts';

const BAR = LANE_HEIGHT - 2 * BAR_INSET;
const COLUMN = 2;
/** Narrower bars carry no text. CSS pixels */
const LABEL_FROM = 44;
const PADDING = 6;

interface Label {
  readonly operation: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

class Ink {
  readonly suspended = new Rects();
  readonly ready = new Rects();
  readonly running = new Rects();
  readonly operations = new Rects();
  readonly crowds = new Rects();
  readonly labels: Label[] = [];

  clear(): this {
    for (const rects of [this.suspended, this.ready, this.running, this.operations, this.crowds]) rects.clear();
    this.labels.length = 0;
    return this;
  }
}

/** Fresh memory for each frame would cost more than what is put into it. */
const kept = new Ink();

export function drawPictures(pen: Pen, view: View, first: number, last: number): void {
  const { lanes, theme } = view;
  const ink = kept.clear();
  view.densities.begin();
  for (let lane = first; lane < last; lane++) {
    const top = laneTop(lane, view.scrollTop) + BAR_INSET;
    const group = lanes.groups[lanes.group[lane] ?? -1];
    const family = lanes.operations[lanes.family[lane] ?? -1];
    const row = family?.rows[lanes.row[lane] ?? -1];
    if (group !== undefined) drawColumns(view, ofGroup(view, group), top, ink, lanes.fold[lane] === Fold.Open);
    else if (row !== undefined) drawOperations(view, row, top, ink);
    else if (family !== undefined) drawColumns(view, ofFamily(view, family), top, ink, false, true);
  }
  pen.rects({ ...theme.suspended, alpha: Math.min(1, theme.suspended.alpha * 1.9) }, ink.suspended, 0);
  pen.rects({ ...theme.ready, alpha: 0.85 }, ink.ready, 0);
  pen.rects(theme.running, ink.running, 0);
  pen.rects({ ...theme.operation, alpha: 0.4 }, ink.crowds, 0);
  pen.rects({ ...theme.operation, alpha: theme.contrast ? 0.3 : 0.18 }, ink.operations, 7);
  pen.outlines(theme.operation, ink.operations, 7);
  drawLabels(pen, view, ink.labels);
}

function ofGroup(view: View, group: LaneGroup): Picture {
  const { densities, scale, segments, trace } = view;
  const stretches = stretchesOfTasks(trace, segments, group.tasks);
  // A group of few tasks also grows by their segments.
  return densities.get(group.key, scale.span, group.tasks.length + trace.segments.count, stretches);
}

function ofFamily(view: View, family: OperationGroup): Picture {
  const stretches = stretchesOfOperations(view.trace, family.rows);
  return view.densities.get(family.key, view.scale.span, family.count, stretches);
}

/** Stacked columns: running at the foot, ready above it, suspended on top. As many pixels as are in view. */
function drawColumns(view: View, picture: Picture, y: number, ink: Ink, low: boolean, operations = false): void {
  const { geometry, scale } = view;
  const height = low ? BAR / 2 : BAR;
  const foot = y + BAR;
  const peak = Math.max(picture.peak, 1);
  const ms = COLUMN / scale.perMs;
  const whole = operations ? ink.crowds : ink.suspended;
  const now = [0, 0, 0];
  const before = [0, 0, 0];
  for (let x = 0; x <= geometry.plot + COLUMN - 1; x += COLUMN) {
    const time = scale.time(x);
    for (let state = 0; state < 3; state++) {
      before[state] = now[state] ?? 0;
      now[state] = picture.until(state, time);
    }
    if (x === 0) continue;
    const running = ((now[State.Running] ?? 0) - (before[State.Running] ?? 0)) / ms;
    const ready = ((now[State.Ready] ?? 0) - (before[State.Ready] ?? 0)) / ms;
    const all = running + ready + ((now[State.Suspended] ?? 0) - (before[State.Suspended] ?? 0)) / ms;
    if (all <= 1e-9) continue;
    const left = geometry.gutter + x - COLUMN;
    const top = Math.max(1, Math.round((all / peak) * height));
    const runs = running > 0 ? Math.max(1, Math.round((running / peak) * height)) : 0;
    const readies = ready > 0.02 ? Math.max(1, Math.round((ready / peak) * height)) : 0;
    whole.extend(left, foot - top, COLUMN, top);
    if (readies > 0) ink.ready.extend(left, foot - runs - readies, COLUMN, readies);
    if (runs > 0) ink.running.extend(left, foot - runs, COLUMN, runs);
  }
}

function drawOperations(view: View, row: OperationRow, y: number, ink: Ink): void {
  const { geometry, scale, trace } = view;
  collectOperations(trace, row, scale, (operation, from, to) => {
    const x0 = Math.floor(from);
    const width = Math.max(1, Math.round(to) - x0);
    const x = geometry.gutter + x0;
    if (operation < 0 || width < 4) ink.crowds.extend(x, y + 2, width, BAR - 4);
    else ink.operations.add(x, y + 1, width, BAR - 2);
    if (operation >= 0 && width >= LABEL_FROM) ink.labels.push({ operation, x, y, width });
  });
}

function drawLabels(pen: Pen, view: View, labels: readonly Label[]): void {
  const { theme, trace } = view;
  for (const { operation, width, x, y } of labels) {
    const name = trace.labels[trace.operations.label.get(operation)]?.text ?? 'operation';
    const length = formatDuration(operationEnd(trace, operation) - trace.operations.start.get(operation));
    const middle = y + BAR / 2 + 0.5;
    const room = width - 2 * PADDING - 2;
    const text = elide(pen, name, room, 'small');
    pen.text(theme.text, text, x + PADDING + 1, middle, 'small');
    const lengthWidth = pen.measure(length, 'small');
    if (pen.measure(text, 'small') + lengthWidth + 12 > room) continue;
    pen.text(theme.muted, length, x + width - PADDING - 1 - lengthWidth, middle, 'small');
  }
}
