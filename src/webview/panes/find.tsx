/** The search field, its menu of conditions, and the way from match to match. */
import type { JSX, RefObject } from 'preact';
import { formatNumber } from '../model/format.ts';
import { IconButton } from './icon-button.tsx';
import { said, t, word } from '../l10n.ts';

const CONDITIONS = [
  ['', word('Condition…')],
  ['state:running', word('State: running')],
  ['state:suspended', word('State: suspended')],
  ['state:ready', word('State: ready')],
  ['outcome:fulfilled', word('Outcome: fulfilled')],
  ['outcome:rejected', word('Outcome: rejected')],
  ['outcome:pending', word('Outcome: pending')],
  ['min:10ms', word('At least 10 ms')],
  ['min:100ms', word('At least 100 ms')],
  ['min:1s', word('At least 1 s')],
] as const;

export interface FindProps {
  readonly text: string;
  readonly hidesOthers: boolean;
  /** The field, which takes the focus when something is to be found. */
  readonly field: RefObject<HTMLElement | null>;
  readonly matches: { readonly total: number; readonly at: number } | null;
  readonly onText: (text: string) => void;
  readonly onHide: (hidesOthers: boolean) => void;
  readonly onStep: (by: 1 | -1) => void;
}

export function Find({ field, hidesOthers, matches, onHide, onStep, onText, text }: FindProps): JSX.Element {
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
          if (event.key === 'Escape') onText('');
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
        }}
      />
      <select
        class="conditions"
        aria-label={t('Add a condition to the search')}
        title={t('Add a condition to the search')}
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = '';
          if (value === '') return;
          const key = value.slice(0, value.indexOf(':') + 1);
          const others = text.split(/\s+/).filter((word) => word !== '' && !word.startsWith(key));
          onText([...others, value].join(' '));
        }}
      >
        {CONDITIONS.map(([value, label]) => (
          <option key={value} value={value}>
            {said(label)}
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
          <IconButton icon="arrow-up" label={t('Previous match (N)')} onClick={() => onStep(-1)} />
          <IconButton icon="arrow-down" label={t('Next match (n)')} onClick={() => onStep(1)} />
          <IconButton
            icon="filter"
            label={hidesOthers ? t('Show lanes without a match') : t('Hide lanes without a match')}
            checked={hidesOthers}
            onClick={() => onHide(!hidesOthers)}
          />
        </span>
      )}
    </span>
  );
}
