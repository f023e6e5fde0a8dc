/**
 * A thread of its own that counts ticks in shared memory while the recorder wants them, see recorder/ring-writer.ts. The
 * supervisor's own thread has other work just then; one that sleeps most of its time is woken promptly also where
 * everything else is busy.
 */
import { workerData } from 'node:worker_threads';
import { Control, TICK_MS } from '../../trace/channel.ts';

/** Ticks without a wish for more, after which it rests. */
const IDLE_TICKS = 50;

const control = new Int32Array(workerData as SharedArrayBuffer);
const never = new Int32Array(new SharedArrayBuffer(4));

for (;;) {
  Atomics.wait(control, Control.TickWanted, 0);
  Atomics.store(control, Control.Ticking, 1);
  for (let idle = 0; idle < IDLE_TICKS;) {
    Atomics.wait(never, 0, 0, TICK_MS);
    Atomics.add(control, Control.Tick, 1);
    idle = Atomics.exchange(control, Control.TickWanted, 0) === 1 ? 0 : idle + 1;
  }
  Atomics.store(control, Control.Ticking, 0);
  // The recorder looks when the count has changed.
  Atomics.add(control, Control.Tick, 1);
}
