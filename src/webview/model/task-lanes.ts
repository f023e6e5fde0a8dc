/** Lanes of tasks: the tree of calls, or groups by function or quadrant. Calls of one function side by side fold into one. */
import { Outcome, type Trace } from '../../trace/tables.ts';
import { Fold, type LaneGroup, type LaneList, type LaneOptions } from './lanes.ts';
import { QUADRANTS, quadrantsOf } from './quadrants.ts';

/** From so many siblings that call one function on, they fold into one lane. */
export const FOLD_FROM = 8;

interface Entry {
  readonly task: number;
  readonly group: LaneGroup | null;
  /** What it is sorted by; the most comes first, or the first row where nothing is measured. */
  readonly value: number;
}

export function taskLanes(trace: Trace, options: LaneOptions, lanes: LaneList): void {
  const walk = new Walk(trace, options, lanes);
  const all = walk.wanted();
  if (options.grouping === 'parent') walk.tree(all);
  else if (options.grouping === 'function') walk.list(walk.entries(all, 'all', 2), 0);
  else if (options.grouping === 'flat') walk.list(walk.singles(all), 0);
  else walk.quadrants(all);
}

class Walk {
  readonly #trace: Trace;
  readonly #options: LaneOptions;
  readonly #lanes: LaneList;

  constructor(trace: Trace, options: LaneOptions, lanes: LaneList) {
    this.#trace = trace;
    this.#options = options;
    this.#lanes = lanes;
  }

  wanted(): Int32Array {
    const { wanted } = this.#options;
    const { count } = this.#trace.tasks;
    const rows = new Int32Array(count);
    let found = 0;
    for (let task = 0; task < count; task++) if (wanted === null || wanted(task)) rows[found++] = task;
    return rows.subarray(0, found);
  }

