/** Where a target stands on the critical path. */
import type { PathStep } from '../../analysis/index.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Fact } from './describe.ts';
import { formatDuration } from './format.ts';
import { extentOf } from './navigate.ts';
import type { Target } from './selection.ts';
import { t } from '../l10n.ts';

/** @returns nothing for what is not on it */
export function pathFact(trace: Trace, path: readonly PathStep[], target: Target): Fact[] {
  if (target.kind !== 'segment' && target.kind !== 'task') return [];
  const task = target.kind === 'task' ? target.task : trace.segments.task.get(target.segment);
  const [start, end] = extentOf(trace, target);
  let first = -1;
  let ms = 0;
  path.forEach((step, i) => {
    if (step.task !== task || step.start >= end || step.end <= start) return;
    if (first < 0) first = i;
    ms += Math.min(step.end, end) - Math.max(step.start, start);
  });
  if (first < 0) return [];
  return [
    { label: t('Critical path'), value: t('step {0} of {1}, {2} here', first + 1, path.length, formatDuration(ms)) },
  ];
}
