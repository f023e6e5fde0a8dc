/** Which lanes the timeline has: how they are grouped, sorted, folded and filtered, brought up to date as the run grows. */
import type { Trace } from '../../trace/tables.ts';
import { buildLanes, laneKey, type Grouping, type Lanes } from '../model/lanes.ts';
import { laneOf } from '../model/navigate.ts';
import { OperationFamilies } from '../model/operations.ts';
import { matcherOf, type Matcher } from '../model/search.ts';
import type { Target } from '../model/selection.ts';
import { sortingBy, type SortBy, type Sorting } from '../model/sorting.ts';

export interface Arranged {
  readonly grouping: Grouping;
  readonly sortBy: SortBy;
  readonly filter: string;
  /** Lanes without a match are hidden; else matches are only marked. */
  readonly hidesOthers: boolean;
}

/** How often the way to a task that is folded away is opened by one more step. */
const MAX_UNFOLDS = 64;
/** Times as long as making the lanes took, they are left as they are. */
const REST = 10;
const BY_START: Sorting = { by: 'start', metrics: null };

export class Arrangement {
  /** Tasks that pass the filter. */
  shownTasks = 0;
  readonly matcher: Matcher | null;
  readonly #trace: Trace;
  readonly #arranged: Arranged;
  readonly #operations: OperationFamilies;
  readonly #collapsed: Set<number>;
  readonly #toggled: Set<string>;
  #lanes: Lanes;
  #sorting = BY_START;
  /** Tasks for which the lanes were made; -1 to make them again at once. */
  #lanesOf = -1;
  /** Something came that has no lane yet, or the run ended, which settles all sums. */
  #stale = false;
  #ended = false;
  /** Not before this are lanes made again only because the run grew. */
  #restUntil = 0;

  /** @param from of the same trace: what was folded stays folded */
  constructor(trace: Trace, arranged: Arranged, from?: Arrangement) {
    this.#trace = trace;
    this.#arranged = arranged;
    this.#operations = from === undefined ? new OperationFamilies(trace) : from.#operations;
    this.#collapsed = from === undefined ? new Set() : from.#collapsed;
    this.#toggled = from === undefined ? new Set() : from.#toggled;
    this.matcher = matcherOf(trace, arranged.filter);
    this.#lanes = this.#make();
  }

  get lanes(): Lanes {
    return this.#lanes;
  }

  update(): void {
    const { ended, tasks } = this.#trace;
    if (this.#operations.update() || this.#ended !== ended) this.#stale = true;
    if (this.#lanesOf === tasks.count && !this.#stale) return;
    const start = performance.now();
    if (this.#lanesOf >= 0 && !ended && start < this.#restUntil) return;
    if (this.#ended !== ended) this.#sorting = BY_START;
    this.#ended = ended;
    this.#stale = false;
    this.#lanes = this.#make();
    // Making lanes costs what the run holds: while it grows that gets a small share of the time.
    this.#restUntil = performance.now() + (performance.now() - start) * REST;
  }

  /** Rows of collapsed tasks, and keys of lanes that are not folded as they usually are. */
  get folds(): { readonly collapsed: readonly number[]; readonly toggled: readonly string[] } {
    return { collapsed: [...this.#collapsed], toggled: [...this.#toggled] };
  }

  restoreFolds(collapsed: readonly number[], toggled: readonly string[]): void {
    for (const task of collapsed) this.#collapsed.add(task);
    for (const key of toggled) this.#toggled.add(key);
    this.#lanesOf = -1;
  }

  /** Folds or unfolds a lane. */
  toggle(lane: number): void {
    const task = this.#lanes.task[lane] ?? -1;
    const key = laneKey(this.#lanes, lane);
    if (task >= 0 && !this.#collapsed.delete(task)) this.#collapsed.add(task);
    if (key !== null && !this.#toggled.delete(key)) this.#toggled.add(key);
    this.#lanesOf = -1;
  }

  /** Folds all that can be folded, or unfolds all. */
  foldAll(fold: boolean): void {
    this.update();
    const wanted = fold ? 1 : 2;
    for (let lane = 0; lane < this.#lanes.count; lane++) if (this.#lanes.fold[lane] === wanted) this.toggle(lane);
  }

  /** Unfolds what hides a target. @returns its lane, or -1 */
  unfoldTo(target: Target): number {
    const trace = this.#trace;
    this.update();
    for (let step = 0; step < MAX_UNFOLDS; step++) {
      const lane = laneOf(trace, this.#lanes, target);
      if (target.kind !== 'task' && target.kind !== 'segment') return lane;
      let task = target.kind === 'task' ? target.task : trace.segments.task.get(target.segment);
      if (lane >= 0 && this.#lanes.task[lane] === task) return lane;
      while (task >= 0 && (this.#lanes.laneOf[task] ?? -1) < 0) task = trace.tasks.parent.get(task);
      const above = this.#lanes.laneOf[task] ?? -1;
      // Where nothing is folded, it is the filter that hides it.
      if (above < 0 || this.#lanes.fold[above] !== 2) return -1;
      this.toggle(above);
      this.update();
    }
    return -1;
  }

  #make(): Lanes {
    const { grouping, hidesOthers, sortBy } = this.#arranged;
    const trace = this.#trace;
    const { count } = trace.tasks;
    const { by, metrics } = this.#sorting;
    this.#lanesOf = count;
    if (by !== sortBy || (metrics?.length ?? 0) !== count) this.#sorting = sortingBy(trace, sortBy);
    const { matcher } = this;
    const wanted = matcher === null || !hidesOthers ? null : (task: number): boolean => matcher.task(task);
    this.shownTasks = count;
    if (wanted !== null) {
      this.shownTasks = 0;
      for (let task = 0; task < count; task++) if (wanted(task)) this.shownTasks++;
    }
    const operations = wanted === null ? this.#operations : null;
    const folds = { collapsed: this.#collapsed, toggled: this.#toggled };
    return buildLanes(trace, { ...folds, grouping, sorting: this.#sorting, wanted, operations });
  }
}
