import assert from 'node:assert/strict';
import { recordedFunction, recordedSite } from '../../../src/editor/recorded.ts';
import { outline } from '../../../src/instrument/index.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';

const TEXT = `async function load(id) {
  await null;
  return await fetchOne(id);
}
async function twice() {
  await load(1);
  await load(1);
}
`;

function outlineOf(text: string): NonNullable<ReturnType<typeof outline>> {
  const found = outline('main.mjs', text);
  assert.ok(found);
  return found;
}

/** A trace that knows the functions and sites of a text; another file comes first, so that ids differ. */
function traceOf(text: string): TraceBuilder {
  const { functions, sites } = outlineOf(text);
  const trace = new TraceBuilder();
  const push = (id: number, path: string, base: number): void => {
    trace.push({
      type: 'file',
      file: { id, path },
      functions: functions.map((info) => ({ ...info, id: info.id + base, file: id })),
      sites: sites.map((info) => ({ ...info, id: info.id + base, function: info.function + base })),
    });
  };
  push(1, 'other.mjs', 0);
  push(2, 'main.mjs', 100);
  return trace;
}

describe('places of a run in a text', () => {
  const trace = traceOf(TEXT);

  it('are found by position in an unchanged text, in the right file', () => {
    const now = outlineOf(TEXT);
    for (const site of now.sites) assert.equal(recordedSite(trace, 'main.mjs', site, now, false)?.id, site.id + 100);
    for (const info of now.functions)
      assert.equal(recordedFunction(trace, 'main.mjs', info, now, false)?.id, info.id + 100);
  });

  it('are still found when lines were put before them', () => {
    const now = outlineOf(`// one\n// two\n${TEXT}`);
    for (const site of now.sites) assert.equal(recordedSite(trace, 'main.mjs', site, now, true)?.id, site.id + 100);
    for (const info of now.functions)
      assert.equal(recordedFunction(trace, 'main.mjs', info, now, true)?.id, info.id + 100);
  });

  it('are not guessed when equals were added', () => {
    const now = outlineOf(TEXT.replace('  await load(1);\n', '  await load(1);\n  await load(1);\n'));
    const added = now.sites.filter((site) => site.text === 'load(1)');
    assert.equal(added.length, 3);
    for (const site of added) assert.equal(recordedSite(trace, 'main.mjs', site, now, true), undefined);
  });

  it('are not found when their text is another one', () => {
    const now = outlineOf(TEXT.replace('fetchOne(id)', 'fetchAll(id)'));
    const site = now.sites.find((one) => one.text === 'fetchAll(id)');
    assert.ok(site);
    assert.equal(recordedSite(trace, 'main.mjs', site, now, true), undefined);
  });
});
