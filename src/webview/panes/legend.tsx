/** What the bars mean; the swatches repeat their patterns, not only their colours. */
import type { JSX } from 'preact';

const ENTRIES = [
  ['running', 'Running', 'The task runs JavaScript'],
  ['suspended', 'Suspended', 'What it awaits has not happened'],
  ['ready', 'Ready', 'It could go on, but the thread is busy'],
  ['blocking', 'Blocking', 'Synchronous work that held the thread'],
] as const;

export function Legend(): JSX.Element {
  return (
    <ul class="legend" aria-label="Legend">
      {ENTRIES.map(([state, name, meaning]) => (
        <li key={state} title={meaning}>
          <span class={`swatch is-${state}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
