import assert from 'node:assert/strict';
import { openRing, record } from '../../../src/recorder/ring.ts';
import { RingReader } from '../../../src/sandbox/supervisor/ring-reader.ts';
import { CONTROL_WORDS, Control } from '../../../src/trace/channel.ts';
import { RECORD_BYTES, RecordKind } from '../../../src/trace/record.ts';

const SLOTS = 16;

function open(): { reader: RingReader; control: Int32Array } {
  const ring = new SharedArrayBuffer(SLOTS * RECORD_BYTES);
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4);
  openRing(ring, control);
  return { reader: new RingReader(ring, control), control: new Int32Array(control) };
}

function tasks(bytes: Uint8Array): number[] {
  const words = new Int32Array(bytes.buffer);
  return Array.from({ length: bytes.length / RECORD_BYTES }, (_, i) => words[i * 6 + 3] ?? -1);
}

// The writer is one per process, as in a worker: the tests share its position and go on from it.
describe('ring', () => {
  it('hands records over whole and in order, around the end, many times', () => {
    const { reader } = open();
    // The writer's slot persists across rings: bring both to the same place.
    let expected = 0;
    const skipped = tasks(reader.read());
    assert.deepEqual(skipped, []);
    for (let round = 0; round < 40; round++) {
      const written: number[] = [];
      for (let i = 0; i < round % SLOTS; i++) {
        record(round + i / 100, RecordKind.TaskStart, ++expected, 7, -1);
        written.push(expected);
      }
      const bytes = reader.read();
      assert.deepEqual(tasks(bytes), written);
      if (bytes.length > 0) {
        assert.equal(new Float64Array(bytes.buffer)[0], round);
        assert.deepEqual([...new Int32Array(bytes.buffer).subarray(2, 6)], [RecordKind.TaskStart, written[0], 7, -1]);
      }
    }
  });
  it('is empty when nothing was written', () => {
    const { control } = open();
    assert.equal(control[Control.RingFull], 0);
    assert.equal(control[Control.Lost], 0);
  });
});
