/** What the trace itself shows to be wrong: blocking calls, waits that never ended, what ended the program. */
import type { JSX } from 'preact';
import type { Listed } from '../model/findings-list.ts';
import type { Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { PlaceLink } from './place-link.tsx';
import { said, t, word } from '../l10n.ts';

/** More are said to be there, not shown: what is this often wrong is wrong once. */
const MOST = 500;
const ICONS = { error: 'error', warning: 'warning', info: 'info' } as const;

const SEVERITIES = { error: word('error'), warning: word('warning'), info: word('info') } as const;

export interface FindingsProps {
  /** null while the run goes on. */
  readonly listed: readonly Listed[] | null;
  /** Place of the one that was gone to by commands, or -1. */
  readonly at: number;
  readonly onReveal: (place: Place) => void;
  readonly onSelect: (target: Target) => void;
}

function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

export function Findings({ at, listed, onReveal, onSelect }: FindingsProps): JSX.Element {
  if (listed === null) return <p class="hint">{t('Findings come when the run has ended.')}</p>;
  if (listed.length === 0)
    return <p class="hint">{t('Nothing stands out: no call held the thread for long, and no wait was left open.')}</p>;
  return (
    <div class="findings">
      <ul aria-label={t('Findings')}>
        {listed.slice(0, MOST).map(({ message, place, rule, severity, target }, index) => (
          <li
            key={index}
            class={index === at ? 'is-selected' : ''}
            aria-current={index === at ? 'true' : undefined}
            ref={index === at ? bringIntoView : null}
          >
            <span
              class={`codicon codicon-${ICONS[severity]} is-${severity}`}
              role="img"
              aria-label={said(SEVERITIES[severity])}
            />
            <div>
              {target === null ? (
                <span>{message}</span>
              ) : (
                <button type="button" class="link" onClick={() => onSelect(target)}>
                  {message}
                </button>
              )}
              <div class="aside">
                {rule}
                {place !== null && <PlaceLink place={place} onReveal={onReveal} />}
              </div>
            </div>
          </li>
        ))}
      </ul>
      {listed.length > MOST && <p class="hint">{t('and {0} more', listed.length - MOST)}</p>}
    </div>
  );
}
