/** Starts the thread that ticks, see ticker-thread.ts, and ends it. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** MB; it needs next to nothing. */
const MEMORY = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/**
 * @param control the control block, in shared memory
 * @param runtime folder of the bundles
 * @returns a function that ends it
 */
export function startTicker(control: SharedArrayBuffer, runtime: string): () => void {
  const thread = new Worker(path.join(runtime, 'ticker.cjs'), {
    workerData: control,
    env: {},
    execArgv: [],
    resourceLimits: MEMORY,
  });
  // Without ticks every time is read, which is dear and no fault.
  thread.on('error', () => undefined);
  thread.unref();
  return () => {
    void thread.terminate();
  };
}
