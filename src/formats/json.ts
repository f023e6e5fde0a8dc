/** Trace → its JSON form, version 1. Times in milliseconds to the nanosecond. */
import { criticalPath, findings } from '../analysis/index.ts';
import { LazyList, jsonChunks } from './chunks.ts';
import type { JsonBlocking, JsonOperation, JsonSegment, JsonTrace, JsonTurn, JsonWaitingFor } from '../trace/json.ts';
import { contentOf } from '../trace/contents.ts';
import { PHASES } from '../trace/record.ts';
import { delayedBy, segmentEnd, settledBy, turnLabel, waitingFor } from '../trace/queries.ts';
import { Outcome, State, STATE_NAMES, type Trace } from '../trace/tables.ts';
import { cameText, endText, yieldedText } from '../trace/values.ts';

function ms(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** How the long lists come to be: at once, or element by element as they are written. */
type List = <T>(count: number, make: (row: number) => T) => T[];

export function toJson(trace: Trace): JsonTrace {
  return build(trace, (count, make) => Array.from({ length: count }, (_, row) => make(row)));
}

/** The same as text, in pieces: a run of seconds can have millions of segments. */
export function jsonText(trace: Trace): Generator<string> {
  return jsonChunks(build(trace, (count, make) => new LazyList(count, make) as unknown as never[]));
}

function build(trace: Trace, list: List): JsonTrace {
  const { tasks, segments, turns, operations } = trace;
  const taskId = (row: number): number | null => (row < 0 ? null : tasks.id.get(row));
  return {
    format: 'awaitscope',
    version: 1,
    run: {
      entry: trace.entry,
      startedAt: trace.startedAt,
      durationMs: ms(trace.now),
      outcome: trace.outcome ?? 'crashed',
      exitCode: trace.exitCode,
      ...(trace.error === undefined ? {} : { error: trace.error }),
      node: trace.node,
      platform: trace.platform,
      lostRecords: trace.lost,
      ...(trace.gaps.length === 0
        ? {}
        : { gaps: trace.gaps.map(({ start, end, records }) => ({ start: ms(start), end: ms(end), records })) }),
      ...(trace.notes.length === 0 ? {} : { notes: [...trace.notes] }),
      ...(trace.estimated === 0
        ? {}
        : { estimatedTimes: { count: trace.estimated, withinMs: ms(trace.estimatedWithinMs) } }),
      ...(trace.loopSeen ? { idleMs: ms(trace.idle) } : {}),
      ...(trace.valuePreviews === null ? {} : { valuePreviews: trace.valuePreviews }),
      ...(trace.poolThreads === 0 ? {} : { poolThreads: trace.poolThreads }),
      notInstrumented: trace.notInstrumented.map(({ path, reason }) => ({ path, reason })),
    },
    files: [...trace.files],
    functions: trace.functions.slice(),
    sites: trace.sites.slice(),
    tasks: list(tasks.count, (row) => ({
      id: tasks.id.get(row),
      function: tasks.function.get(row),
      parent: taskId(tasks.parent.get(row)),
      start: ms(tasks.start.get(row)),
      end: Number.isNaN(tasks.end.get(row)) ? null : ms(tasks.end.get(row)),
      outcome: (['pending', 'fulfilled', 'rejected'] as const)[tasks.outcome.get(row)] ?? 'pending',
      ...endValue(trace, row),
    })),
    segments: list(segments.count, (row) => segment(trace, row)),
    turns: list(turns.count, (row) => turn(trace, row)),
    operations: list(operations.count, (row) => operation(trace, row)),
    blocking: trace.blocking.map((block): JsonBlocking => {
      const { kind, label, file, line, column } = block;
      return {
        start: ms(block.start),
        end: ms(block.end),
        turn: block.turn < 0 ? null : block.turn + 1,
        task: taskId(block.task),
        kind,
        label,
        file,
        line,
        column,
        ...(block.hot === undefined ? {} : { hot: block.hot.lines.map((hot) => ({ ...hot, ms: ms(hot.ms) })) }),
        delayed: delayedBy(trace, block).map((delay) => ({
          task: tasks.id.get(delay.task),
          site: delay.site,
          ms: ms(delay.ms),
          ...(delay.atMost ? { atMost: true as const } : {}),
        })),
      };
    }),
    findings: findings(trace),
    criticalPath: criticalPath(trace).map((step) => ({
      task: tasks.id.get(step.task),
      start: ms(step.start),
      end: ms(step.end),
      state: step.state,
    })),
    output: trace.output.map(({ time, stream, text, task }) => ({
      time: ms(time),
      stream,
      text,
      ...(task < 0 ? {} : { task: tasks.id.get(task) }),
    })),
  };
}

function endValue(trace: Trace, row: number): { returned?: string; threw?: string } {
  const value = endText(trace, row);
  if (value === null) return {};
  return trace.tasks.outcome.get(row) === Outcome.Rejected ? { threw: value } : { returned: value };
}

function segment(trace: Trace, row: number): JsonSegment {
  const { segments, tasks } = trace;
  const state = segments.state.get(row);
  const json: JsonSegment = {
    task: tasks.id.get(segments.task.get(row)),
    state: STATE_NAMES[state] ?? 'running',
    start: ms(segments.start.get(row)),
    end: ms(segmentEnd(trace, row)),
  };
  const site = segments.site.get(row);
  if (site !== 0) json.site = site;
  if (state === State.Running) return json;
  if (state === State.Suspended) {
    const outcome = segments.outcome.get(row);
    if (outcome === Outcome.Fulfilled) json.outcome = 'fulfilled';
    if (outcome === Outcome.Rejected) json.outcome = 'rejected';
  }
  const wait = waitingFor(trace, row);
  if (wait !== null) json.waitingFor = withTaskId(trace, wait) as JsonWaitingFor;
  const by = settledBy(trace, row);
  if (by !== null) json.settledBy = withTaskId(trace, by);
  const value = cameText(trace, row);
  if (value !== null) json.value = value;
  const yielded = yieldedText(trace, row);
  if (yielded !== null) json.yielded = yielded;
  return json;
}

/** Rows of tables → ids of the file. */
function withTaskId(trace: Trace, of: { readonly task?: number; readonly turn?: number }): object {
  return {
    ...of,
    ...(of.task === undefined ? {} : { task: trace.tasks.id.get(of.task) }),
    ...(of.turn === undefined ? {} : { turn: of.turn + 1 }),
  };
}

function turn(trace: Trace, row: number): JsonTurn {
  const label = turnLabel(trace, row);
  const phase = PHASES[trace.turns.phase.get(row)] ?? 'poll';
  const content = contentOf(trace, row).map((item) => ({
    ...item,
    start: ms(item.start),
    ...(item.end === undefined ? {} : { end: ms(item.end) }),
    ...(item.task === undefined ? {} : { task: trace.tasks.id.get(item.task) }),
  }));
  return {
    id: row + 1,
    start: ms(trace.turns.start.get(row)),
    end: ms(trace.turns.end.get(row)),
    phase,
    ...(trace.loopSeen ? { iteration: trace.turns.iteration.get(row) } : {}),
    ...(trace.turns.idle.get(row) === 0 ? {} : { idleBefore: ms(trace.turns.idle.get(row)) }),
    trigger: {
      kind: label?.kind ?? (phase === 'main' ? 'main' : 'event'),
      label: label?.text ?? (phase === 'main' ? 'the program starts' : 'an internal callback'),
      ...(label?.file === undefined ? {} : { file: label.file }),
      ...(label?.line === undefined ? {} : { line: label.line }),
      ...(label?.callback === undefined ? {} : { callback: label.callback }),
    },
    ...drained(trace, row),
    ...(content.length === 0 ? {} : { content }),
  };
}

function drained({ turns }: Trace, row: number): Pick<JsonTurn, 'drained'> {
  const jobs = turns.jobs.get(row);
  const ticks = turns.ticks.get(row);
  const microtasks = turns.microtasks.get(row);
  return jobs + ticks + microtasks === 0 ? {} : { drained: { jobs, ticks, microtasks } };
}

function operation(trace: Trace, row: number): JsonOperation {
  const label = trace.labels[trace.operations.label.get(row)];
  const end = trace.operations.end.get(row);
  return {
    id: row + 1,
    kind: label?.kind ?? 'event',
    label: label?.text ?? 'an operation',
    start: ms(trace.operations.start.get(row)),
    end: Number.isNaN(end) ? null : ms(end),
    ...(label?.file === undefined ? {} : { file: label.file }),
    ...(label?.line === undefined ? {} : { line: label.line }),
    // One that ended as it started was a synchronous call, see RecordKind.OperationEnd.
    ...(label?.pool === undefined || end === trace.operations.start.get(row) ? {} : { pool: label.pool }),
  };
}
