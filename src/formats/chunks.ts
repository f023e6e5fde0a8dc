/** JSON of what is too large for one string: a run of seconds can make more text than the engine's longest string holds. */

/** Elements of a list that are made into text at once. */
const BATCH = 5000;

/** A list whose elements are made when they are written. */
export class LazyList<T> {
  readonly count: number;
  readonly make: (row: number) => T;

  constructor(count: number, make: (row: number) => T) {
    this.count = count;
    this.make = make;
  }

  slice(from: number, to: number): T[] {
    return Array.from({ length: Math.min(to, this.count) - from }, (_, i) => this.make(from + i));
  }
}

/** @returns the text of an object, a line end after it, in pieces; its lists and what it iterates are cut between elements */
export function* jsonChunks(value: object): Generator<string> {
  let before = '{';
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (field === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    before = ',';
    if (Array.isArray(field)) yield* listChunks(field, field.length);
    else if (field instanceof LazyList) yield* listChunks(field, field.count);
    else if (isIterable(field)) yield* iterableChunks(field);
    else yield JSON.stringify(field);
  }
  yield before === '{' ? '{}\n' : '}\n';
}

/** @returns the text of a list, in pieces, cut between its elements */
export function* listChunks(list: { slice(from: number, to: number): unknown[] }, count: number): Generator<string> {
  yield '[';
  for (let from = 0; from < count; from += BATCH) {
    const text = JSON.stringify(list.slice(from, from + BATCH)).slice(1, -1);
    yield from === 0 ? text : `,${text}`;
  }
  yield ']';
}

function isIterable(field: unknown): field is Iterable<unknown> {
  return typeof field === 'object' && field !== null && Symbol.iterator in field;
}

function* iterableChunks(elements: Iterable<unknown>): Generator<string> {
  let before = '[';
  let batch: unknown[] = [];
  for (const element of elements) {
    batch.push(element);
    if (batch.length < BATCH) continue;
    yield before + JSON.stringify(batch).slice(1, -1);
    before = ',';
    batch = [];
  }
  const rest = JSON.stringify(batch).slice(1, -1);
  yield rest === '' ? (before === '[' ? '[]' : ']') : `${before}${rest}]`;
}
