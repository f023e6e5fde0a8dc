/** Where the commands "longest wait", "next blocking call" and "next failure" lead. */
import { segmentEnd } from '../../trace/queries.ts';
import { Outcome, State, type Trace } from '../../trace/tables.ts';
import type { Target } from './selection.ts';

/** The longest wait; from that one the next shorter, and so on. */
export function longestWait(trace: Trace, from: Target | null): Target | null {
  const { segments } = trace;
  const length = (row: number): number => segmentEnd(trace, row) - segments.start.get(row);
  const current = from?.kind === 'segment' && segments.state.get(from.segment) === State.Suspended ? from.segment : -1;
  const limit = current < 0 ? Infinity : length(current);
  let longest = -1;
  let found = -1;
  let best = -1;
  for (let row = 0; row < segments.count; row++) {
    if (segments.state.get(row) !== State.Suspended) continue;
    const ms = length(row);
    if (longest < 0 || ms > length(longest)) longest = row;
    if (ms > best && (ms < limit || (ms === limit && row > current))) {
      found = row;
      best = ms;
    }
  }
  const segment = found < 0 ? longest : found;
  return segment < 0 ? null : { kind: 'segment', segment };
}

/** The first blocking call that starts after a time; around the end. */
export function nextBlocking(trace: Trace, from: Target | null, time: number): Target | null {
  if (trace.blocking.length === 0) return null;
  if (from?.kind === 'blocking') return { kind: 'blocking', index: (from.index + 1) % trace.blocking.length };
  return {
    kind: 'blocking',
    index: Math.max(
      0,
      trace.blocking.findIndex(({ start }) => start >= time),
    ),
  };
}

/** The next await that was rejected or never settled, by rows from the selection on; around the end. */
export function nextFailure(trace: Trace, from: Target | null): Target | null {
  const { count } = trace.segments;
  const first = from?.kind === 'segment' ? from.segment : -1;
  for (let step = 1; step <= count; step++) {
    const segment = (first + step + count) % count;
    if (failed(trace, segment)) return { kind: 'segment', segment };
  }
  return null;
}

/** Was the await rejected, did it never settle, or did its task end with an error just after this? */
export function failed(trace: Trace, segment: number): boolean {
  const { segments, tasks } = trace;
  const task = segments.task.get(segment);
  if (segments.state.get(segment) === State.Suspended) {
    if (segments.outcome.get(segment) === Outcome.Rejected) return true;
    return trace.ended && segments.next.get(segment) < 0 && segments.promise.get(segment) !== 0;
  }
  const last = segments.state.get(segment) === State.Running && tasks.last.get(task) === segment;
  return last && tasks.outcome.get(task) === Outcome.Rejected;
}
