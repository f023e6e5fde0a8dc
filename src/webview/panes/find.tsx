/** The search field, its menu of conditions, and the way from match to match. */
import type { JSX, RefObject } from 'preact';
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { CONDITIONS } from '../model/conditions.ts';
import { formatNumber } from '../model/format.ts';
import { IconButton } from './icon-button.tsx';
import { said, t } from '../l10n.ts';

export interface FindProps {
  readonly text: string;
  readonly hidesOthers: boolean;
  /** The field, which takes the focus when something is to be found. */
  readonly field: RefObject<HTMLElement | null>;
  readonly matches: { readonly total: number; readonly at: number } | null;
  readonly onText: (text: string) => void;
  readonly onAct: (command: ViewCommand) => void;
}

export function Find({ field, hidesOthers, matches, onAct, onText, text }: FindProps): JSX.Element {
  const hint = t('Find function, file, await');
  return (
    <span class="find" role="search">
      <vscode-textfield
        ref={field}
        class="filter"
        placeholder={hint}
        label={t('{0}; also state:ready, outcome:rejected, min:10ms', hint)}
        title={t(
          'Words, or function:… file:… await:… state:ready outcome:rejected min:10ms. Enter goes to the next match',
        )}
        value={text}
        onInput={(event) => onText((event.currentTarget as unknown as { value: string }).value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onAct('clearSearch');
          if (event.key === 'Enter') onAct(event.shiftKey ? 'previousMatch' : 'nextMatch');
        }}
      />
      <select
        class="conditions"
        aria-label={t('Add a condition to the search')}
        title={t('Add a condition to the search')}
        value=""
        onChange={(event) => {
          const chosen = CONDITIONS.find(({ command }) => command === event.currentTarget.value);
          event.currentTarget.value = '';
          if (chosen !== undefined) onAct(chosen.command);
        }}
      >
        <option value="">{t('Condition…')}</option>
        {CONDITIONS.map(({ command, says }) => (
          <option key={command} value={command}>
            {said(says)}
          </option>
        ))}
      </select>
      {matches !== null && (
        <span class="group">
          <span class="matches" role="status">
            {matches.total === 0
              ? t('No match')
              : matches.at === 0
                ? formatNumber(matches.total)
                : t('{0} of {1}', formatNumber(matches.at), formatNumber(matches.total))}
          </span>
          <IconButton icon="arrow-up" label={t('Previous match (N)')} onClick={() => onAct('previousMatch')} />
          <IconButton icon="arrow-down" label={t('Next match (n)')} onClick={() => onAct('nextMatch')} />
          <IconButton
            icon="filter"
            label={hidesOthers ? t('Show lanes without a match') : t('Hide lanes without a match')}
            checked={hidesOthers}
            onClick={() => onAct('toggleMatches')}
          />
        </span>
      )}
    </span>
  );
}
