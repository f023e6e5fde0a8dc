/** What the trace itself shows to be wrong, in the order of how bad it is, each with a way to it. */
import { findings, type Finding } from '../../analysis/index.ts';
import { segmentsOf } from '../../trace/queries.ts';
import type { Trace } from '../../trace/tables.ts';
import type { Place } from './places.ts';
import type { Target } from './selection.ts';
import { said, t } from '../l10n.ts';

export interface Listed {
  readonly severity: Finding['severity'];
  /** Name of the rule; '' for what ended the program. */
  readonly rule: string;
  readonly message: string;
  readonly place: Place | null;
  /** What to show of it in the timeline. */
  readonly target: Target | null;
}

const ORDER: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/** Once a run has ended; walks the whole trace. */
export function listFindings(trace: Trace): Listed[] {
  const listed = findings(trace, said).map((finding): Listed => {
    const { file, line, column, message, rule, severity } = finding;
    return {
      severity,
      rule,
      message,
      place: file === '' ? null : { file, line, column },
      target: targetOf(trace, finding),
    };
  });
  const { error } = trace;
  if (error !== undefined) {
    const { file, line = 1, column = 1 } = error;
    listed.push({
      severity: 'error',
      rule: '',
      message: t('The program ended with {0}: {1}', error.name, error.message),
      place: file === undefined ? null : { file, line, column },
      target: null,
    });
  }
  return listed.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function targetOf(trace: Trace, { evidence, rule }: Finding): Target | null {
  const facts = evidence as { readonly start?: number; readonly task?: number };
  if (rule === 'blocking-call') {
    const index = trace.blocking.findIndex(({ start }) => start === facts.start);
    return index === -1 ? null : { kind: 'blocking', index };
  }
  if (facts.task === undefined) return null;
  const task = trace.taskRows.get(facts.task) - 1;
  const segment = task < 0 ? undefined : segmentsOf(trace, task).at(-1);
  return segment === undefined ? null : { kind: 'segment', segment };
}
