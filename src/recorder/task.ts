/**
 * The recorder's view of a task, and the stamps that tie promises to it. A stamp is a private field put on a promise by
 * a constructor that returns its argument: no property appears, no prototype is asked, no proxy is told.
 */
/** How the last await of a task ended, as far as probes have told. */
export const Resumed = {
  No: 0,
  Fulfilled: 1,
  /** Not yet; and what runs next after a rejection has no probe, so the continuation is watched. */
  Watched: 2,
  /** No probe tells: the continuation is watched, and the promise is asked. */
  Unmarked: 3,
} as const;

/** How the body was left, as far as probes have told. Left without any of them, it threw. */
export const Left = {
  NotByReturn: 0,
  /** By a return after which nothing can throw. */
  Surely: 1,
  /** By a return; a finally block, a closed iterator or a disposed resource may still throw. */
  Perhaps: 2,
  /** It follows another promise. */
  Following: 3,
} as const;

export class Task {
  readonly id: number;
  /** Site of the last or current suspension. */
  site = 0;
  /** Who was running when this task began or went on: that one runs again when this one stops. */
  caller: Task | null;
  suspended = false;
  /** One of `Resumed`. */
  resumed: number = Resumed.Fulfilled;
  /** One of `Left`. */
  left: number = Left.NotByReturn;
  /** The job in which it returned, or -1. */
  returnedIn = -1;
  ended = false;
  /** Its own promise is found only as it leaves. */
  promiseUnknown = false;
  /** In the mode of `for await` and `await using`: the operand was not seen, resumption is told by a probe. */
  implicit = false;
  /** Site of the `for await` whose body runs: a wait without a probe closes its iterator. */
  loop = 0;
  /** Its own promise, where it was known from the start. */
  own: object | null = null;
  /** What it is about to await. */
  operand: unknown = null;
  /** The awaited promise, kept only where the outcome must be asked of it. */
  awaited: object | null = null;

  constructor(id: number, caller: Task | null) {
    this.id = id;
    this.caller = caller;
  }
}

const Returned = function (this: unknown, value: object): object {
  return value;
} as unknown as new (value: object) => object;

/** promise → its number (it was awaited) or its task (it is the task's own). */
export class Stamp extends Returned {
  #value: number | Task;
  constructor(target: object, value: number | Task) {
    super(target);
    this.#value = value;
  }
  static has(target: object): boolean {
    return #value in target;
  }
  static get(target: object): number | Task {
    return (target as Stamp).#value;
  }
}

/** throwaway promise of an await → the task to go on with. */
export class Continuation extends Returned {
  #task: Task;
  constructor(target: object, task: Task) {
    super(target);
    this.#task = task;
  }
  static of(target: object): Task | null {
    return #task in target ? target.#task : null;
  }
}
