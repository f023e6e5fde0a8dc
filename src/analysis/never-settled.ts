import { missesAfter } from '../trace/gaps.ts';
import { pendingChain, pendingWait } from '../trace/pending.ts';
import { segmentEnd, taskTitle, waitingFor } from '../trace/queries.ts';
import type { Trace } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import type { Finding, Rule } from './finding.ts';

function lineOf(trace: Trace, segment: number): string {
  const site = trace.sites[trace.segments.site.get(segment) - 1];
  return site === undefined ? '' : ` (line ${site.line})`;
}

function awaits(trace: Trace, task: number): string {
  const wait = pendingWait(trace, task);
  if (wait < 0) return `${taskTitle(trace, task)} had not ended`;
  return `${taskTitle(trace, task)}${lineOf(trace, wait)} waited for ${waitingFor(trace, wait)?.label ?? 'something'}`;
}

/** What the task hung on in turn: ` inner (line 8) waited for a promise.`, or the circle that it leads into. */
function behind(trace: Trace, tasks: readonly number[], circle: number): string {
  const links = tasks.slice(1, circle === -1 ? undefined : Math.max(1, circle)).map((task) => awaits(trace, task));
  const chain = links.length === 0 ? '' : ` ${links.join('; ')}.`;
  if (circle === -1) return chain;
  const round = tasks.slice(circle);
  const names = [...round, round[0] ?? 0].map((task) => taskTitle(trace, task));
  const waits = round.map((_, i) => `${names[i] ?? ''} waits for ${names[i + 1] ?? ''}`);
  return `${chain} A circle that nothing can end: ${waits.join(', ')}.`;
}

/** The await at which a task hung when the run ended. */
export const neverSettled: Rule = {
  name: 'never-settled',
  find: (trace) => {
    const findings: Finding[] = [];
    if (!trace.ended) return findings;
    for (let task = 0; task < trace.tasks.count; task++) {
      const last = pendingWait(trace, task);
      const site = last < 0 ? undefined : trace.sites[trace.segments.site.get(last) - 1];
      if (site === undefined || site.kind.startsWith('yield')) continue;
      // It may have gone on where no record is.
      if (missesAfter(trace.gaps, trace.segments.start.get(last))) continue;
      const info = trace.functions[site.function - 1];
      const file = info === undefined ? undefined : trace.files[info.file - 1];
      const wait = waitingFor(trace, last);
      const { tasks, circle } = pendingChain(trace, task);
      const ids = tasks.map((row) => trace.tasks.id.get(row));
      findings.push({
        rule: 'never-settled',
        severity: 'warning',
        message: `${taskTitle(trace, task)} still waited for ${wait?.label ?? 'something'} when the run ended, ${formatMs(segmentEnd(trace, last) - trace.segments.start.get(last))} after it began to.${behind(trace, tasks, circle)}`,
        file: file?.path ?? '',
        line: site.line,
        column: site.column,
        evidence: {
          task: trace.tasks.id.get(task),
          site: site.id,
          ...(ids.length > 1 ? { chain: ids } : {}),
          ...(circle === -1 ? {} : { circle: ids.slice(circle) }),
        },
      });
    }
    return findings;
  },
};
