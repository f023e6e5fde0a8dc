/** The request that a connection of a server is at, read from Node's own objects for it. */
import { dictionary, mapGet, mapSet } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { cut, ownText, ownValue } from './own-values.ts';

/** Labels by method and URL, of the first so many: to find one here is quicker than to name it again. */
const labels = dictionary<Map<string, number>>();
const MOST = 1000;
let count = 0;

function labelOf(method: string, url: string): number {
  const known = (labels[method] ??= new Map<string, number>());
  const label = mapGet(known, url);
  if (label !== undefined) return label;
  const made = labelId('net', cut(`HTTP request received ${method} ${url}`), null);
  if (count++ < MOST) mapSet(known, url, made);
  return made;
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
