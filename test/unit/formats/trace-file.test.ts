import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { decodeTrace, encodeTrace, packTrace, readTrace, TraceFileError } from '../../../src/formats/index.ts';
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

describe('reading a trace in parts', () => {
  const records: TraceEvent[] = Array.from({ length: 100 }, (_, i) => ({
    type: 'records',
    // Of all lengths, so that parts are cut everywhere.
    bytes: new Uint8Array(24 * (1 + ((i * 7919) % 2000))).fill(i),
  }));
  const [start, ...rest] = hang();
  const events = [...(start === undefined ? [] : [start]), ...records, ...rest];

  async function inParts(file: Uint8Array): Promise<{ parts: TraceEvent[][]; truncated: boolean }> {
    const parts: TraceEvent[][] = [];
    const { truncated } = await readTrace(file, (part) => {
      parts.push([...part]);
      return Promise.resolve();
    });
    return { parts, truncated };
  }

  it('gives the same as at once', async () => {
    const file = encodeTrace(events);
    const { parts, truncated } = await inParts(file);
    assert.ok(parts.length > 5);
    assert.deepEqual({ events: parts.flat(), truncated }, decodeTrace(file));
    assert.deepEqual(await inParts(encodeTrace([])), { parts: [], truncated: true });
  });

  it('gives what is there of one that is cut off', async () => {
    const whole = encodeTrace(events);
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const file = whole.subarray(0, Math.floor(whole.length * share));
      const { parts, truncated } = await inParts(file);
      assert.deepEqual({ events: parts.flat(), truncated }, decodeTrace(file));
      assert.equal(truncated, share < 0.99, 'behind the last event there are only the sums of gzip');
    }
  });

  it('reads no further before a part has been taken', async () => {
    const taken: (readonly TraceEvent[])[] = [];
    const parts = (): number => taken.length;
    let goOn = (): void => undefined;
    const reading = readTrace(encodeTrace(events), (part) => {
      return taken.push(part) > 1 ? Promise.resolve() : new Promise((resolve) => (goOn = resolve));
    });
    while (taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(parts(), 1);
    goOn();
    assert.deepEqual(await reading, { truncated: false });
    assert.ok(parts() > 5);
  });

  it('refuses what is none, with the reason', async () => {
    const line = Buffer.from('awaitscope 1\n');
    const frame = Buffer.from([0, 2, 0, 0, 0, 0x7b, 0x5d]);
    for (const [file, reason] of [
      [Buffer.from('something else'), /not an Awaitscope trace file/],
      [Buffer.from('awaitscope 9\n'), /version 9/],
      [Buffer.concat([line, Buffer.from('no gzip')]), /damaged and cannot be read/],
      [Buffer.concat([line, gzipSync(frame)]), /something that is no event/],
    ] as const)
      await assert.rejects(inParts(file), (error) => error instanceof TraceFileError && reason.test(error.message));
  });

  it('waits in vain for a frame that claims to be huge', async () => {
    const head = Buffer.from([1, 0xff, 0xff, 0xff, 0xff]);
    const file = Buffer.concat([Buffer.from('awaitscope 1\n'), gzipSync(Buffer.concat([head, Buffer.alloc(20 * MB)]))]);
    assert.deepEqual(await inParts(file), { parts: [], truncated: true });
  });

  it('passes on what goes wrong with a part', async () => {
    await assert.rejects(
      readTrace(encodeTrace(events), () => Promise.reject(new Error('no room'))),
      /no room/,
    );
  });
});
