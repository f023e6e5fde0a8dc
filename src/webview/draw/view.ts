/** Everything that one frame shows. Drawing reads it and changes nothing. */
import type { Trace } from '../../trace/tables.ts';
import type { PathStep } from '../../analysis/index.ts';
import type { Densities } from '../model/density.ts';
import type { Geometry } from '../model/geometry.ts';
import type { Lanes } from '../model/lanes.ts';
import type { CssPixels, Scale, Span } from '../model/scale.ts';
import type { SegmentIndex } from '../model/segment-index.ts';
import type { Target } from '../model/selection.ts';
import type { TurnIndex } from '../model/turns.ts';
import type { UpperBounds } from '../model/upper-bounds.ts';
import type { Theme } from './theme.ts';

export interface View {
  readonly trace: Trace;
  readonly segments: SegmentIndex;
  readonly turns: TurnIndex;
  readonly bounds: UpperBounds;
  readonly lanes: Lanes;
  /** Tasks that pass the filter. */
  readonly shownTasks: number;
  readonly geometry: Geometry;
  readonly scale: Scale;
  readonly scrollTop: CssPixels;
  readonly extent: number;
  readonly selection: Target | null;
  readonly hover: Target | null;
  /** Sites whose bars stand out; empty for none. */
  readonly highlight: ReadonlySet<number>;
  readonly densities: Densities;
  /** Stretch of time that was picked out, or null. */
  readonly range: Span | null;
  /** Steps of the critical path, in order of time; empty when it is not shown. */
  readonly path: readonly PathStep[];
  /** Does the search match a segment? null when nothing is searched for. */
  readonly found: ((segment: number) => boolean) | null;
  readonly theme: Theme;
  /** Time at which playback stands; absent while it is closed. */
  readonly cursor?: number | null;
}

/** Task row that a target belongs to, or -1. */
export function taskOf(trace: Trace, target: Target | null): number {
  if (target?.kind === 'task') return target.task;
  return target?.kind === 'segment' ? trace.segments.task.get(target.segment) : -1;
}
