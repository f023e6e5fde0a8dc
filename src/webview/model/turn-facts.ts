/** What ran in a turn, in words: its callback, what was drained after it, and what of that is known by name. */
import { contentOf, type Content } from '../../trace/contents.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Fact } from './describe.ts';
import { formatCount, formatDuration, formatNumber, formatTime } from './format.ts';
import { said, t, word } from '../l10n.ts';

/** Listed; the rest is counted. */
const MOST = 12;

export function turnFacts(trace: Trace, turn: number): Fact[] {
  const content = contentOf(trace, turn, said);
  const listed = content.slice(0, MOST).map(factOf);
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

function factOf({ end, file, label, line, start }: Content): Fact {
  const value = end === undefined ? t('from {0}', formatTime(start)) : formatDuration(end - start);
  return {
    label: `· ${label}`,
    value,
    ...(file === undefined || line === undefined ? {} : { place: { file, line, column: 1 } }),
  };
}
