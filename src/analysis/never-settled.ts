import { missesAfter } from '../trace/gaps.ts';
import { pendingChain, pendingWait } from '../trace/pending.ts';
import { segmentEnd, taskTitle, waitingFor } from '../trace/queries.ts';
import type { Trace } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import type { Say } from '../trace/wording.ts';
import type { Finding, Rule } from './finding.ts';

function awaits(trace: Trace, task: number, say: Say): string {
  const title = taskTitle(trace, task);
  const wait = pendingWait(trace, task);
  if (wait < 0) return say('{0} had not ended', title);
  const site = trace.sites[trace.segments.site.get(wait) - 1];
  const what = awaited(trace, wait, say);
  return site === undefined
    ? say('{0} waited for {1}', title, what)
    : say('{0} (line {1}) waited for {2}', title, site.line, what);
}

function awaited(trace: Trace, segment: number, say: Say): string {
  return waitingFor(trace, segment, taskTitle, say)?.label ?? say('something');
}

/** What the task hung on in turn: ` inner (line 8) waited for a promise.`, or the circle that it leads into. */
function behind(trace: Trace, tasks: readonly number[], circle: number, say: Say): string {
  const links = tasks.slice(1, circle === -1 ? undefined : Math.max(1, circle)).map((task) => awaits(trace, task, say));
  const chain = links.length === 0 ? '' : ` ${links.join('; ')}.`;
  if (circle === -1) return chain;
  const round = tasks.slice(circle);
  const names = [...round, round[0] ?? 0].map((task) => taskTitle(trace, task));
  const waits = round.map((_, i) => say('{0} waits for {1}', names[i] ?? '', names[i + 1] ?? ''));
  return `${chain} ${say('A circle that nothing can end: {0}.', waits.join(', '))}`;
}

/** The await at which a task hung when the run ended. */
export const neverSettled: Rule = {
  name: 'never-settled',
  find: (trace, say) => {
    const findings: Finding[] = [];
    if (!trace.ended) return findings;
    for (let task = 0; task < trace.tasks.count; task++) {
      const last = pendingWait(trace, task);
      const site = last < 0 ? undefined : trace.sites[trace.segments.site.get(last) - 1];
      if (site === undefined || site.kind.startsWith('yield')) continue;
      // A value is no promise: the run was ended before the task could go on.
      if (waitingFor(trace, last, taskTitle, say)?.kind === 'value') continue;
      // It may have gone on where no record is.
      if (missesAfter(trace.gaps, trace.segments.start.get(last))) continue;
      const info = trace.functions[site.function - 1];
      const file = info === undefined ? undefined : trace.files[info.file - 1];
      const hung = formatMs(segmentEnd(trace, last) - trace.segments.start.get(last));
      const { tasks, circle } = pendingChain(trace, task);
      const ids = tasks.map((row) => trace.tasks.id.get(row));
      findings.push({
        rule: 'never-settled',
        severity: 'warning',
        message: `${say(
          '{0} still waited for {1} when the run ended, {2} after it began to.',
          ...[taskTitle(trace, task), awaited(trace, last, say), hung],
        )}${behind(trace, tasks, circle, say)}`,
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
