import { segmentEnd, taskName, waitingFor } from '../trace/queries.ts';
import { State } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import type { Finding, Rule } from './finding.ts';

/** The await at which a task hung when the run ended. */
export const neverSettled: Rule = {
  name: 'never-settled',
  find: (trace) => {
    const findings: Finding[] = [];
    if (!trace.ended) return findings;
    for (let task = 0; task < trace.tasks.count; task++) {
      if (!Number.isNaN(trace.tasks.end.get(task))) continue;
      const last = trace.tasks.last.get(task);
      const site = trace.sites[trace.segments.site.get(last) - 1];
      if (trace.segments.state.get(last) !== State.Suspended || site === undefined || site.kind.startsWith('yield'))
        continue;
      const info = trace.functions[site.function - 1];
      const file = info === undefined ? undefined : trace.files[info.file - 1];
      const wait = waitingFor(trace, last);
      findings.push({
        rule: 'never-settled',
        severity: 'warning',
        message: `${taskName(trace, task)} still waited for ${wait?.label ?? 'something'} when the run ended, ${formatMs(segmentEnd(trace, last) - trace.segments.start.get(last))} after it began to.`,
        file: file?.path ?? '',
        line: site.line,
        column: site.column,
        evidence: { task: trace.tasks.id.get(task), site: site.id },
      });
    }
    return findings;
  },
};
