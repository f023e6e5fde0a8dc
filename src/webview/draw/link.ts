/** From what settled the selected wait to where it ended: the one arrow that is drawn, when something is selected. */
import { segmentEnd, settledBy } from '../../trace/queries.ts';
import { State } from '../../trace/tables.ts';
import { LANES_TOP, LANE_HEIGHT, LOOP_HEIGHT, RULER_HEIGHT, laneTop } from '../model/geometry.ts';
import type { Pen } from './pen.ts';
import { taskOf, type View } from './view.ts';

export function drawLink(pen: Pen, view: View): void {
  const { geometry, lanes, scale, selection, theme, trace } = view;
  if (selection?.kind !== 'segment' || trace.segments.state.get(selection.segment) === State.Running) return;
  const lane = lanes.laneOf[taskOf(trace, selection)] ?? -1;
  const settler = settledBy(trace, selection.segment);
  if (lane < 0 || settler === null) return;
  const from = settler.task === undefined ? -1 : (lanes.laneOf[settler.task] ?? -1);
  if (from === lane || (settler.task !== undefined && from < 0)) return;
  const promise = trace.segments.promise.get(selection.segment);
  // A due timer's promise is settled only once the thread is free: at the end of its ready bar.
  const seen = trace.promises.seen.get(promise) === 1;
  const suspended = trace.segments.state.get(selection.segment) === State.Suspended;
  const edgeTime = suspended ? segmentEnd(trace, selection.segment) : trace.segments.start.get(selection.segment);
  const time = seen ? Math.max(trace.promises.settled.get(promise), edgeTime) : edgeTime;
  const x = geometry.gutter + Math.round(scale.x(time)) + 0.5;
  const middle = laneTop(lane, view.scrollTop) + LANE_HEIGHT / 2;
  const loop = RULER_HEIGHT + LOOP_HEIGHT - 5;
  const source = from < 0 ? loop : laneTop(from, view.scrollTop) + LANE_HEIGHT / 2;
  const edge = middle > source ? middle - 10 : middle + 10;
  const tip = middle > source ? -4 : 4;
  const top = from < 0 ? RULER_HEIGHT : LANES_TOP;
  pen.clip(geometry.gutter, top, geometry.plot, geometry.height - top);
  pen.path(theme.focus, [x, source, x, edge], 1.5);
  pen.path(theme.focus, [x - 3.5, edge + tip, x, edge, x + 3.5, edge + tip], 1.5);
  pen.unclip();
}
