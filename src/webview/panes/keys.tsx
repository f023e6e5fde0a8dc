/** What the keys do. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { KEYS, OTHER_KEYS } from '../model/keys.ts';
import { PLAYBACK_KEYS } from '../playback/keys.ts';
import { said, t } from '../l10n.ts';

export function Keys({ onClose }: { onClose: () => void }): JSX.Element {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const rows = [...KEYS.map(({ keys, says }) => [keys.join(', '), says] as const), ...PLAYBACK_KEYS, ...OTHER_KEYS];
  return (
    <section
      class="keys"
      role="dialog"
      aria-label={t('Keys of the timeline')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== '?') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <h2>
        {t('Keys')}
        <button type="button" class="link" ref={close} onClick={onClose}>
          {t('Close')}
        </button>
      </h2>
      <p class="aside">
        {t(
          'All of this, and what the pointer does, are commands of the editor, too: look for Awaitscope in the palette.',
        )}
      </p>
      <dl>
        {rows.map(([keys, says]) => (
          <div key={says}>
            <dt>
              <kbd>{said(keys)}</kbd>
            </dt>
            <dd>{said(says)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
