import { defineGranting } from './granting.ts';
import { defineReading } from './reading.ts';
import { defineRefusing } from './refusing.ts';
import { defineRunning } from './running.ts';
import { defineTraces } from './traces.ts';
import { runSuite } from './harness.ts';

export const run = (): Promise<void> =>
  runSuite(() => {
    defineReading();
    defineRunning();
    defineRefusing();
    defineGranting();
    defineTraces();
  });
