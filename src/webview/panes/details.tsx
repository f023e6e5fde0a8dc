/** Facts about the selection. */
import type { JSX } from 'preact';
import type { Description, Fact } from '../model/describe.ts';
import type { Place } from '../model/places.ts';
import type { Target } from '../model/selection.ts';

export interface DetailsProps {
  readonly description: Description | null;
  readonly onReveal: (place: Place) => void;
  readonly onSelect: (target: Target) => void;
}

export function Details({ description, onReveal, onSelect }: DetailsProps): JSX.Element {
  if (description === null) {
    return (
      <p class="hint">
        Select a bar to see what it waited for, how long, and who settled it. Arrow keys walk through the bars, Enter
        goes to the source line.
      </p>
    );
  }
  const { code, facts, place, state, title } = description;
  return (
    <div class="details">
      <h2>
        <span class={`swatch is-${state}`} aria-hidden="true" />
        {title}
        {state !== 'task' && state !== 'blocking' && !title.startsWith('Turn') && <span class="state">{state}</span>}
      </h2>
      {code !== '' && <code class="code">{code}</code>}
      {place !== null && <PlaceLink place={place} onReveal={onReveal} />}
      <dl>
        {facts.map((fact, i) => (
          <FactRow key={i} fact={fact} onReveal={onReveal} onSelect={onSelect} />
        ))}
      </dl>
    </div>
  );
}

function FactRow({ fact, onReveal, onSelect }: { fact: Fact } & Omit<DetailsProps, 'description'>): JSX.Element {
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

function PlaceLink({ place, onReveal }: { place: Place; onReveal: (place: Place) => void }): JSX.Element {
  const name = place.file.slice(place.file.lastIndexOf('/') + 1);
  return (
    <button type="button" class="link place" title={`${place.file}:${place.line}`} onClick={() => onReveal(place)}>
      {name}:{place.line}
    </button>
  );
}
