/** Facts about the selection. */
import type { ComponentChildren, JSX } from 'preact';
import type { Description, Fact } from '../model/describe.ts';
import type { Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { PlaceLink } from './place-link.tsx';

export interface DetailsProps {
  readonly description: Description | null;
  /** What stands below the facts. */
  readonly children?: ComponentChildren;
  readonly onReveal: (place: Place) => void;
  readonly onSelect: (target: Target) => void;
}

export function Details({ children, description, onReveal, onSelect }: DetailsProps): JSX.Element {
  if (description === null) {
    return (
      <p class="hint">
        Select a bar to see what it waited for, how long, and who settled it. Arrow keys walk through the bars, Enter
        goes to the source line, Shift and drag picks a range for its totals, and ? shows all keys.
      </p>
    );
  }
  const { code, facts, meaning, place, state, title } = description;
  return (
    <div class="details">
      <h2>
        <span class={`swatch is-${state}`} aria-hidden="true" />
        {title}
        {(state === 'running' || state === 'suspended' || state === 'ready') && <span class="state">{state}</span>}
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
          value
        ) : (
          <button type="button" class="link" onClick={() => onSelect(target)}>
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
