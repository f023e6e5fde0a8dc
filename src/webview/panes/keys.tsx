/** What the keys do. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { KEYS, OTHER_KEYS } from '../model/keys.ts';
import { PLAYBACK_KEYS } from '../playback/keys.ts';

export function Keys({ onClose }: { onClose: () => void }): JSX.Element {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const rows = [...KEYS.map(({ keys, says }) => [keys.join(', '), says] as const), ...PLAYBACK_KEYS, ...OTHER_KEYS];
  return (
    <section
      class="keys"
      role="dialog"
      aria-label="Keys of the timeline"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== '?') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <h2>
        Keys
        <button type="button" class="link" ref={close} onClick={onClose}>
          Close
        </button>
      </h2>
      <dl>
        {rows.map(([keys, says]) => (
          <div key={says}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
