/** Previews of values in words. What was not kept is said to be. */
import { Outcome, State, type Trace } from '../../trace/tables.ts';
import { cameText, endText, yieldedText } from '../../trace/values.ts';
import { siteOf } from './places.ts';
import { said, t, word } from '../l10n.ts';

export interface ValueFact {
  readonly label: string;
  readonly value: string;
}

const NOT_KEPT = word('not kept');

/** What a suspension handed out, and what it brought. */
export function valueFacts(trace: Trace, segment: number): ValueFact[] {
  const { segments, valuePreviews } = trace;
  const site = siteOf(trace, segment);
  if (valuePreviews !== true || site === undefined || segments.state.get(segment) !== State.Suspended) return [];
  const wentOn = segments.next.get(segment) >= 0;
  const came = cameText(trace, segment);
  if (site.kind === 'yield')
    return [
      { label: t('Yielded'), value: yieldedText(trace, segment) ?? said(NOT_KEPT) },
      ...(wentOn ? [{ label: t('Sent by next'), value: came ?? said(NOT_KEPT) }] : []),
    ];
  const outcome = segments.outcome.get(segment);
  if (outcome === Outcome.Rejected) return [{ label: t('Reason'), value: came ?? said(NOT_KEPT) }];
  const over = outcome === Outcome.Fulfilled || (site.kind === 'yield-star' && wentOn);
  return came === null && !over ? [] : [{ label: t('Value'), value: came ?? said(NOT_KEPT) }];
}

/** What a task ended by, and what a generator returned: the value of another task shows where it is awaited. */
export function endFacts(trace: Trace, task: number): ValueFact[] {
  const { end, function: functions, outcome } = trace.tasks;
  if (trace.valuePreviews !== true || Number.isNaN(end.get(task))) return [];
  const text = endText(trace, task);
  if (outcome.get(task) === Outcome.Rejected) return [{ label: t('Threw'), value: text ?? said(NOT_KEPT) }];
  const kind = trace.functions[functions.get(task) - 1]?.kind ?? '';
  return kind.endsWith('generator') ? [{ label: t('Returned'), value: text ?? said(NOT_KEPT) }] : [];
}

/** One cell: what was yielded, or what came. */
export function valueText(trace: Trace, segment: number): string {
  if (trace.segments.state.get(segment) !== State.Suspended) return '';
  return yieldedText(trace, segment) ?? cameText(trace, segment) ?? '';
}
