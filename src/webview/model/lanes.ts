/** Which tasks have a lane, in which order, how deep. */
import type { Trace } from '../../trace/tables.ts';

export interface Lanes {
  readonly count: number;
  /** Task row of each lane. */
  readonly task: Int32Array;
  readonly depth: Uint16Array;
  /** 0 no children, 1 open, 2 collapsed. */
  readonly fold: Uint8Array;
  /** Lane of a task row, or -1. */
  readonly laneOf: Int32Array;
}

export const Fold = { None: 0, Open: 1, Collapsed: 2 } as const;

/**
 * Tasks in order of a tree walk: a parent, then its children by their start. With a filter, the matching tasks alone,
 * without indentation, in order of their starts.
 */
export function buildLanes(trace: Trace, collapsed: ReadonlySet<number>, filter: string): Lanes {
  const { count } = trace.tasks;
  const lanes = {
    count: 0,
    task: new Int32Array(count),
    depth: new Uint16Array(count),
    fold: new Uint8Array(count),
    laneOf: new Int32Array(count).fill(-1),
  };
  const add = (task: number, depth: number, fold: number): void => {
    lanes.laneOf[task] = lanes.count;
    lanes.task[lanes.count] = task;
    lanes.depth[lanes.count] = Math.min(depth, 0xffff);
    lanes.fold[lanes.count] = fold;
    lanes.count++;
  };
  const needle = filter.trim().toLowerCase();
  if (needle !== '') {
    const matches = trace.functions.map((info) => info.name.toLowerCase().includes(needle));
    const functions = trace.tasks.function.data;
    for (let task = 0; task < count; task++) {
      if (matches[(functions[task] ?? 0) - 1] === true) add(task, 0, Fold.None);
    }
    return lanes;
  }
  const parents = trace.tasks.parent.data;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let firstRoot = -1;
  for (let task = count - 1; task >= 0; task--) {
    const parent = parents[task] ?? -1;
    if (parent < 0 || parent >= task) {
      nextSibling[task] = firstRoot;
      firstRoot = task;
    } else {
      nextSibling[task] = firstChild[parent] ?? -1;
      firstChild[parent] = task;
    }
  }
  const open: number[] = [];
  let task = firstRoot;
  while (task >= 0 || open.length > 0) {
    if (task < 0) {
      task = nextSibling[open.pop() ?? -1] ?? -1;
      continue;
    }
    const child = firstChild[task] ?? -1;
    const folded = child >= 0 && collapsed.has(task);
    add(task, open.length, child < 0 ? Fold.None : folded ? Fold.Collapsed : Fold.Open);
    if (child >= 0 && !folded) {
      open.push(task);
      task = child;
    } else {
      task = nextSibling[task] ?? -1;
    }
  }
  return lanes;
}
