/** Before any run: what will be seen here, and how to get there. */
import type { JSX } from 'preact';
import { Legend } from './legend.tsx';
import { t } from '../l10n.ts';

export function Empty({ onExamples }: { onExamples: () => void }): JSX.Element {
  return (
    <main class="empty">
      <h1 class="spoken">{t('Async Timeline')}</h1>
      <Picture />
      <p>{emphasised(t('Run **Visualize Async** on a JavaScript or TypeScript file.'))}</p>
      <p class="quiet">
        {t(
          'Every call of an async function becomes a lane: when it ran, what each await waited for, and what held it up. Nothing is simulated.',
        )}
      </p>
      <p>
        <button type="button" class="button" onClick={onExamples}>
          {t('Open an Example')}
        </button>
      </p>
      <Legend />
    </main>
  );
}

/** What stands between two pairs of asterisks is strong. */
function emphasised(text: string): JSX.Element[] {
  return text
    .split('**')
    .map((part, i) => (i % 2 === 1 ? <strong key={i}>{part}</strong> : <span key={i}>{part}</span>));
}

/** Two tasks: one waits while the other blocks the thread. */
function Picture(): JSX.Element {
  return (
    <svg class="picture" viewBox="0 0 240 56" aria-hidden="true">
      <defs>
        <pattern id="empty-ready" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect class="is-under" width="6" height="6" />
          <path class="is-stripe" d="M-1 7 7-1M-7 7 1-1M5 7 13-1" />
        </pattern>
        <pattern id="empty-blocking" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect class="is-blocking" width="6" height="6" />
          <path class="is-shadow" d="M-1 7 7-1M-7 7 1-1M5 7 13-1" />
        </pattern>
      </defs>
      <rect class="is-running" x="0" y="6" width="30" height="18" rx="3" />
      <rect class="is-suspended" x="31" y="6" width="89" height="18" rx="3" />
      <rect class="is-foot" x="31" y="22" width="89" height="2" />
      <rect fill="url(#empty-ready)" x="121" y="6" width="59" height="18" rx="3" />
      <rect class="is-running" x="181" y="6" width="40" height="18" rx="3" />
      <rect class="is-running" x="31" y="32" width="18" height="18" rx="3" />
      <rect class="is-suspended" x="50" y="32" width="39" height="18" rx="3" />
      <rect class="is-foot" x="50" y="48" width="39" height="2" />
      <rect fill="url(#empty-blocking)" x="90" y="32" width="90" height="18" rx="3" />
    </svg>
  );
}
