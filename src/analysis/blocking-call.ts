import { delayedBy, taskName } from '../trace/queries.ts';
import { formatMs } from '../trace/units.ts';
import type { Rule } from './finding.ts';

/** Synchronous work that held the thread longer than the threshold, with the awaits that it held up. */
export const blockingCall: Rule = {
  name: 'blocking-call',
  find: (trace) =>
    trace.blocking.map((block) => {
      const delayed = delayedBy(trace, block);
      const names = [...new Set(delayed.map((delay) => taskName(trace, delay.task)))];
      const whom =
        names.length === 0
          ? 'Nothing waited for it.'
          : `It held up ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}.`;
      return {
        rule: 'blocking-call',
        severity: 'warning' as const,
        message: `${block.label} held the thread for ${formatMs(block.end - block.start)}. ${whom}`,
        file: block.file,
        line: block.line,
        column: block.column,
        evidence: { start: block.start, end: block.end, delayed: delayed.length },
      };
    }),
};
