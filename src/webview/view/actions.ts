/** What each command does: the one place where keys, buttons and the editor's commands meet. */
import type { ViewCommand } from '../../protocol/view-commands.ts';
import type { Tab } from '../host.ts';
import { CONDITIONS } from '../model/conditions.ts';
import { LANE_HEIGHT } from '../model/geometry.ts';
import { longestWait, nextBlocking, nextFailure } from '../model/jumps.ts';
import { extentOf, laneOf, type Move } from '../model/navigate.ts';
import type { Grouping } from '../model/lanes.ts';
import type { Target } from '../model/selection.ts';
import { callerOf, holderOf, longestHere, settlerOf, taskOf, waitedFor } from '../model/relations.ts';
import type { CssPixels } from '../model/scale.ts';
import type { SortBy } from '../model/sorting.ts';
import { COLUMN_COMMANDS, COLUMNS, type Column, type RowCommand } from '../model/table-rows.ts';
import type { Timeline } from './timeline.ts';

/** What the page does around the canvas. */
export interface Page {
  find(): void;
  showKeys(): void;
  /** Opens the source that a target stands at. */
  reveal(target: Target): void;
  clearSearch(): void;
  /** Adds a condition to the search. What ends in a colon is typed on. */
  addCondition(text: string): void;
  /** Brings a tab of the side pane up. */
  showTab(tab: Tab): void;
  toggleSide(): void;
  /** Makes the side pane wider, or narrower. CSS pixels */
  resizeSide(by: CssPixels): void;
  /** The keyboard goes to what the side pane lists. */
  focusSide(): void;
  /** Hides lanes without a match, or shows them. */
  toggleMatches(): void;
  stepFinding(by: 1 | -1): void;
  /** To the next line of output, with the cursor line. */
  stepOutput(by: 1 | -1): void;
  /** The task that printed the line at which the cursor line stands. */
  printer(): Target | null;
  sortTable(column: Column): void;
  stepRow(command: RowCommand): void;
  /** Takes playback to a time, and opens it for that. */
  playAt(time: number): void;
  focusPlayback(): void;
  /** The cursor line is playback's. */
  readonly playsBack: boolean;
}

const ZOOM = 0.7;
/** Share of the window that one step moves it. */
const STEP = 0.15;
/** Share of its height that one step scrolls the lanes. */
const SCROLL_STEP = 0.5;
/** CSS pixels */
const SIDE_STEP = 20;

type Action = (timeline: Timeline, page: Page) => void;

function grouping(by: Grouping): Action {
  return (timeline) => {
    timeline.arrange(by, timeline.arranged.sortBy);
  };
}

function sorting(by: SortBy): Action {
  return (timeline) => {
    timeline.arrange(timeline.arranged.grouping, by);
  };
}

function move(by: Move): Action {
  return (timeline) => {
    timeline.move(by);
  };
}

function scroll(by: 1 | -1): Action {
  return (timeline) => {
    timeline.pan(0, by * Math.max(LANE_HEIGHT, timeline.geometry.lanes * SCROLL_STEP));
  };
}

function pan(share: number): Action {
  return (timeline) => {
    timeline.pan(timeline.geometry.plot * share, 0);
  };
}

function tab(name: Tab): Action {
  return (_, page) => {
    page.showTab(name);
  };
}

function row(command: RowCommand): Action {
  return (_, page) => {
    page.stepRow(command);
  };
}

function jump(find: (timeline: Timeline) => Target | null): Action {
  return (timeline) => {
    const target = find(timeline);
    if (target !== null) timeline.show(target);
  };
}

/** Each condition that is offered, each column of the table, each step from row to row. */
const LISTED = Object.fromEntries([
  ...CONDITIONS.map(({ command, text }): [ViewCommand, Action] => [command, (_, page) => page.addCondition(text)]),
  ...COLUMNS.map((column): [ViewCommand, Action] => [COLUMN_COMMANDS[column], (_, page) => page.sortTable(column)]),
]) as Readonly<Record<(typeof CONDITIONS)[number]['command'] | (typeof COLUMN_COMMANDS)[Column], Action>>;

