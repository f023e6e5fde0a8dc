/** Interned labels: what an operation or a synchronous call is called, and the line that started it. */
import type { CallbackInfo } from '../trace/channel.ts';
import type { LabelInfo, PoolUse } from '../trace/event.ts';
import { dictionary } from './intrinsics.ts';

/** A server is asked for ever new addresses: labels beyond these are not told apart, so that memory stays bounded. */
const MOST = 10_000;
const OTHER = `one of more than ${MOST} names`;

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

/** What else a label says. Both are given always: a property that is not there would be looked for in the program's prototypes. */
export interface Extra {
  readonly callback: string;
  readonly pool: PoolUse | null;
}
const NOTHING: Extra = { callback: '', pool: null };

/** The id of a label; a new one is sent to the supervisor first. */
export function labelId(kind: LabelInfo['kind'], text: string, place: Place | null, extra: Extra = NOTHING): number {
  const { callback, pool } = extra;
  const about = `${kind}\0${text}\0${callback}\0${pool ?? ''}`;
  const key = place === null ? about : `${about}\0${place.file}\0${place.line}:${place.column}`;
  const known = ids[key];
  if (known !== undefined) return known;
  if (count >= MOST && text !== OTHER) return labelId(kind, OTHER, place, { callback: '', pool });
  const id = ++count;
  ids[key] = id;
  // Defined, not assigned: setters of the program's prototypes are not called.
  send({
    id,
    kind,
    text,
    ...(place === null ? null : { file: place.file, line: place.line, column: place.column }),
    ...(callback === '' ? null : { callback }),
    ...(pool === null ? null : { pool }),
  });
  return id;
}

/** The label of a callback that has probes; each is asked for once. */
export function callbackLabel(file: string, { asked, kind, name, place, text }: CallbackInfo): number {
  const id = ++count;
  send({
    id,
    kind,
    text,
    ...(asked === null ? null : { file, line: asked.line, column: asked.column }),
    ...(name === '' ? null : { callback: name }),
    own: { file, line: place.line, column: place.column },
  });
  return id;
}
