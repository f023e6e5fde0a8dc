/** A place in source that a click opens. */
import type { JSX } from 'preact';
import type { Place } from '../model/places.ts';

export function PlaceLink({ onReveal, place }: { place: Place; onReveal: (place: Place) => void }): JSX.Element {
  const name = place.file.slice(place.file.lastIndexOf('/') + 1);
  return (
    <button type="button" class="link place" title={`${place.file}:${place.line}`} onClick={() => onReveal(place)}>
      {name}:{place.line}
    </button>
  );
}
