import assert from 'node:assert/strict';
import { decodeTrace, encodeTrace, packTrace } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { hang } from '../webview/scenarios.ts';

const MB = 1024 * 1024;

describe('packing a trace in parts', () => {
  const records: TraceEvent[] = Array.from({ length: 50 }, (_, i) => ({
    type: 'records',
    bytes: new Uint8Array(MB / 10).fill(i),
  }));
  const [start, ...rest] = hang();
  const events = [...(start === undefined ? [] : [start]), ...records, ...rest];

  it('makes the same of it as at once', async () => {
    const packed = decodeTrace(await packTrace(events));
    assert.equal(packed.truncated, false);
    assert.deepEqual(packed, decodeTrace(encodeTrace(events)));
    assert.deepEqual(decodeTrace(await packTrace([])), decodeTrace(encodeTrace([])));
  });

  it('rests after each, for as long as it is told to', async () => {
    const rests: string[] = [];
    let goOn = (): void => undefined;
    let asked = (): void => undefined;
    const hasAsked = new Promise<void>((resolve) => (asked = resolve));
    const packing = packTrace(events, () => {
      asked();
      if (rests.push('a rest') > 1) return Promise.resolve();
      return new Promise((resolve) => (goOn = resolve));
    });
    await hasAsked;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(rests.length, 1);
    goOn();
    assert.equal(decodeTrace(await packing).events.length, events.length);
    assert.match(rests.join(), /^a rest(,a rest){3,}$/);
  });
});
