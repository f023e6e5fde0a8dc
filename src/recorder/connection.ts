/** The request that a connection of a server is at, read from Node's own objects for it. */
import { mapGet, mapSet } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { cut, ownText, ownValue } from './own-values.ts';

interface Named {
  readonly method: string;
  readonly label: number;
}

/** The label that a URL was given last, of the first so many URLs: to find it here is quicker than to name it again. */
const known = new Map<string, Named>();
const MOST = 1000;
let count = 0;

function labelOf(method: string, url: string): number {
  const last = mapGet(known, url);
  if (last?.method === method) return last.label;
  const label = labelId('net', cut(`HTTP request received ${method} ${url}`), null);
  if (last === undefined && count++ >= MOST) return label;
  mapSet(known, url, { method, label });
  return label;
}

export class Connection {
  readonly #socket: unknown;
  /** The request that was found last, and its label: several callbacks are about each. */
  #request: unknown = null;
  #label = 0;

  /** @param resource Node's for the connection, as it has just been made */
  constructor(resource: object) {
    this.#socket = ownValue(resource, 'socket');
  }

  /** The label of its request, 0 when that is not known (yet). */
  label(): number {
    const request = ownValue(ownValue(this.#socket, '_httpMessage'), 'req');
    if (request === undefined || request === this.#request) return request === undefined ? 0 : this.#label;
    const method = ownText(request, 'method');
    const url = ownText(request, 'url');
    if (method === '' || url === '') return 0;
    this.#request = request;
    this.#label = labelOf(method, url);
    return this.#label;
  }
}
