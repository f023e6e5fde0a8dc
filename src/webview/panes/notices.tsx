/** The strip that says what was cut, lost, refused or not instrumented. */
import type { JSX } from 'preact';
import type { Notice } from '../model/notices.ts';
import type { Place } from '../model/places.ts';
import { PlaceLink } from './place-link.tsx';
import { t } from '../l10n.ts';

/** More are counted; the strip must not push the timeline out of view. */
const SHOWN = 3;
const ICONS = { info: 'info', warning: 'warning', error: 'error' } as const;

interface Props {
  readonly notices: readonly Notice[];
  readonly onReveal: (place: Place) => void;
}

export function Notices({ notices, onReveal }: Props): JSX.Element | null {
  if (notices.length === 0) return null;
  const rest = notices.slice(SHOWN);
  return (
    <div class="notices" role="status">
      {notices.slice(0, SHOWN).map(({ place, severity, text }) => (
        <span key={text} class={`notice is-${severity}`} title={text}>
          <vscode-icon name={ICONS[severity]} />
          <span>{text}</span>
          {place !== undefined && <PlaceLink place={place} onReveal={onReveal} />}
        </span>
      ))}
      {rest.length > 0 && (
        <span class="notice" title={rest.map(({ text }) => text).join('\n')}>
          {t('and {0} more', rest.length)}
        </span>
      )}
    </div>
  );
}
