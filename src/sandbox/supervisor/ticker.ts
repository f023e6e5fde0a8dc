/** Starts the thread that ticks, see ticker-thread.ts, and ends it. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { CONTROL_WORDS } from '../../trace/channel.ts';

/** MB; it needs next to nothing. */
const MEMORY = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/** It is there before the run, whose thread would otherwise start beside it. */
export interface Ticker {
  /** The run's control block. */
  readonly control: SharedArrayBuffer;
  readonly stop: () => void;
}

/** @param runtime folder of the bundles */
export function startTicker(runtime: string): Ticker {
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4);
  const thread = new Worker(path.join(runtime, 'ticker.cjs'), {
    workerData: control,
    env: {},
    execArgv: [],
    resourceLimits: MEMORY,
  });
  // Without ticks every time is read, which is dear and no fault.
  thread.on('error', () => undefined);
  thread.unref();
  return {
    control,
    stop: () => {
      void thread.terminate();
    },
  };
}
