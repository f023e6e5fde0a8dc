/** The run in a few facts, for who has not picked anything yet: each leads to where it can be seen. */
import { segmentEnd, taskTitle } from '../../trace/queries.ts';
import { Outcome, type Trace } from '../../trace/tables.ts';
import { blockName, type Fact } from './describe.ts';
import { formatCount, formatDuration } from './format.ts';
import { longestWait, nextFailure } from './jumps.ts';
import { threadIn } from './totals.ts';
import type { TurnIndex } from './turns.ts';
import { t, word } from '../l10n.ts';

/** Walks the run: the caller keeps the result. */
export function summarise(trace: Trace, turns: TurnIndex): Fact[] {
  const { now, tasks } = trace;
  turns.update();
  const thread = threadIn(trace, turns, { start: 0, end: now });
  const share = (ms: number): string => (now > 0 ? `${formatDuration(ms)}, ${Math.round((100 * ms) / now)}%` : '');
  const functions = new Set(tasks.function.data.subarray(0, tasks.count)).size;
  const facts: Fact[] = [
    { label: t('Duration'), value: formatDuration(now) },
    {
      label: t('Tasks'),
      value: [
        formatCount(tasks.count, word('{0} call'), word('{0} calls')),
        formatCount(functions, word('{0} function'), word('{0} functions')),
      ].join(', '),
    },
    { label: t('Thread busy'), value: share(thread.busy) },
  ];
  return trace.ended ? [...facts, ...extremes(trace)] : facts;
}

function extremes(trace: Trace): Fact[] {
  const facts: Fact[] = [];
  const { blocking, segments, tasks } = trace;
  const held = blocking.reduce((most, _, i) => (lengthOf(trace, i) > lengthOf(trace, most) ? i : most), 0);
  const block = blocking[held];
  if (block !== undefined) {
    const value = `${formatDuration(block.end - block.start)}, ${blockName(block)}`;
    facts.push({ label: t('Longest block'), value, target: { kind: 'blocking', index: held } });
  }
  const wait = longestWait(trace, null);
  if (wait?.kind === 'segment') {
    const ms = segmentEnd(trace, wait.segment) - segments.start.get(wait.segment);
    const value = `${formatDuration(ms)}, ${taskTitle(trace, segments.task.get(wait.segment))}`;
    facts.push({ label: t('Longest wait'), value, target: wait });
  }
  let rejected = 0;
  let pending = 0;
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.outcome.get(task) === Outcome.Rejected) rejected++;
    if (Number.isNaN(tasks.end.get(task))) pending++;
  }
  const failure = rejected + pending === 0 ? null : nextFailure(trace, null);
  const way = failure === null ? {} : { target: failure };
  if (rejected > 0)
    facts.push({ label: t('Rejected'), value: formatCount(rejected, word('{0} task'), word('{0} tasks')), ...way });
  if (pending > 0)
    facts.push({ label: t('Never ended'), value: formatCount(pending, word('{0} task'), word('{0} tasks')), ...way });
  return facts;
}

function lengthOf(trace: Trace, index: number): number {
  const block = trace.blocking[index];
  return block === undefined ? 0 : block.end - block.start;
}
