/** What the bars mean; the swatches repeat their patterns, not only their colours. */
import type { JSX } from 'preact';
import { MEANINGS } from '../model/meanings.ts';

const ENTRIES = [
  ['running', 'Running'],
  ['suspended', 'Suspended'],
  ['ready', 'Ready'],
  ['blocking', 'Blocking'],
  ['pending', 'Never settled'],
  ['rejected', 'Rejected'],
  ['perhaps', 'Perhaps ready'],
] as const;

export function Legend(): JSX.Element {
  return (
    <ul class="legend" aria-label="Legend">
      {ENTRIES.map(([state, name]) => (
        <li key={state} title={MEANINGS[state]}>
          <span class={`swatch is-${state}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
