/** What the bars mean; the swatches repeat their patterns, not only their colours. */
import type { JSX } from 'preact';
import { meaningOf } from '../model/meanings.ts';
import { said, t, word } from '../l10n.ts';

const ENTRIES = [
  ['running', word('Running')],
  ['suspended', word('Suspended')],
  ['ready', word('Ready')],
  ['blocking', word('Blocking')],
  ['pending', word('Never settled')],
  ['rejected', word('Rejected')],
  ['perhaps', word('Perhaps ready')],
] as const;

export function Legend(): JSX.Element {
  return (
    <ul class="legend" aria-label={t('Legend')}>
      {ENTRIES.map(([state, name]) => (
        <li key={state} title={meaningOf(state)}>
          <span class={`swatch is-${state}`} aria-hidden="true" />
          {said(name)}
        </li>
      ))}
    </ul>
  );
}
