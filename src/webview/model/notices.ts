/** What the trace does not show, or what was refused, in words. Nothing of it is left unsaid. */
import type { Merged, Trace } from '../../trace/tables.ts';
import { formatMs } from '../../trace/units.ts';
import { formatCount, formatDuration, formatTime } from './format.ts';

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

export function noticesOf(trace: Trace, message: string): Notice[] {
  const notices: Notice[] = [];
  if (message !== '') notices.push({ severity: 'error', text: message });
  if (trace.error !== undefined) {
    const { file, line, message: text, name } = trace.error;
    const where = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    notices.push({ severity: 'error', text: `${name}: ${text}${where}` });
  }
  const refused = new Map<string, { what: string; allow: string; count: number }>();
  for (const { allow, what } of trace.refused) {
    const key = `${what}\0${allow}`;
    refused.set(key, { what, allow, count: (refused.get(key)?.count ?? 0) + 1 });
  }
  for (const { allow, count, what } of refused.values()) {
    const times = count > 1 ? ` ${count.toLocaleString('en-US')} times` : '';
    const how = allow === '' ? '' : `: allow it with “${allow}”`;
    notices.push({ severity: 'warning', text: `${what} was refused${times}${how}` });
  }
  if (trace.lost > 0) {
    const gaps = formatCount(trace.gaps.length, 'gap');
    notices.push({ severity: 'warning', text: `${formatCount(trace.lost, 'record')} lost: the timeline has ${gaps}` });
  }
  for (const text of trace.notes) notices.push({ severity: 'warning', text });
  if (trace.merged !== undefined) notices.push({ severity: 'info', text: mergedText(trace.merged) });
  if (trace.estimated > 0) {
    const text = `${formatCount(trace.estimated, 'time')} estimated within ${formatMs(trace.estimatedWithinMs)}: the program made more events than the clock can be read for`;
    notices.push({ severity: 'info', text });
  }
  if (trace.anomalies > 0) {
    const text = `${formatCount(trace.anomalies, 'record')} made no sense and ${trace.anomalies === 1 ? 'was' : 'were'} left out`;
    notices.push({ severity: 'warning', text });
  }
  const [first, ...rest] = trace.notInstrumented;
  if (first !== undefined) {
    const more = rest.length === 0 ? '' : `, and ${formatCount(rest.length, 'more file')}`;
    notices.push({ severity: 'info', text: `Not instrumented: ${first.path} (${first.reason})${more}` });
  }
  if (trace.ended && trace.tasks.count === 0) {
    notices.push({ severity: 'info', text: 'Nothing here suspends: no instrumented function ran' });
  }
  return notices;
}

function mergedText({ below, belowIn, segments, window }: Merged): string {
  const within =
    window === null
      ? ''
      : `, from ${formatTime(window.start)} to ${formatTime(window.end)} ${belowIn === 0 ? 'none' : `those below ${formatDuration(belowIn)}`}`;
  return (
    `${formatCount(segments, 'segment')}: those shorter than ${formatDuration(below)} are merged${within}; zoom in for more. ` +
    'Findings, the table and numbers of waits are of what is not merged; playback and the critical path need all of it, as in the exported JSON'
  );
}

/** Words for the toolbar. @param arriving the run is over, and what is known of it is still coming in */
export function outcomeText(trace: Trace, arriving = false): { text: string; bad: boolean } {
  switch (trace.outcome) {
    case 'completed':
      return { text: 'Completed', bad: false };
    case 'threw':
      return { text: 'Threw', bad: true };
    case 'exited':
      return { text: `Exited with ${trace.exitCode}`, bad: trace.exitCode !== 0 };
    case 'timedOut':
      return { text: 'Timed out', bad: true };
    case 'stopped':
      return { text: 'Stopped', bad: false };
    case 'outOfMemory':
      return { text: 'Ran out of memory', bad: true };
    case 'crashed':
      return { text: 'Crashed', bad: true };
    case null:
      return { text: arriving ? 'Opening' : 'Ended', bad: false };
  }
}
