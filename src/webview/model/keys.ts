/** Keys of the timeline, as they are listened to and as they are told. */
import type { ViewCommand } from '../../protocol/view-commands.ts';

import { word } from '../l10n.ts';

export interface Key {
  /** As the event names it; letters stand for themselves without Shift, capitals with it. */
  readonly keys: readonly string[];
  readonly command: ViewCommand;
  readonly says: string;
}

export const KEYS: readonly Key[] = [
  { keys: ['w', '+', '='], command: 'zoomIn', says: word('Zoom in') },
  { keys: ['s', '-'], command: 'zoomOut', says: word('Zoom out') },
  { keys: ['0'], command: 'fit', says: word('Show the whole run') },
  { keys: ['f'], command: 'zoomToSelection', says: word('Zoom to the selection') },
  { keys: ['u'], command: 'back', says: word('Back to where the view was') },
  { keys: ['U'], command: 'forth', says: word('Forth again') },
  { keys: ['/'], command: 'find', says: word('Find') },
  { keys: ['n'], command: 'nextMatch', says: word('Next match') },
  { keys: ['N'], command: 'previousMatch', says: word('Previous match') },
  { keys: ['l'], command: 'longestWait', says: word('Longest wait, then the next shorter one') },
  { keys: ['b'], command: 'nextBlocking', says: word('Next blocking call') },
  { keys: ['x'], command: 'nextFailure', says: word('Next failure') },
  { keys: ['c'], command: 'criticalPath', says: word('Show or hide the critical path') },
  { keys: ['v'], command: 'nextStep', says: word('Next step of the critical path') },
  { keys: ['V'], command: 'previousStep', says: word('Previous step of the critical path') },
  { keys: ['e'], command: 'follow', says: word('Follow the end of a run, or stay') },
  { keys: ['['], command: 'foldAll', says: word('Fold all lanes') },
  { keys: [']'], command: 'unfoldAll', says: word('Unfold all lanes') },
  { keys: ['1'], command: 'groupByParent', says: word('Lanes by parent') },
  { keys: ['2'], command: 'groupByFunction', says: word('Lanes by function') },
  { keys: ['3'], command: 'groupByQuadrant', says: word('Lanes by quadrant') },
  { keys: ['4'], command: 'groupFlat', says: word('Lanes without groups') },
  { keys: ['r'], command: 'pickRange', says: word('Pick the selection as a range, for its totals') },
  { keys: ['i'], command: 'toggleDetails', says: word('Show or hide the details') },
  { keys: ['?'], command: 'showKeys', says: word('Show or hide these keys') },
];

/** Told together below, in OTHER_KEYS. */
const MOVING: readonly Omit<Key, 'says'>[] = [
  { keys: ['ArrowLeft'], command: 'selectEarlier' },
  { keys: ['ArrowRight'], command: 'selectLater' },
  { keys: ['ArrowUp'], command: 'selectAbove' },
  { keys: ['ArrowDown'], command: 'selectBelow' },
  { keys: ['PageUp'], command: 'selectPageUp' },
  { keys: ['PageDown'], command: 'selectPageDown' },
  { keys: ['Home'], command: 'selectFirst' },
  { keys: ['End'], command: 'selectLast' },
  { keys: ['a'], command: 'panEarlier' },
  { keys: ['d'], command: 'panLater' },
  { keys: ['Enter'], command: 'goToSource' },
  { keys: [' '], command: 'foldLane' },
  { keys: ['Escape'], command: 'drop' },
];

/** Keys that go together, and what the pointer does. */
export const OTHER_KEYS: readonly (readonly [keys: string, says: string])[] = [
  [word('Arrows'), word('Along a lane, or to the lane above or below')],
  ['Home, End, Page Up, Page Down', word('Jump')],
  ['a, d', word('Earlier, later')],
  ['Enter', word('Go to the source line')],
  ['Space', word('Fold or unfold the lane')],
  ['Escape', word('Drop the range, the selection, the search')],
  [word('Wheel, drag'), word('Move about')],
  [word('Ctrl+wheel, pinch'), word('Zoom at the pointer')],
  [word('Shift+drag'), word('Pick a range for its totals')],
  [word('Double-click'), word('Zoom to a bar; unfold a group')],
];

const BY_KEY = new Map([...KEYS, ...MOVING].flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)));

export function commandOf(key: string): ViewCommand | undefined {
  return BY_KEY.get(key);
}