  /** A parent, then its children. Where a parent is not wanted, the nearest wanted one above it is the parent. */
  tree(tasks: Int32Array): void {
    const { collapsed } = this.#options;
    const { from, of, roots } = this.#children(tasks);
    const childrenOf = (task: number): Int32Array => of.subarray(from[task] ?? 0, from[task + 1] ?? 0);
    const stack: { entries: readonly Entry[]; at: number }[] = [{ entries: this.entries(roots, 'root'), at: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const entry = top.entries[top.at++];
      if (entry === undefined) {
        stack.pop();
        continue;
      }
      const depth = stack.length - 1;
      if (entry.group !== null) {
        if (this.#group(entry.group, depth, false)) stack.push({ entries: this.singles(entry.group.tasks), at: 0 });
        continue;
      }
      const children = childrenOf(entry.task);
      const folded = children.length > 0 && collapsed.has(entry.task);
      this.#lanes.addTask(entry.task, depth, children.length === 0 ? Fold.None : folded ? Fold.Collapsed : Fold.Open);
      if (children.length > 0 && !folded) stack.push({ entries: this.entries(children, String(entry.task)), at: 0 });
    }
  }

  list(entries: readonly Entry[], depth: number): void {
    for (const { group, task } of entries) {
      if (group === null) this.#lanes.addTask(task, depth, Fold.None);
      else if (this.#group(group, depth, group.tasks.length < FOLD_FROM)) {
        for (const member of this.singles(group.tasks)) this.#lanes.addTask(member.task, depth + 1, Fold.None);
      }
    }
  }

  quadrants(tasks: Int32Array): void {
    const quadrant = quadrantsOf(this.#trace);
    QUADRANTS.forEach(({ meaning, title }, i) => {
      const members = tasks.filter((task) => quadrant[task] === i);
      if (members.length === 0) return;
      const group = {
        key: `quadrant:${i}`,
        title,
        meaning,
        tasks: members,
        failed: this.#failed(members),
        function: 0,
      };
      if (this.#group(group, 0, true)) this.list(this.entries(members, `quadrant:${i}`), 1);
    });
  }

  singles(tasks: Int32Array): Entry[] {
    const entries = Array.from(tasks, (task) => ({ task, group: null, value: this.#value(task) }));
    return this.#sorted(entries);
  }

  /** Tasks, with those of one function in a group where they are many. @param scope makes the groups' keys unique */
  entries(tasks: Int32Array, scope: string, from = FOLD_FROM): Entry[] {
    const functions = this.#trace.tasks.function.data;
    const counts = new Map<number, number>();
    if (tasks.length >= from) {
      for (const task of tasks) counts.set(functions[task] ?? 0, (counts.get(functions[task] ?? 0) ?? 0) + 1);
    }
    const entries: Entry[] = [];
    const members = new Map<number, { rows: Int32Array; used: number; value: number; first: number }>();
    for (const task of tasks) {
      const id = functions[task] ?? 0;
      const count = counts.get(id) ?? 0;
      if (count < from) {
        entries.push({ task, group: null, value: this.#value(task) });
        continue;
      }
      let known = members.get(id);
      if (known === undefined) {
        known = { rows: new Int32Array(count), used: 0, value: 0, first: task };
        members.set(id, known);
      }
      known.rows[known.used++] = task;
      known.value += this.#value(task);
    }
    for (const [id, { first, rows, value }] of members) {
      const title = this.#trace.functions[id - 1]?.name ?? '(unknown)';
      const group = {
        key: `${scope}:${id}`,
        title,
        meaning: '',
        tasks: rows,
        failed: this.#failed(rows),
        function: id,
      };
      entries.push({ task: first, group, value });
    }
    return this.#sorted(entries);
  }

  #failed(tasks: Int32Array): number {
    const outcomes = this.#trace.tasks.outcome.data;
    return tasks.reduce((count, task) => count + (outcomes[task] === Outcome.Rejected ? 1 : 0), 0);
  }

  #value(task: number): number {
    return this.#options.sorting.metrics?.[task] ?? 0;
  }

  #sorted(entries: Entry[]): Entry[] {
    return entries.sort((a, b) => b.value - a.value || a.task - b.task);
  }

  /** @returns whether its members follow */
  #group(group: LaneGroup, depth: number, openAtFirst: boolean): boolean {
    const open = this.#options.toggled.has(group.key) !== openAtFirst;
    this.#lanes.addGroup(group, depth, open ? Fold.Open : Fold.Collapsed);
    return open;
  }

  /** Children of each task in one array: those of row `t` are of[from[t]] to of[from[t + 1]]. */
  #children(tasks: Int32Array): { from: Int32Array; of: Int32Array; roots: Int32Array } {
    const { count } = this.#trace.tasks;
    const parents = this.#trace.tasks.parent.data;
    // Parents come before their children, so the nearest wanted one is known from the row above.
    const nearest = new Int32Array(count).fill(-1);
    const own = new Uint8Array(count);
    for (const task of tasks) own[task] = 1;
    const from = new Int32Array(count + 2);
    let rootCount = 0;
    for (let task = 0; task < count; task++) {
      const parent = parents[task] ?? -1;
      if (parent >= 0 && parent < task) nearest[task] = own[parent] === 1 ? parent : (nearest[parent] ?? -1);
      if (own[task] !== 1) continue;
      const above = nearest[task] ?? -1;
      if (above < 0) rootCount++;
      else from[above + 1] = (from[above + 1] ?? 0) + 1;
    }
    for (let task = 0; task < count; task++) from[task + 1] = (from[task + 1] ?? 0) + (from[task] ?? 0);
    const next = from.slice();
    const of = new Int32Array(tasks.length - rootCount);
    const roots = new Int32Array(rootCount);
    let root = 0;
    for (const task of tasks) {
      const above = nearest[task] ?? -1;
      if (above < 0) roots[root++] = task;
      else {
        const at = next[above] ?? 0;
        of[at] = task;
        next[above] = at + 1;
      }
    }
    return { from, of, roots };
  }
}
