import { ForeignCode, hotName, hottestIn, type HotFunction, type HotSpots } from '../trace/profile.ts';
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
    together(trace.blocking).map((blocks) => {
      const [block] = blocks;
      const delayed = blocks.flatMap((each) => delayedBy(trace, each));
      const names = [...new Set(delayed.map((delay) => taskName(trace, delay.task)))];
      const hot = blocks.length > 1 ? sum(blocks) : block.hot;
      const ms = blocks.reduce((total, { end, start }) => total + end - start, 0);
      return {
        rule: 'blocking-call',
        severity: 'warning' as const,
        message: `${say('{0} held the thread for {1}{2}.', whatHeld(block, say), formatMs(ms), where(block.kind, hot, ms, say))} ${whom(names, say)}`,
        file: block.file,
        line: block.line,
        column: block.column,
        evidence: {
          start: block.start,
          end: blocks.at(-1)?.end ?? block.end,
          ...(blocks.length > 1 ? { stretches: blocks.length } : {}),
          delayed: delayed.length,
          ...(hot === undefined ? {} : { functions: hot.functions.map((each) => withShare(each, ms)) }),
        },
      };
    }),
};

type Blocks = readonly [Blocking, ...Blocking[]];

/** What loads modules is told once: it is one thing to the reader, whatever was recorded in between. */
function together(blocking: readonly Blocking[]): Blocks[] {
  const groups: Blocks[] = [];
  for (const block of blocking) {
    const before = groups.at(-1);
    const [first] = before ?? [];
    if (
      before !== undefined &&
      first !== undefined &&
      isLoading(first) &&
      isLoading(block) &&
      first.turn === block.turn
    )
      groups[groups.length - 1] = [...before, block];
    else groups.push([block]);
  }
  return groups;
}

function isLoading({ hot, label }: Blocking): boolean {
  return label === ForeignCode.Loading && hot !== undefined && hottestIn(hot)?.file === '';
}

/** The time of each function in all of them, the hottest first. */
function sum(blocks: Blocks): HotSpots {
  const found = new Map<string, HotFunction>();
  for (const { hot } of blocks) {
    for (const each of hot?.functions ?? []) {
      const key = JSON.stringify([each.function, each.within, each.file, each.line, each.column]);
      found.set(key, { ...each, ms: each.ms + (found.get(key)?.ms ?? 0) });
    }
  }
  const functions = [...found.values()].sort((a, b) => b.ms - a.ms);
  return { functions, lines: functions };
}

/** @param names of the functions that it held up */
function whom(names: readonly string[], say: Say): string {
  const first = names.slice(0, MOST_NAMES).join(', ');
  if (names.length === 0) return say('Nothing waited for it.');
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? say('It held up {0} and {1} more.', first, rest) : say('It held up {0}.', first);
}

function whatHeld({ hot, kind, label }: Blocking, say: Say): string {
  if (kind !== 'cpu') return label;
  if (hot === undefined) return say('Computation');
  if (hottestIn(hot)?.file !== '') return say('Computation in {0}', label);
  return label === ForeignCode.Loading ? say('Loading modules') : say('Code of packages');
}

/** What the CPU profile says, or that there is none. */
function where(kind: Blocking['kind'], hot: HotSpots | undefined, total: number, say: Say): string {
  if (kind !== 'cpu') return '';
  const hottest = hot === undefined ? undefined : hottestIn(hot);
  // Less than half a percent explains nothing.
  if (hottest === undefined || hottest.ms < total / 200) return say(', at a line that is not known');
  const { file, line, ms, wholeFunction, within } = hottest;
  const share = percent(ms, total);
  if (within !== undefined) return say(', {0} of it within {1}', share, within);
  if (file === '') return '';
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
