/** What ran in a turn, in words: its callback, what was drained after it, and what of that is known by name. */
import { contentOf, type Content } from '../../trace/contents.ts';
import { taskTitle } from '../../trace/names.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Fact } from './describe.ts';
import { formatCount, formatDuration, formatNumber, formatTime } from './format.ts';
import { said, t, word } from '../l10n.ts';

/** Listed; the rest is counted. */
const MOST = 12;

export function turnFacts(trace: Trace, turn: number): Fact[] {
  const content = contentOf(trace, turn, said);
  const listed = content.slice(0, MOST).map((item, index) => factOf(trace, item, depthOf(content, index)));
  if (content.length > MOST) listed.push({ label: '', value: t('and {0} more', formatNumber(content.length - MOST)) });
  const drained = drainedText(trace, turn);
  return [
    ...(drained === '' ? [] : [{ label: t('Drained'), value: drained }]),
    ...(listed.length === 0 ? [] : [{ label: t('Ran'), value: t('as far as it is known by name') }]),
    ...listed,
  ];
}

function drainedText({ turns }: Trace, turn: number): string {
  const counts: readonly (readonly [number, string, string])[] = [
    [turns.jobs.get(turn), word('{0} job of promises'), word('{0} jobs of promises')],
    [turns.ticks.get(turn), word('{0} tick'), word('{0} ticks')],
    [turns.microtasks.get(turn), word('{0} microtask'), word('{0} microtasks')],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => formatCount(count, one, many))
    .join(', ');
}

/** How many of those before it it ran in. */
function depthOf(content: readonly Content[], index: number): number {
  const start = content[index]?.start ?? 0;
  return content.slice(0, index).filter(({ end }) => end !== undefined && end > start).length;
}

function factOf(trace: Trace, { end, file, label, line, own, start, task }: Content, depth: number): Fact {
  const time = end === undefined ? t('from {0}', formatTime(start)) : formatDuration(end - start);
  const place = own ?? (file === undefined || line === undefined ? undefined : { file, line, column: 1 });
  return {
    label: `${'· '.repeat(depth + 1)}${label}`,
    value: task === undefined ? time : t('{0}, within {1}', time, taskTitle(trace, task)),
    ...(place === undefined ? {} : { place }),
  };
}
