/** What each command does: the one place where keys, buttons and the editor's commands meet. */
import type { ViewCommand } from '../../protocol/panel.ts';
import { longestWait, nextBlocking, nextFailure } from '../model/jumps.ts';
import { extentOf } from '../model/navigate.ts';
import type { Target } from '../model/selection.ts';
import type { Timeline } from './timeline.ts';

/** What the page does around the canvas. */
export interface Page {
  find(): void;
  showKeys(): void;
}

const ZOOM = 0.7;

export function perform(command: ViewCommand, timeline: Timeline, page: Page): void {
  const { selection, trace } = timeline;
  switch (command) {
    case 'zoomIn':
      return timeline.zoom(ZOOM);
    case 'zoomOut':
      return timeline.zoom(1 / ZOOM);
    case 'fit':
      return timeline.fit();
    case 'zoomToSelection':
      return timeline.zoomToSelection();
    case 'back':
    case 'forth':
      return timeline.travel(command);
    case 'find':
      return page.find();
    case 'nextMatch':
      return toMatch(timeline, 1);
    case 'previousMatch':
      return toMatch(timeline, -1);
    case 'longestWait':
      return show(timeline, longestWait(trace, selection));
    case 'nextBlocking':
      return show(timeline, nextBlocking(trace, selection, selection === null ? 0 : extentOf(trace, selection)[0]));
    case 'nextFailure':
      return show(timeline, nextFailure(trace, selection));
    case 'criticalPath':
      return timeline.togglePath();
    case 'nextStep':
      return toStep(timeline, 1);
    case 'previousStep':
      return toStep(timeline, -1);
    case 'follow':
      return timeline.setFollows(!timeline.follows);
    case 'foldAll':
    case 'unfoldAll':
      return timeline.foldAll(command === 'foldAll');
    case 'groupByParent':
      return timeline.arrange('parent', timeline.sortBy);
    case 'groupByFunction':
      return timeline.arrange('function', timeline.sortBy);
    case 'groupByQuadrant':
      return timeline.arrange('quadrant', timeline.sortBy);
    case 'groupFlat':
      return timeline.arrange('flat', timeline.sortBy);
    case 'sortByStart':
      return timeline.arrange(timeline.grouping, 'start');
    case 'sortByDuration':
      return timeline.arrange(timeline.grouping, 'duration');
    case 'sortByWaited':
      return timeline.arrange(timeline.grouping, 'waited');
    case 'sortByReady':
      return timeline.arrange(timeline.grouping, 'ready');
    case 'sortByRunning':
      return timeline.arrange(timeline.grouping, 'running');
    case 'showKeys':
      return page.showKeys();
  }
}

function show(timeline: Timeline, target: Target | null): void {
  if (target !== null) timeline.show(target);
}

function toMatch(timeline: Timeline, by: 1 | -1): void {
  const { matcher, selection } = timeline;
  const from = selection?.kind === 'segment' ? selection.segment : by > 0 ? -1 : 0;
  const segment = matcher?.next(from, by) ?? -1;
  if (segment >= 0) timeline.show({ kind: 'segment', segment });
}

/** Along the critical path, which is shown if it is not. */
function toStep(timeline: Timeline, by: 1 | -1): void {
  if (timeline.path.length === 0) timeline.togglePath();
  const { path, segments, selection, trace } = timeline;
  const time = selection === null ? (by > 0 ? -1 : Infinity) : extentOf(trace, selection)[0];
  const step = by > 0 ? path.find(({ start }) => start > time) : path.findLast(({ start }) => start < time);
  if (step === undefined) return;
  const k = segments.find(step.task, step.start);
  timeline.show({ kind: 'segment', segment: segments.row(step.task, k) });
}
