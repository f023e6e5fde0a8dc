import { hotName, hottestIn, type HotFunction } from '../trace/profile.ts';
import { delayedBy, taskName } from '../trace/queries.ts';
import type { Blocking } from '../trace/tables.ts';
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
      const { end, hot, start } = block;
      return {
        rule: 'blocking-call',
        severity: 'warning' as const,
        message: `${whatHeld(block)} held the thread for ${formatMs(end - start)}${where(block)}. ${whom}`,
        file: block.file,
        line: block.line,
        column: block.column,
        evidence: {
          start,
          end,
          delayed: delayed.length,
          ...(hot === undefined ? {} : { functions: hot.functions.map((each) => withShare(each, end - start)) }),
        },
      };
    }),
};

function whatHeld({ hot, kind, label }: Blocking): string {
  if (kind !== 'cpu') return label;
  return hot === undefined ? 'Computation' : `Computation in ${label}`;
}

/** What the CPU profile says, or that there is none. */
function where({ end, hot, kind, start }: Blocking): string {
  if (kind !== 'cpu') return '';
  const hottest = hot === undefined ? undefined : hottestIn(hot);
  if (hottest === undefined) return ', at a line that is not known';
  const { line, ms, wholeFunction, within } = hottest;
  const share = `${percent(ms, end - start)} of it`;
  if (within !== undefined) return `, ${share} within ${within}`;
  return wholeFunction === true ? ', at a line of it that is not known' : `, ${share} at line ${line}`;
}

function withShare(hot: HotFunction, total: number): object {
  return { ...hot, function: hotName(hot), percent: Math.min(100, Math.round((hot.ms / total) * 100)) };
}

function percent(ms: number, total: number): string {
  return `${Math.min(100, Math.round((ms / total) * 100))} %`;
}
