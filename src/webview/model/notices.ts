/** What the trace does not show, or what was refused, in words. Nothing of it is left unsaid. */
import type { Merged, Trace } from '../../trace/tables.ts';
import { formatMs } from '../../trace/units.ts';
import { formatCount, formatDuration, formatNumber, formatTime } from './format.ts';
import { refusalPlace, type Place } from './places.ts';
import { said, t, word } from '../l10n.ts';

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly place?: Place;
}

export function noticesOf(trace: Trace, message: string): Notice[] {
  const notices: Notice[] = [];
  if (trace.error !== undefined) {
    const { column = 1, file, line, message: text, name } = trace.error;
    const where = file === undefined || line === undefined ? {} : { place: { file, line, column } };
    notices.push({ severity: 'error', text: `${name}: ${text}`, ...where });
  }
  // The host says the same, of a run that it has seen end.
  if (message !== '' && notices[0]?.text !== message) notices.unshift({ severity: 'error', text: message });
  const refused = new Map<string, { what: string; allow: string; count: number; place: Place | null }>();
  for (const refusal of trace.refused) {
    const { allow, what } = refusal;
    const key = `${what}\0${allow}`;
    const { count = 0, place = null } = refused.get(key) ?? {};
    refused.set(key, { what, allow, count: count + 1, place: place ?? refusalPlace(refusal) });
  }
  for (const { allow, count, place, what } of refused.values()) {
    const was = count > 1 ? t('{0} was refused {1} times', what, formatNumber(count)) : t('{0} was refused', what);
    const text = allow === '' ? was : t('{0}: allow it with “{1}”', was, allow);
    notices.push({ severity: 'warning', text, ...(place === null ? {} : { place }) });
  }
  if (trace.lost > 0) {
    const gaps = formatCount(trace.gaps.length, word('{0} gap'), word('{0} gaps'));
    const lost = formatCount(trace.lost, word('{0} record lost'), word('{0} records lost'));
    notices.push({ severity: 'warning', text: t('{0}: the timeline has {1}', lost, gaps) });
  }
  for (const text of trace.notes) notices.push({ severity: 'warning', text });
  if (trace.merged !== undefined) notices.push({ severity: 'info', text: mergedText(trace.merged) });
  if (trace.estimated > 0) {
    const within = formatMs(trace.estimatedWithinMs);
    const text = said(
      trace.estimated === 1
        ? word('{0} time estimated within {1}: the program made more events than the clock can be read for')
        : word('{0} times estimated within {1}: the program made more events than the clock can be read for'),
      formatNumber(trace.estimated),
      within,
    );
    notices.push({ severity: 'info', text });
  }
  if (trace.anomalies > 0) {
    const text = formatCount(
      trace.anomalies,
      word('{0} record made no sense and was left out'),
      word('{0} records made no sense and were left out'),
    );
    notices.push({ severity: 'warning', text });
  }
  const [first, ...rest] = trace.notInstrumented;
  if (first !== undefined) {
    const one = t('Not instrumented: {0} ({1})', first.path, first.reason);
    const more = formatCount(rest.length, word('and {0} more file'), word('and {0} more files'));
    notices.push({ severity: 'info', text: rest.length === 0 ? one : `${one}, ${more}` });
  }
  if (trace.ended && trace.tasks.count === 0 && trace.error === undefined) {
    notices.push({ severity: 'info', text: t('Nothing here suspends: no instrumented function ran') });
  }
  return notices;
}

function mergedText({ below, belowIn, segments, window }: Merged): string {
  const shown = formatCount(segments, word('{0} segment'), word('{0} segments'));
  const least = formatDuration(below);
  const rest = t(
    'Findings, the table and numbers of waits are of what is not merged; playback and the critical path need all of it, as in the exported JSON',
  );
  if (window === null) {
    return `${t('{0}: those shorter than {1} are merged; zoom in for more.', shown, least)} ${rest}`;
  }
  const [from, to] = [formatTime(window.start), formatTime(window.end)];
  const known =
    belowIn === 0
      ? t('{0}: those shorter than {1} are merged, from {2} to {3} none; zoom in for more.', shown, least, from, to)
      : t(
          '{0}: those shorter than {1} are merged, from {2} to {3} those below {4}; zoom in for more.',
          shown,
          least,
          from,
          to,
          formatDuration(belowIn),
        );
  return `${known} ${rest}`;
}

/** Words for the toolbar. @param arriving the run is over, and what is known of it is still coming in */
export function outcomeText(trace: Trace, arriving = false): { text: string; bad: boolean } {
  switch (trace.outcome) {
    case 'completed':
      return { text: t('Completed'), bad: false };
    case 'threw':
      return { text: t('Threw'), bad: true };
    case 'exited':
      return { text: t('Exited with {0}', trace.exitCode), bad: trace.exitCode !== 0 };
    case 'timedOut':
      return { text: t('Timed out'), bad: true };
    case 'stopped':
      return { text: t('Stopped'), bad: false };
    case 'outOfMemory':
      return { text: t('Ran out of memory'), bad: true };
    case 'crashed':
      return { text: t('Crashed'), bad: true };
    case null:
      return { text: arriving ? t('Opening') : t('Ended'), bad: false };
  }
}
