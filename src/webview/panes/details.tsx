/** Facts about the selection. */
import type { ComponentChildren, JSX } from 'preact';
import type { Description, Fact } from '../model/describe.ts';
import { stateName } from '../model/meanings.ts';
import type { Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { PlaceLink } from './place-link.tsx';
import { t } from '../l10n.ts';

export interface DetailsProps {
  readonly description: Description | null;
  /** Of the run, where nothing is selected. */
  readonly summary: readonly Fact[];
  /** What stands below the facts. */
  readonly children?: ComponentChildren;
  readonly onReveal: (place: Place) => void;
  readonly onSelect: (target: Target) => void;
}

export function Details(props: DetailsProps): JSX.Element {
  const { children, description, onReveal, onSelect, summary } = props;
  if (description === null) {
    return (
      <div class="details">
        <h2>{t('The whole run')}</h2>
        <dl>
          {summary.map((fact) => (
            <FactRow key={fact.label} fact={fact} onReveal={onReveal} onSelect={onSelect} />
          ))}
        </dl>
        <p class="hint">
          {t(
            'Select a bar to see what it waited for, how long, and who settled it. Arrow keys walk through the bars, Enter goes to the source line, Shift and drag picks a range for its totals, and ? shows all keys.',
          )}
        </p>
      </div>
    );
  }
  const { code, facts, meaning, place, state, title } = description;
  return (
    <div class="details">
      <h2>
        <span class={`swatch is-${state}`} aria-hidden="true" />
        {title}
        {stateName(state) !== '' && <span class="state">{stateName(state)}</span>}
      </h2>
      {code !== '' && <code class="code">{code}</code>}
      {place !== null && <PlaceLink place={place} onReveal={onReveal} />}
      {meaning !== '' && <p class="meaning">{meaning}</p>}
      <dl>
        {facts.map((fact, i) => (
          <FactRow key={i} fact={fact} onReveal={onReveal} onSelect={onSelect} />
        ))}
      </dl>
      {children}
    </div>
  );
}

/** Longer values are cut after some lines, and are whole in the tooltip. */
const LONG = 120;

function valueClass(value: string): string {
  return value.length > LONG ? 'is-long' : '';
}

function FactRow({
  fact,
  onReveal,
  onSelect,
}: { fact: Fact } & Pick<DetailsProps, 'onReveal' | 'onSelect'>): JSX.Element {
  const { label, place, target, value } = fact;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {target === undefined ? (
          <span class={valueClass(value)} title={value.length > LONG ? value : undefined}>
            {value}
          </span>
        ) : (
          <button
            type="button"
            class={`link ${valueClass(value)}`}
            title={value.length > LONG ? value : undefined}
            onClick={() => onSelect(target)}
          >
            {value}
          </button>
        )}
        {place !== undefined && (
          <>
            {' '}
            <PlaceLink place={place} onReveal={onReveal} />
          </>
        )}
      </dd>
    </>
  );
}
