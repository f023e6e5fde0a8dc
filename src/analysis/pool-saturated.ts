import { poolQueues } from '../trace/pool.ts';
import { formatMs } from '../trace/units.ts';
import type { Rule } from './finding.ts';

/** More operations than libuv's thread pool has threads, so that some waited before they began. */
export const poolSaturated: Rule = {
  name: 'pool-saturated',
  find: (trace, say) =>
    poolQueues(trace).map(({ start, end, inFlight, waited, ms, operation }) => {
      const label = trace.labels[trace.operations.label.get(operation)];
      const threads = trace.poolThreads;
      return {
        rule: 'pool-saturated',
        severity: 'info' as const,
        message:
          threads === 1
            ? say(
                '{0} operations used the thread pool at once, which has 1 thread: at least {1} waited for a free pool thread, over at least {2}.',
                ...[inFlight, waited, formatMs(ms)],
              )
            : say(
                '{0} operations used the thread pool at once, which has {1} threads: at least {2} waited for a free pool thread, over at least {3}.',
                ...[inFlight, threads, waited, formatMs(ms)],
              ),
        file: label?.file ?? trace.entry,
        line: label?.line ?? 1,
        column: label?.column ?? 1,
        evidence: { start, end, inFlight, threads, waited, ms },
      };
    }),
};
