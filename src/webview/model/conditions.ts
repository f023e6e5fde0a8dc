/** Conditions of a search that are offered ready-made: each is an entry of a menu and a command. */
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { word } from '../l10n.ts';

export interface Condition {
  readonly command: ViewCommand;
  /** As it stands in the search. What ends in a colon is to be typed on. */
  readonly text: string;
  readonly says: string;
}

export const CONDITIONS = [
  { command: 'findFunction', text: 'function:', says: word('Function: …') },
  { command: 'findFile', text: 'file:', says: word('File: …') },
  { command: 'findAwait', text: 'await:', says: word('Text of the await: …') },
  { command: 'findRunning', text: 'state:running', says: word('State: running') },
  { command: 'findSuspended', text: 'state:suspended', says: word('State: suspended') },
  { command: 'findReady', text: 'state:ready', says: word('State: ready') },
  { command: 'findFulfilled', text: 'outcome:fulfilled', says: word('Outcome: fulfilled') },
  { command: 'findRejected', text: 'outcome:rejected', says: word('Outcome: rejected') },
  { command: 'findPending', text: 'outcome:pending', says: word('Outcome: pending') },
  { command: 'findAtLeast10ms', text: 'min:10ms', says: word('At least 10 ms') },
  { command: 'findAtLeast100ms', text: 'min:100ms', says: word('At least 100 ms') },
  { command: 'findAtLeast1s', text: 'min:1s', says: word('At least 1 s') },
  { command: 'findAtLeast', text: 'min:', says: word('At least …') },
] as const satisfies readonly Condition[];

/** Adds a condition to a search; it takes the place of one of its kind, and stands last, where typing goes on. */
export function withCondition(search: string, condition: string): string {
  const kind = condition.slice(0, condition.indexOf(':') + 1);
  const words = search.match(/\w+:"[^"]*"?|"[^"]*"?|\S+/g) ?? [];
  return [...words.filter((text) => !text.toLowerCase().startsWith(kind)), condition].join(' ');
}
