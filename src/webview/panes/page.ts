/** What the panes do for a command: the page around the canvas, as the actions see it. */
import type { RefObject } from 'preact';
import type { Trace } from '../../trace/tables.ts';
import { post, type Tab } from '../host.ts';
import { withCondition } from '../model/conditions.ts';
import type { Listed } from '../model/findings-list.ts';
import { outputLines } from '../model/output-lines.ts';
import { placeOf, type Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { nextOrder, rowAfter, type Order } from '../model/table-rows.ts';
import type { PlaybackControl } from '../playback/control.ts';
import type { Page } from '../view/actions.ts';
import type { Timeline } from '../view/timeline.ts';
import { sideWidthOf } from './side-pane.tsx';

/** As in webview.css. CSS pixels */
const NARROW = 600;

type Setter<T> = (next: T | ((before: T) => T)) => void;

/** What the page shows now, and how it is changed. */
export interface Parts {
  readonly trace: Trace;
  readonly timeline: Timeline | null;
  readonly playback: PlaybackControl;
  readonly canPlayBack: boolean;
  readonly findField: RefObject<HTMLElement | null>;
  readonly findings: readonly Listed[] | null;
  /** Of the table; null while it is not shown. */
  readonly rows: Int32Array | null;
  readonly tab: Tab;
  readonly setFilter: Setter<string>;
  readonly setHidesOthers: Setter<boolean>;
  readonly setKeysShown: Setter<boolean>;
  readonly setOrder: Setter<Order>;
  readonly setTab: Setter<Tab>;
  readonly setSideWidth: Setter<number>;
  readonly setSideOpen: Setter<boolean>;
  readonly setSideOver: Setter<boolean>;
  /** The finding that was gone to last, or -1. */
  readonly findingAt: number;
  readonly setFindingAt: Setter<number>;
}

export function reveal(place: Place | null): void {
  if (place !== null) post({ type: 'reveal', ...place });
}

export function pageOf(parts: Parts): Page {
  const { findField, findings, playback, rows, tab, timeline, trace } = parts;
  const selected = timeline?.selection?.kind === 'segment' ? timeline.selection.segment : -1;
  const showTab = (wanted: Tab): void => {
    parts.setTab(wanted);
    if (window.innerWidth <= NARROW) parts.setSideOver(true);
    else parts.setSideOpen(true);
  };
  return {
    playsBack: playback.isOpen,
    // At once: what is typed next belongs into the field.
    find: () => findField.current?.focus(),
    showKeys: () => parts.setKeysShown((on) => !on),
    reveal: (target) => reveal(placeOf(trace, target, timeline?.lanes)),
    clearSearch: () => parts.setFilter(''),
    addCondition(text) {
      parts.setFilter((search) => withCondition(search, text));
      if (text.endsWith(':')) findField.current?.focus();
    },
    toggleMatches: () => parts.setHidesOthers((on) => !on),
    showTab,
    toggleSide() {
      if (window.innerWidth <= NARROW) parts.setSideOver((on) => !on);
      else parts.setSideOpen((on) => !on);
    },
    resizeSide: (by) => parts.setSideWidth((width) => sideWidthOf(width + by)),
    focusSide() {
      showTab(tab);
      focusSoon('.tab-panel :is(button, [tabindex="0"])', '#tab-' + tab);
    },
    stepFinding(by) {
      showTab('findings');
      const count = findings?.length ?? 0;
      if (count === 0) return;
      const at = parts.findingAt < 0 && by < 0 ? count - 1 : (parts.findingAt + by + count) % count;
      parts.setFindingAt(at);
      const found = findings?.[at];
      if (found?.target != null) timeline?.show(found.target);
      else reveal(found?.place ?? null);
    },
    stepOutput(by) {
      showTab('output');
      const lines = outputLines(trace.output);
      const from = timeline?.cursor ?? (by > 0 ? -1 : Infinity);
      const line = by > 0 ? lines.find(({ time }) => time > from) : lines.findLast(({ time }) => time < from);
      if (line !== undefined) goToTime(parts, line.time);
    },
    printer(): Target | null {
      const line = outputLines(trace.output).find(({ time }) => time === timeline?.cursor);
      return line === undefined || line.task < 0 ? null : { kind: 'task', task: line.task };
    },
    sortTable(column) {
      showTab('table');
      parts.setOrder((order) => nextOrder(order, column));
    },
    stepRow(command) {
      showTab('table');
      const segment = rows === null ? -1 : rowAfter(rows, selected, command);
      if (segment >= 0) timeline?.show({ kind: 'segment', segment });
    },
    playAt(time) {
      if (parts.canPlayBack) playback.openAt(trace, time);
    },
    focusPlayback() {
      if (parts.canPlayBack && !playback.isOpen) playback.open(trace);
      focusSoon('.stage-item', '.transport-key');
    },
  };
}

/** The cursor line, or playback where it is open. */
export function goToTime({ playback, timeline }: Pick<Parts, 'playback' | 'timeline'>, time: number): void {
  if (playback.isOpen) playback.goToTime(time);
  else timeline?.setCursor(time);
}

/** When what was asked for just now is there. @param or where the first is not */
function focusSoon(wanted: string, or: string): void {
  requestAnimationFrame(() => {
    (document.querySelector<HTMLElement>(wanted) ?? document.querySelector<HTMLElement>(or))?.focus();
  });
}
