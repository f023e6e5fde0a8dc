/** Messages between the extension host and the timeline's webview. Nothing is posted to the view before its `ready`. */
import type { TraceEvent } from '../trace/event.ts';
import type { SiteId, TaskId } from '../trace/units.ts';

/** What can be done in the view, by keys there and as commands of the editor. */
export const VIEW_COMMANDS = [
  'zoomIn',
  'zoomOut',
  'fit',
  'zoomToSelection',
  'back',
  'forth',
  'find',
  'nextMatch',
  'previousMatch',
  'longestWait',
  'nextBlocking',
  'nextFailure',
  'criticalPath',
  'nextStep',
  'previousStep',
  'follow',
  'foldAll',
  'unfoldAll',
  'groupByParent',
  'groupByFunction',
  'groupByQuadrant',
  'groupFlat',
  'sortByStart',
  'sortByDuration',
  'sortByWaited',
  'sortByReady',
  'sortByRunning',
  'showKeys',
] as const;
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

export type RunState = 'idle' | 'running' | 'ended';

export type ToWebview =
  /** A new run, or a saved trace: forget what was shown. */
  | { readonly type: 'reset'; readonly title: string; readonly state: RunState }
  | { readonly type: 'events'; readonly events: readonly TraceEvent[] }
  | { readonly type: 'state'; readonly state: RunState; readonly message?: string }
  /** Light up the bars of these sites (the cursor is on them); empty clears. */
  | { readonly type: 'highlight'; readonly sites: readonly SiteId[] }
  /** Bring a task into view, select it. */
  | { readonly type: 'select'; readonly task: TaskId }
  | { readonly type: 'command'; readonly command: ViewCommand };

export type FromWebview =
  | { readonly type: 'ready' }
  /** Go to a place in source. `file` is a trace path. */
  | { readonly type: 'reveal'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly type: 'stop' }
  | { readonly type: 'rerun' }
  /** Open an example, to have something to look at. */
  | { readonly type: 'examples' };
