/** A view as the timeline makes it, without a page. */
import { TraceBuilder } from '../../../src/trace/builder.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { readTheme } from '../../../src/webview/draw/theme.ts';
import type { View } from '../../../src/webview/draw/view.ts';
import { layOut } from '../../../src/webview/model/geometry.ts';
import { Densities } from '../../../src/webview/model/density.ts';
import { ALL_LANES, buildLanes, type LaneOptions, type Lanes } from '../../../src/webview/model/lanes.ts';
import { OperationFamilies } from '../../../src/webview/model/operations.ts';
import { fitSpan, Scale } from '../../../src/webview/model/scale.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { TurnIndex } from '../../../src/webview/model/turns.ts';
import { UpperBounds } from '../../../src/webview/model/upper-bounds.ts';

export function build(events: readonly TraceEvent[]): TraceBuilder {
  const trace = new TraceBuilder();
  for (const event of events) trace.push(event);
  return trace;
}

/** Every variable's value is its name, so that a draw log tells which colour was used. */
export function namedTheme(contrast = false): View['theme'] {
  return readTheme((name) => {
    if (name === '--vscode-font-size') return '13px';
    return name.startsWith('--vscode-contrast') && !contrast ? '' : name.slice('--vscode-'.length);
  });
}

/** As the timeline makes them, with operations. */
export function lanesOf(trace: TraceBuilder, change: Partial<LaneOptions> = {}): Lanes {
  const operations = new OperationFamilies(trace);
  operations.update();
  return buildLanes(trace, { ...ALL_LANES, operations, ...change });
}

export function viewOf(trace: TraceBuilder, change: Partial<View> = {}): View {
  const segments = new SegmentIndex(trace);
  segments.update();
  const turns = new TurnIndex(trace);
  turns.update();
  const bounds = new UpperBounds(trace, segments);
  const geometry = layOut(1000, 300);
  while (bounds.lookUp(fitSpan(trace.now)));
  return {
    trace,
    segments,
    turns,
    bounds,
    lanes: lanesOf(trace),
    shownTasks: trace.tasks.count,
    geometry,
    scale: new Scale(fitSpan(trace.now), geometry.plot),
    scrollTop: 0,
    extent: trace.now,
    selection: null,
    hover: null,
    highlight: new Set(),
    densities: new Densities(trace),
    range: null,
    path: [],
    found: null,
    theme: namedTheme(),
    ...change,
  };
}
