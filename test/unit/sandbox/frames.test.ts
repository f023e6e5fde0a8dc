import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FrameReader, FrameWriter } from '../../../src/sandbox/frames.ts';

function collect(key: string): { frames: [number, string][]; reader: FrameReader } {
  const frames: [number, string][] = [];
  const reader = new FrameReader(key, (kind, body) => frames.push([kind, body.toString('utf8')]));
  return { frames, reader };
}

describe('frames', () => {
  it('arrive as they were sent, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(255), fc.string({ maxLength: 60 })), { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (sent, step) => {
          const writer = new FrameWriter('k');
          const bytes = Buffer.concat(sent.map(([kind, text]) => writer.frame(kind, Buffer.from(text))));
          const { frames, reader } = collect('k');
          for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
          assert.equal(reader.broken, false);
          assert.deepEqual(frames, sent);
        },
      ),
    );
  });
  for (const [what, damage] of [
    ['a flipped payload bit', (b: Buffer): void => void (b[b.length - 1] = (b[b.length - 1] ?? 0) ^ 1)],
    ['another kind', (b: Buffer): void => void (b[24] = 9)],
    ['another counter', (b: Buffer): void => void b.writeUInt32LE(5, 4)],
    ['an absurd length', (b: Buffer): void => void b.writeUInt32LE(0xffffffff, 0)],
    ['a length of nothing', (b: Buffer): void => void b.writeUInt32LE(0, 0)],
  ] as const) {
    it(`end at ${what}`, () => {
      const bytes = new FrameWriter('k').frame(1, Buffer.from('payload'));
      damage(bytes);
      const { frames, reader } = collect('k');
      reader.push(bytes);
      reader.push(new FrameWriter('k').frame(1, Buffer.from('later')));
      assert.equal(reader.broken, true);
      assert.deepEqual(frames, []);
    });
  }
  it('of another key, or replayed, are not believed', () => {
    const { frames, reader } = collect('k');
    const frame = new FrameWriter('k').frame(1, Buffer.from('once'));
    reader.push(frame);
    reader.push(frame);
    assert.deepEqual(frames, [[1, 'once']]);
    assert.equal(reader.broken, true);
    const other = collect('other');
    other.reader.push(frame);
    assert.equal(other.reader.broken, true);
  });
});
