/** JSON of what is too large for one string: a run of seconds can make more text than the engine's longest string holds. */

/** Elements of a list that are made into text at once. */
const BATCH = 5000;

/** @returns the text of an object, a line end after it, in pieces; its lists are cut between elements */
export function* jsonChunks(value: object): Generator<string> {
  let before = '{';
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (field === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    before = ',';
    if (Array.isArray(field)) yield* listChunks(field);
    else yield JSON.stringify(field);
  }
  yield before === '{' ? '{}\n' : '}\n';
}

function* listChunks(list: readonly unknown[]): Generator<string> {
  yield '[';
  for (let from = 0; from < list.length; from += BATCH) {
    const text = JSON.stringify(list.slice(from, from + BATCH)).slice(1, -1);
    yield from === 0 ? text : `,${text}`;
  }
  yield ']';
}
