/** What ran in a turn, in words: its callback, what was drained after it, and what of that is known by name. */
import { contentOf, type Content } from '../../trace/contents.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Fact } from './describe.ts';
import { formatCount, formatDuration, formatTime } from './format.ts';

/** Listed; the rest is counted. */
const MOST = 12;

export function turnFacts(trace: Trace, turn: number): Fact[] {
  const content = contentOf(trace, turn);
  const listed = content.slice(0, MOST).map(factOf);
  if (content.length > MOST)
    listed.push({ label: '', value: `and ${formatCount(content.length - MOST, 'more', 'more')}` });
  const drained = drainedText(trace, turn);
  return [
    ...(drained === '' ? [] : [{ label: 'Drained', value: drained }]),
    ...(listed.length === 0 ? [] : [{ label: 'Ran', value: 'as far as it is known by name' }]),
    ...listed,
  ];
}

function drainedText({ turns }: Trace, turn: number): string {
  const counts: readonly (readonly [number, string])[] = [
    [turns.jobs.get(turn), 'job of promises'],
    [turns.ticks.get(turn), 'tick'],
    [turns.microtasks.get(turn), 'microtask'],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => formatCount(count, what, what.replace(/^\w+/, '$&s')))
    .join(', ');
}

function factOf({ end, file, label, line, start }: Content): Fact {
  const value = end === undefined ? `from ${formatTime(start)}` : formatDuration(end - start);
  return {
    label: `· ${label}`,
    value,
    ...(file === undefined || line === undefined ? {} : { place: { file, line, column: 1 } }),
  };
}
