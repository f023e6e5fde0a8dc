import { hotName, hottestIn, type HotFunction } from '../trace/profile.ts';
import { delayedBy, taskName } from '../trace/queries.ts';
import type { Blocking } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import type { Say } from '../trace/wording.ts';
import type { Rule } from './finding.ts';

const MOST_NAMES = 3;

/** Synchronous work that held the thread longer than the threshold, with the awaits that it held up. */
export const blockingCall: Rule = {
  name: 'blocking-call',
  find: (trace, say) =>
    trace.blocking.map((block) => {
      const delayed = delayedBy(trace, block);
      const names = [...new Set(delayed.map((delay) => taskName(trace, delay.task)))];
      const { end, hot, start } = block;
      return {
        rule: 'blocking-call',
        severity: 'warning' as const,
        message: `${say('{0} held the thread for {1}{2}.', whatHeld(block, say), formatMs(end - start), where(block, say))} ${whom(names, say)}`,
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

/** @param names of the functions that it held up */
function whom(names: readonly string[], say: Say): string {
  const first = names.slice(0, MOST_NAMES).join(', ');
  if (names.length === 0) return say('Nothing waited for it.');
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? say('It held up {0} and {1} more.', first, rest) : say('It held up {0}.', first);
}

function whatHeld({ hot, kind, label }: Blocking, say: Say): string {
  if (kind !== 'cpu') return label;
  return hot === undefined ? say('Computation') : say('Computation in {0}', label);
}

/** What the CPU profile says, or that there is none. */
function where({ end, hot, kind, start }: Blocking, say: Say): string {
  if (kind !== 'cpu') return '';
  const hottest = hot === undefined ? undefined : hottestIn(hot);
  if (hottest === undefined) return say(', at a line that is not known');
  const { line, ms, wholeFunction, within } = hottest;
  const share = percent(ms, end - start);
  if (within !== undefined) return say(', {0} of it within {1}', share, within);
  return wholeFunction === true
    ? say(', at a line of it that is not known')
    : say(', {0} of it at line {1}', share, line);
}

function withShare(hot: HotFunction, total: number): object {
  return { ...hot, function: hotName(hot), percent: Math.min(100, Math.round((hot.ms / total) * 100)) };
}

function percent(ms: number, total: number): string {
  return `${Math.min(100, Math.round((ms / total) * 100))} %`;
}
