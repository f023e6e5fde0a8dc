import { poolQueues } from '../trace/pool.ts';
import { formatMs } from '../trace/units.ts';
import type { Rule } from './finding.ts';

/** More operations than libuv's thread pool has threads, so that some waited before they began. */
export const poolSaturated: Rule = {
  name: 'pool-saturated',
  find: (trace) =>
    poolQueues(trace).map(({ start, end, inFlight, waited, ms, operation }) => {
      const label = trace.labels[trace.operations.label.get(operation)];
      const threads = trace.poolThreads;
      return {
        rule: 'pool-saturated',
        severity: 'info' as const,
        message: `${inFlight} operations used the thread pool at once, which has ${threads} thread${threads === 1 ? '' : 's'}: at least ${waited} waited for a free pool thread, over at least ${formatMs(ms)}.`,
        file: label?.file ?? trace.entry,
        line: label?.line ?? 1,
        column: label?.column ?? 1,
        evidence: { start, end, inFlight, threads, waited, ms },
      };
    }),
};
