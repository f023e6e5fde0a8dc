import assert from 'node:assert/strict';
import { LiveFrames } from '../../../src/webview/view/live-frames.ts';

describe('frames of a run that goes on', () => {
  let now = 0;
  const made = (): LiveFrames => {
    now = 0;
    return new LiveFrames(() => now);
  };
  /** Asks as often as time passes, for a second. @param frameMs how long a frame takes to come @returns frames drawn */
  function drawFor(frames: LiveFrames, frameMs: number): number {
    let drawn = 0;
    let due = Infinity;
    for (const end = now + 1000; now < end; now++) {
      if (frames.isDue()) due = now + frameMs;
      if (now < due) continue;
      frames.drawn();
      drawn++;
      due = Infinity;
    }
    return drawn;
  }

  it('come at a steady pace while they are quick', () => {
    const frames = made();
    assert.ok(frames.isDue(), 'the first one at once');
    frames.drawn();
    assert.equal(drawFor(frames, 8), 14);
    assert.equal(frames.gap, 60);
  });

  it('come less often the longer they take, and more often again', () => {
    const frames = made();
    drawFor(frames, 100);
    assert.equal(drawFor(frames, 100), 2);
    drawFor(frames, 8);
    drawFor(frames, 8);
    assert.equal(frames.gap, 60);
  });

  it('are asked for one at a time: a page that is hidden draws none', () => {
    const frames = made();
    assert.ok(frames.isDue());
    now += 10_000;
    assert.ok(!frames.isDue());
    frames.drawn();
    assert.equal(frames.gap, 1000);
    now += 1000;
    assert.ok(frames.isDue());
  });
});
