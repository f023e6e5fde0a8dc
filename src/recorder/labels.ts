/** Interned labels: what an operation or a synchronous call is called, and the line that started it. */
import type { LabelInfo } from '../trace/event.ts';
import { dictionary } from './intrinsics.ts';

const ids = dictionary<number>();
let count = 0;
let send: (label: LabelInfo) => void = () => undefined;

export function onLabel(listener: (label: LabelInfo) => void): void {
  send = listener;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The id of a label; a new one is sent to the supervisor first. */
export function labelId(kind: LabelInfo['kind'], text: string, place: Place | null): number {
  const key = place === null ? `${kind}\0${text}` : `${kind}\0${text}\0${place.file}\0${place.line}:${place.column}`;
  const known = ids[key];
  if (known !== undefined) return known;
  const id = ++count;
  ids[key] = id;
  send(
    place === null ? { id, kind, text } : { id, kind, text, file: place.file, line: place.line, column: place.column },
  );
  return id;
}
