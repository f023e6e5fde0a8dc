/**
 * A thread that counts ticks in shared memory while the recorder wants them (see recorder/ring.ts), and sleeps otherwise.
 * The text is a thread's whole program: it holds all that it uses.
 */
import { Worker } from 'node:worker_threads';
import { Control, TICK_MS } from '../../trace/channel.ts';

/** Ticks without a wish for more, after which it sleeps. */
const IDLE_TICKS = 50;
/** A machine that waits longer than this many periods is not asked again: its ticks would be too coarse. */
const MAX_PERIODS = 5;
const TRIALS = 9;

const PROGRAM = `
const { workerData: control } = require('node:worker_threads');
const never = new Int32Array(new SharedArrayBuffer(4));
const pause = () => Atomics.wait(never, 0, 0, ${TICK_MS});
const trials = [];
for (let i = 0; i < ${TRIALS}; i++) {
  const start = performance.now();
  pause();
  trials.push(performance.now() - start);
}
const usual = trials.sort((a, b) => a - b)[${TRIALS >> 1}];
if (usual > ${TICK_MS * MAX_PERIODS}) Atomics.store(control, ${Control.Ticking}, -1);
else for (;;) {
  Atomics.wait(control, ${Control.TickWanted}, 0);
  Atomics.store(control, ${Control.Ticking}, 1);
  for (let idle = 0; idle < ${IDLE_TICKS}; idle++) {
    pause();
    Atomics.add(control, ${Control.Tick}, 1);
    if (Atomics.exchange(control, ${Control.TickWanted}, 0) === 1) idle = 0;
  }
  Atomics.store(control, ${Control.Ticking}, 0);
}
`;

/** Starts the thread; it ends with the process. @param control the control block, in shared memory */
export function startTicker(control: Int32Array): void {
  const worker = new Worker(PROGRAM, { eval: true, workerData: control, execArgv: [], env: {} });
  // Without it every time is read, which is only slower.
  worker.on('error', () => undefined);
  worker.unref();
}
