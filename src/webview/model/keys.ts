/** Keys of the timeline, as they are listened to and as they are told. */
import type { ViewCommand } from '../../protocol/panel.ts';

export interface Key {
  /** As the event names it; letters stand for themselves without Shift, capitals with it. */
  readonly keys: readonly string[];
  readonly command: ViewCommand;
  readonly says: string;
}

export const KEYS: readonly Key[] = [
  { keys: ['w', '+', '='], command: 'zoomIn', says: 'Zoom in' },
  { keys: ['s', '-'], command: 'zoomOut', says: 'Zoom out' },
  { keys: ['0'], command: 'fit', says: 'Show the whole run' },
  { keys: ['f'], command: 'zoomToSelection', says: 'Zoom to the selection' },
  { keys: ['u'], command: 'back', says: 'Back to where the view was' },
  { keys: ['U'], command: 'forth', says: 'Forth again' },
  { keys: ['/'], command: 'find', says: 'Find' },
  { keys: ['n'], command: 'nextMatch', says: 'Next match' },
  { keys: ['N'], command: 'previousMatch', says: 'Previous match' },
  { keys: ['l'], command: 'longestWait', says: 'Longest wait, then the next shorter one' },
  { keys: ['b'], command: 'nextBlocking', says: 'Next blocking call' },
  { keys: ['x'], command: 'nextFailure', says: 'Next failure' },
  { keys: ['c'], command: 'criticalPath', says: 'Show or hide the critical path' },
  { keys: ['v'], command: 'nextStep', says: 'Next step of the critical path' },
  { keys: ['V'], command: 'previousStep', says: 'Previous step of the critical path' },
  { keys: ['e'], command: 'follow', says: 'Follow the end of a run, or stay' },
  { keys: ['['], command: 'foldAll', says: 'Fold all lanes' },
  { keys: [']'], command: 'unfoldAll', says: 'Unfold all lanes' },
  { keys: ['1'], command: 'groupByParent', says: 'Lanes by parent' },
  { keys: ['2'], command: 'groupByFunction', says: 'Lanes by function' },
  { keys: ['3'], command: 'groupByQuadrant', says: 'Lanes by quadrant' },
  { keys: ['4'], command: 'groupFlat', says: 'Lanes without groups' },
  { keys: ['r'], command: 'pickRange', says: 'Pick the selection as a range, for its totals' },
  { keys: ['i'], command: 'toggleDetails', says: 'Show or hide the details' },
  { keys: ['?'], command: 'showKeys', says: 'Show or hide these keys' },
];

/** Told together below, in OTHER_KEYS. */
const MOVING: readonly Key[] = [
  { keys: ['ArrowLeft'], command: 'selectEarlier', says: 'Select What Is Before' },
  { keys: ['ArrowRight'], command: 'selectLater', says: 'Select What Comes After' },
  { keys: ['ArrowUp'], command: 'selectAbove', says: 'Select the Lane Above' },
  { keys: ['ArrowDown'], command: 'selectBelow', says: 'Select the Lane Below' },
  { keys: ['PageUp'], command: 'selectPageUp', says: 'Select a Page Above' },
  { keys: ['PageDown'], command: 'selectPageDown', says: 'Select a Page Below' },
  { keys: ['Home'], command: 'selectFirst', says: 'Select the First in the Lane' },
  { keys: ['End'], command: 'selectLast', says: 'Select the Last in the Lane' },
  { keys: ['a'], command: 'panEarlier', says: 'Move to Earlier' },
  { keys: ['d'], command: 'panLater', says: 'Move to Later' },
  { keys: ['Enter'], command: 'goToSource', says: 'Go to the Source Line' },
  { keys: [' '], command: 'foldLane', says: 'Fold or Unfold the Lane' },
  { keys: ['Escape'], command: 'drop', says: 'Drop the Range, the Selection or the Search' },
];

/** Keys that go together, and what the pointer does. */
export const OTHER_KEYS: readonly (readonly [keys: string, says: string])[] = [
  ['Arrows', 'Along a lane, or to the lane above or below'],
  ['Home, End, Page Up, Page Down', 'Jump'],
  ['a, d', 'Earlier, later'],
  ['Enter', 'Go to the source line'],
  ['Space', 'Fold or unfold the lane'],
  ['Escape', 'Drop the range, the selection, the search'],
  ['Wheel, drag', 'Move about'],
  ['Ctrl+wheel, pinch', 'Zoom at the pointer'],
  ['Shift+drag', 'Pick a range for its totals'],
  ['Double-click', 'Zoom to a bar; unfold a group'],
];

const BY_KEY = new Map([...KEYS, ...MOVING].flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)));

export function commandOf(key: string): ViewCommand | undefined {
  return BY_KEY.get(key);
}
