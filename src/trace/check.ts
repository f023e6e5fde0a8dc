/** Verifies the invariants of a trace. Tests run it after every event; it is slow. */
import { segmentsOf, segmentEnd } from './queries.ts';
import { State, STATE_NAMES, type Trace } from './tables.ts';

/** @returns one sentence for each invariant that does not hold */
export function checkTrace(trace: Trace): string[] {
  const problems: string[] = [];
  const { tasks, segments, turns } = trace;
  let chained = 0;
  for (let task = 0; task < tasks.count; task++) {
    const rows = segmentsOf(trace, task);
    chained += rows.length;
    const name = `task ${tasks.id.get(task)}`;
    if (tasks.parent.get(task) >= task) problems.push(`${name} comes before its parent`);
    let at = tasks.start.get(task);
    for (const [index, row] of rows.entries()) {
      const state = STATE_NAMES[segments.state.get(row)] ?? '?';
      const start = segments.start.get(row);
      const open = Number.isNaN(segments.end.get(row));
      if (segments.task.get(row) !== task) problems.push(`${name} chains a segment of another task`);
      if (start !== at) problems.push(`${name} has a gap or an overlap: ${at} to ${start} before a ${state} segment`);
      if (!open && segments.end.get(row) < start)
        problems.push(`${name} has a ${state} segment that ends before it starts`);
      if (open && (index !== rows.length - 1 || !Number.isNaN(tasks.end.get(task)))) {
        problems.push(`${name} has an open ${state} segment in the middle`);
      }
      const next = rows[index + 1];
      if (segments.state.get(row) === State.Ready && next !== undefined && segments.state.get(next) !== State.Running) {
        problems.push(`${name} goes from ready to something else than running`);
      }
      if (state === 'running' && next !== undefined && segments.state.get(next) !== State.Suspended) {
        problems.push(`${name} goes from running to something else than suspended`);
      }
      at = segmentEnd(trace, row);
    }
    const end = tasks.end.get(task);
    if (!Number.isNaN(end) && end !== at) problems.push(`${name} ends at ${end}, its segments at ${at}`);
    if (rows.length === 0) problems.push(`${name} has no segment`);
  }
  if (chained !== segments.count) problems.push(`${segments.count} segments, ${chained} in chains`);
  for (let turn = 0; turn < turns.count; turn++) {
    if (turns.start.get(turn) < 0 || turns.end.get(turn) > trace.now)
      problems.push(`turn ${turn} lies outside the run`);
    if (turns.end.get(turn) < turns.start.get(turn)) problems.push(`turn ${turn} ends before it starts`);
    if (turn > 0 && turns.start.get(turn) < turns.end.get(turn - 1))
      problems.push(`turn ${turn} overlaps the one before`);
  }
  problems.push(...overlaps(trace));
  return problems;
}

/** Two running segments overlap only where one task called the other: then one lies within the other. */
function overlaps(trace: Trace): string[] {
  const { segments } = trace;
  const running: number[] = [];
  for (let row = 0; row < segments.count; row++) if (segments.state.get(row) === State.Running) running.push(row);
  running.sort(
    (a, b) => segments.start.get(a) - segments.start.get(b) || segmentEnd(trace, b) - segmentEnd(trace, a) || a - b,
  );
  const problems: string[] = [];
  const stack: number[] = [];
  for (const row of running) {
    const start = segments.start.get(row);
    while (stack.length > 0 && segmentEnd(trace, stack[stack.length - 1] ?? 0) <= start) stack.pop();
    const around = stack[stack.length - 1];
    if (around !== undefined && segmentEnd(trace, around) < segmentEnd(trace, row)) {
      problems.push(
        `tasks ${segments.task.get(around)} and ${segments.task.get(row)} run at the same time, and neither called the other`,
      );
    }
    stack.push(row);
  }
  return problems;
}
