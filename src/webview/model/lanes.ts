/** Which lanes there are, in which order, how deep: tasks, groups of tasks that share one lane, and operations. */
import type { Trace } from '../../trace/tables.ts';
import type { OperationFamilies, OperationRow } from './operations.ts';
import { taskLanes } from './task-lanes.ts';
import type { Sorting } from './sorting.ts';

export const GROUPINGS = ['parent', 'function', 'quadrant', 'flat'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Tasks that stand in one lane, or below it when it is open. */
export interface LaneGroup {
  /** Stays the same while the run grows. */
  readonly key: string;
  readonly title: string;
  /** Said when the pointer rests on it; '' for nothing. */
  readonly meaning: string;
  /** Rows, in the order in which they are shown. */
  readonly tasks: Int32Array;
  /** How many of them were rejected. */
  readonly failed: number;
  /** Id of the one function that they all call; 0 for several. */
  readonly function: number;
}

export interface OperationGroup {
  readonly key: string;
  readonly title: string;
  /** All of the family, and the first of the lanes into which they were sorted. */
  readonly rows: readonly OperationRow[];
  readonly count: number;
}

export interface Lanes {
  readonly count: number;
  /** Task row of each lane, or -1 where it is not one task's. */
  readonly task: Int32Array;
  readonly depth: Uint16Array;
  /** 0 no children, 1 open, 2 collapsed. */
  readonly fold: Uint8Array;
  /** Place in `groups` of a lane that shows many tasks, or -1. */
  readonly group: Int32Array;
  /** Place in `operations` of a lane that shows operations, or -1; with `row` for one row of them, -1 for all. */
  readonly family: Int32Array;
  readonly row: Int32Array;
  /** Lane of a task row: its own, or the folded group's that holds it; -1 for none. */
  readonly laneOf: Int32Array;
  readonly groups: readonly LaneGroup[];
  readonly operations: readonly OperationGroup[];
  /** Lane of a group by its key. */
  readonly laneOfKey: ReadonlyMap<string, number>;
}

export const Fold = { None: 0, Open: 1, Collapsed: 2 } as const;

/** What was folded and unfolded by hand. */
export interface Folds {
  readonly collapsed: ReadonlySet<number>;
  /** Keys of groups that are not as they are at first. */
  readonly toggled: ReadonlySet<string>;
}
export interface LaneOptions extends Folds {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  /** Which tasks to show; null for all. */
  readonly wanted: ((task: number) => boolean) | null;
  readonly operations: OperationFamilies | null;
}

export const NO_FOLDS: Folds = { collapsed: new Set(), toggled: new Set() };
export const ALL_LANES: LaneOptions = {
  ...NO_FOLDS,
  grouping: 'parent',
  sorting: { by: 'start', metrics: null },
  wanted: null,
  operations: null,
};

/** Collects lanes; the arrays grow. */
export class LaneList implements Lanes {
  count = 0;
  task = new Int32Array(64);
  depth = new Uint16Array(64);
  fold = new Uint8Array(64);
  group = new Int32Array(64);
  family = new Int32Array(64);
  row = new Int32Array(64);
  readonly laneOf: Int32Array;
  readonly groups: LaneGroup[] = [];
  readonly operations: OperationGroup[] = [];
  readonly laneOfKey = new Map<string, number>();

  constructor(tasks: number) {
    this.laneOf = new Int32Array(tasks).fill(-1);
  }

  addTask(task: number, depth: number, fold: number): void {
    this.laneOf[task] = this.count;
    this.#add(task, depth, fold, -1, -1, -1);
  }

  addGroup(group: LaneGroup, depth: number, fold: number): void {
    if (fold === Fold.Collapsed) for (const task of group.tasks) this.laneOf[task] = this.count;
    this.groups.push(group);
    this.laneOfKey.set(group.key, this.count);
    this.#add(-1, depth, fold, this.groups.length - 1, -1, -1);
  }

  addOperations(family: number, row: number, depth: number, fold: number): void {
    this.#add(-1, depth, fold, -1, family, row);
  }

  #add(task: number, depth: number, fold: number, group: number, family: number, row: number): void {
    const at = this.count++;
    if (at === this.task.length) this.#grow();
    this.task[at] = task;
    this.depth[at] = Math.min(depth, 0xffff);
    this.fold[at] = fold;
    this.group[at] = group;
    this.family[at] = family;
    this.row[at] = row;
  }

  #grow(): void {
    const size = this.count * 2;
    const ints = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(size);
      to.set(from);
      return to;
    };
    this.task = ints(this.task);
    this.group = ints(this.group);
    this.family = ints(this.family);
    this.row = ints(this.row);
    const { depth, fold } = this;
    this.depth = new Uint16Array(size);
    this.depth.set(depth);
    this.fold = new Uint8Array(size);
    this.fold.set(fold);
  }
}

/** Families of operations of up to this many rows are open at first. */
const OPEN_ROWS = 3;

export function buildLanes(trace: Trace, options: LaneOptions = ALL_LANES): Lanes {
  const lanes = new LaneList(trace.tasks.count);
  taskLanes(trace, options, lanes);
  for (const family of options.operations?.families ?? []) {
    const place = lanes.operations.length;
    const key = `operations:${family.title}`;
    lanes.operations.push({ key, title: family.title, rows: family.rows, count: family.count });
    if (family.rows.length === 1) {
      lanes.addOperations(place, 0, 0, Fold.None);
      continue;
    }
    lanes.laneOfKey.set(key, lanes.count);
    const open = options.toggled.has(key) !== family.rows.length <= OPEN_ROWS;
    // An open family has its first row beside its name.
    lanes.addOperations(place, open ? 0 : -1, 0, open ? Fold.Open : Fold.Collapsed);
    for (let row = 1; open && row < family.rows.length; row++) lanes.addOperations(place, row, 1, Fold.None);
  }
  return lanes;
}

/** Key of what the lane folds or unfolds; null for a lane of one task, or of operations that fold nothing. */
export function laneKey(lanes: Lanes, lane: number): string | null {
  const group = lanes.groups[lanes.group[lane] ?? -1];
  if (group !== undefined) return group.key;
  const folds = lanes.fold[lane] !== Fold.None;
  return folds ? (lanes.operations[lanes.family[lane] ?? -1]?.key ?? null) : null;
}
