/**
 * A long run as the view gets it: its tables with what is too short to be seen merged, and a stretch of it in more detail.
 * What is merged is counted, and kept as sums; nothing is made up.
 */
import { planDigest, limitAt, type Window } from './digest-plan.ts';
import { SegmentMerger, tasksOf } from './digest-segments.ts';
import { TurnMerger } from './digest-turns.ts';
import { pack, type Packed } from './packed.ts';
import { operationTimes } from './queries.ts';
import type { Combination, Merged, Trace } from './tables.ts';
import { packValues } from './values.ts';

/** Rows of segments that a view holds with ease, about. */
export const MOST_ROWS = 400_000;
/** Operations kept beside those that a kept wait or turn names; the longest would be as many again. */
const MOST_OPERATIONS = 200_000;
/** Promises that are kept for what is kept. */
const MOST_PROMISES = 2_000_000;

/** All of a trace that is no table. */
export type DigestHead = Omit<
  Trace,
  'tasks' | 'segments' | 'turns' | 'operations' | 'contents' | 'promises' | 'values' | 'taskRows' | 'merged'
>;

export interface Digest {
  readonly head: DigestHead;
  readonly merged: Merged;
  readonly tasks: Packed;
  readonly segments: Packed;
  readonly mergedSegments: Packed;
  readonly turns: Packed;
  readonly mergedTurns: Packed;
  readonly operations: Packed;
  /** Ids of the promises, whose columns follow. */
  readonly promiseIds: Int32Array;
  readonly promises: Packed;
  readonly combined: readonly (readonly [number, Combination])[];
  readonly contents: Packed;
  /** By row of a segment or task, see values.ts. */
  readonly values: Packed;
}

/**
 * Pauses now and then, so that whoever runs it can do other things meanwhile.
 * @param window of which more is wanted; null for none
 */
export function* digest(trace: Trace, window: Window | null, most = MOST_ROWS): Generator<void, Digest> {
  const merged = planDigest(trace, window, most);
  const merger = new SegmentMerger(trace, merged);
  const tasks = tasksOf(trace, merger);
  yield* merger.run();
  const { segments } = merger;
  const { combined, ids } = yield* promisesOf(trace, segments.promise.data.subarray(0, segments.count));
  const promises = pack(trace.promises, ids.length, ids);
  // What ended a wait that is kept is kept, too.
  const turns = new TurnMerger(trace, merged, most, promises['byTurn'] ?? []);
  yield* turns.run();
  const contents = turns.contents();
  const operations = new Set<number>();
  for (const row of promises['operation'] ?? []) if (row > 0) operations.add(row - 1);
  for (let row = 0; row < turns.turns.count; row++) {
    const operation = turns.turns.operation.get(row);
    if (operation >= 0) operations.add(operation);
  }
  yield* longOperations(trace, merged, operations);
  const kept = Int32Array.from(operations).sort();
  const place = new Map(Array.from(kept, (row, i) => [row, i]));
  promises['operation']?.forEach((row, i, column) => (column[i] = row > 0 ? (place.get(row - 1) ?? -1) + 1 : 0));
  promises['byTurn']?.forEach((row, i, column) => (column[i] = row > 0 ? turns.rowOf(row - 1) + 1 : 0));
  for (let row = 0; row < turns.turns.count; row++)
    turns.turns.operation.set(row, place.get(turns.turns.operation.get(row)) ?? -1);
  return {
    head: headOf(trace, turns),
    merged,
    tasks,
    segments: pack(segments, segments.count),
    mergedSegments: pack(segments.merged ?? {}, segments.count),
    turns: pack(turns.turns, turns.turns.count),
    mergedTurns: pack(turns.turns.merged ?? {}, turns.turns.count),
    operations: pack(trace.operations, kept.length, kept),
    promiseIds: ids,
    promises,
    combined,
    contents: pack(contents, contents.count),
    values: packValues(trace.values, (row) => merger.valued.get(row) ?? -1),
  };
}

function headOf(trace: Trace, turns: TurnMerger): DigestHead {
  const { anomalies, entry, startedAt, node, platform, blockingThresholdMs, now, ended, outcome, exitCode } = trace;
  const {
    error,
    lost,
    estimated,
    estimatedWithinMs,
    poolThreads,
    idle,
    loopSeen,
    valuePreviews,
    files,
    functions,
    sites,
  } = trace;
  const { labels, output, notInstrumented, refused, gaps, notes } = trace;
  const blocking = trace.blocking.map((block) => ({ ...block, turn: turns.rowOf(block.turn) }));
  const of = { anomalies, entry, startedAt, node, platform, blockingThresholdMs, now, ended, outcome, exitCode, error };
  const counts = { lost, estimated, estimatedWithinMs, poolThreads, idle, loopSeen, valuePreviews };
  // Copies of the lists: the trace may grow while this is on its way. Their entries never change.
  const source = { files: [...files], functions: [...functions], sites: [...sites], labels: [...labels] };
  const told = {
    output: [...output],
    notInstrumented: [...notInstrumented],
    refused: [...refused],
    gaps: [...gaps],
    notes: [...notes],
  };
  return { ...of, ...counts, blocking, ...source, ...told };
}

/** What the kept waits are for, and what that derives from. */
function* promisesOf(
  { promises }: Trace,
  waits: Int32Array,
): Generator<void, { ids: Int32Array; combined: [number, Combination][] }> {
  const known = new Set<number>();
  const combined: [number, Combination][] = [];
  const stack: number[] = [];
  for (let i = 0; i < waits.length; i++) {
    if (i % 100_000 === 99_999) yield;
    stack.push(waits[i] ?? 0);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (id <= 0 || known.has(id) || known.size >= MOST_PROMISES) continue;
      known.add(id);
      stack.push(promises.follows.get(id));
      const combination = promises.combined.get(id);
      if (combination === undefined) continue;
      combined.push([id, { ...combination, parts: [...combination.parts] }]);
      for (const part of combination.parts) stack.push(part);
    }
  }
  return { ids: Int32Array.from(known), combined };
}

/** Adds operations that are long enough to be seen where they are. */
function* longOperations(trace: Trace, merged: Merged, kept: Set<number>): Generator<void, void> {
  const most = kept.size + MOST_OPERATIONS;
  for (let row = 0; row < trace.operations.count && kept.size < most; row++) {
    if (row % 100_000 === 99_999) yield;
    const [start, end] = operationTimes(trace, row);
    if (end - start >= limitAt(merged, start, end)) kept.add(row);
  }
}