const ACTIONS: Readonly<Record<ViewCommand, Action>> = {
  ...LISTED,
  zoomIn: (timeline) => {
    timeline.zoom(ZOOM);
  },
  zoomOut: (timeline) => {
    timeline.zoom(1 / ZOOM);
  },
  fit: (timeline) => {
    timeline.fit();
  },
  zoomToSelection: (timeline) => {
    timeline.zoomToSelection();
  },
  back: (timeline) => {
    timeline.travel('back');
  },
  forth: (timeline) => {
    timeline.travel('forth');
  },
  find: (_, page) => {
    page.find();
  },
  clearSearch: (_, page) => {
    page.clearSearch();
  },
  nextMatch: jump((timeline) => match(timeline, 1)),
  previousMatch: jump((timeline) => match(timeline, -1)),
  longestWait: jump(({ selection, trace }) => longestWait(trace, selection)),
  nextBlocking: jump(({ selection, trace }) =>
    nextBlocking(trace, selection, selection === null ? 0 : extentOf(trace, selection)[0]),
  ),
  nextFailure: jump(({ selection, trace }) => nextFailure(trace, selection)),
  nextFinding: (_, page) => {
    page.stepFinding(1);
  },
  previousFinding: (_, page) => {
    page.stepFinding(-1);
  },
  criticalPath: (timeline) => {
    timeline.togglePath();
  },
  nextStep: jump((timeline) => step(timeline, 1)),
  previousStep: jump((timeline) => step(timeline, -1)),
  follow: (timeline) => {
    timeline.setFollows(!timeline.follows);
  },
  foldAll: (timeline) => {
    timeline.foldAll(true);
  },
  unfoldAll: (timeline) => {
    timeline.foldAll(false);
  },
  groupByParent: grouping('parent'),
  groupByFunction: grouping('function'),
  groupByQuadrant: grouping('quadrant'),
  groupFlat: grouping('flat'),
  sortByStart: sorting('start'),
  sortByDuration: sorting('duration'),
  sortByWaited: sorting('waited'),
  sortByReady: sorting('ready'),
  sortByRunning: sorting('running'),
  selectEarlier: move('left'),
  selectLater: move('right'),
  selectAbove: move('up'),
  selectBelow: move('down'),
  selectPageUp: move('pageUp'),
  selectPageDown: move('pageDown'),
  selectFirst: move('home'),
  selectLast: move('end'),
  panEarlier: pan(-STEP),
  panLater: pan(STEP),
  scrollUp: scroll(-1),
  scrollDown: scroll(1),
  goToSource: ({ selection }, page) => {
    if (selection !== null) page.reveal(selection);
  },
  goToTask: jump(taskOf),
  goToCaller: jump(callerOf),
  goToWaitedFor: jump(waitedFor),
  goToSettler: jump(settlerOf),
  goToHolder: jump(holderOf),
  goToLongestHere: jump(longestHere),
  foldLane: (timeline) => {
    timeline.toggleLane(laneOf(timeline.trace, timeline.lanes, timeline.selection));
  },
  drop: (timeline, page) => {
    if (timeline.range !== null) timeline.setRange(null);
    else if (timeline.cursor !== null && !page.playsBack) timeline.setCursor(null);
    else if (timeline.selection !== null) timeline.select(null);
    else page.clearSearch();
  },
  pickRange: (timeline) => {
    const { scale, selection, trace } = timeline;
    const [start, end] = selection === null ? [scale.span.start, scale.span.end] : extentOf(trace, selection);
    timeline.setRange({ start: Math.max(0, start), end: Math.min(timeline.extent, end) });
  },
  toggleMatches: (_, page) => {
    page.toggleMatches();
  },
  toggleDetails: (_, page) => {
    page.toggleSide();
  },
  widenDetails: (_, page) => {
    page.resizeSide(SIDE_STEP);
  },
  narrowDetails: (_, page) => {
    page.resizeSide(-SIDE_STEP);
  },
  focusDetails: (_, page) => {
    page.focusSide();
  },
  showDetails: tab('details'),
  showFindings: tab('findings'),
  showOutput: tab('output'),
  showTable: tab('table'),
  nextOutput: (_, page) => {
    page.stepOutput(1);
  },
  previousOutput: (_, page) => {
    page.stepOutput(-1);
  },
  goToPrinter: (timeline, page) => {
    const target = page.printer();
    if (target !== null) timeline.show(target);
  },
  rowAbove: row('rowAbove'),
  rowBelow: row('rowBelow'),
  rowPageUp: row('rowPageUp'),
  rowPageDown: row('rowPageDown'),
  rowFirst: row('rowFirst'),
  rowLast: row('rowLast'),
  playbackHere: ({ cursor, selection, trace }, page) => {
    page.playAt(selection === null ? (cursor ?? 0) : extentOf(trace, selection)[0]);
  },
  focusPlayback: (_, page) => {
    page.focusPlayback();
  },
  showKeys: (_, page) => {
    page.showKeys();
  },
};

export function perform(command: ViewCommand, timeline: Timeline, page: Page): void {
  ACTIONS[command](timeline, page);
}

function match({ matcher, selection }: Timeline, by: 1 | -1): Target | null {
  const from = selection?.kind === 'segment' ? selection.segment : by > 0 ? -1 : 0;
  const segment = matcher?.next(from, by) ?? -1;
  return segment < 0 ? null : { kind: 'segment', segment };
}

/** Along the critical path, which is shown if it is not. */
function step(timeline: Timeline, by: 1 | -1): Target | null {
  if (timeline.path.length === 0) timeline.togglePath();
  const { path, segments, selection, trace } = timeline;
  const time = selection === null ? (by > 0 ? -1 : Infinity) : extentOf(trace, selection)[0];
  const next = by > 0 ? path.find(({ start }) => start > time) : path.findLast(({ start }) => start < time);
  if (next === undefined) return null;
  return { kind: 'segment', segment: segments.row(next.task, segments.find(next.task, next.start)) };
}
