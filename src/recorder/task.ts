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
  /** By an exception that nothing in it catches. */
  Throwing: 4,
} as const;

export class Task {
  id = 0;
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
  /** An async generator, to whom `next()` is a question that is answered by a promise. */
  answers = false;
  /** Its own promise is found only as it leaves. */
  promiseUnknown = false;
  /** The promise that it returned, kept where its own is not known. */
  returned: object | null = null;
  /** In the mode of `for await` and `await using`: the operand was not seen, resumption is told by a probe. */
  implicit = false;
  /** Site of the `for await` whose body runs: a wait without a probe closes its iterator. */
  loop = 0;
  /** Its own promise, where it was known from the start. */
  own: object | null = null;
  /** The task that it called last: most often the one that it awaits next. */
  child: Task | null = null;
  /** What it is about to await. */
  operand: unknown = null;
  /** The awaited promise, kept only where the outcome must be asked of it. */
  awaited: object | null = null;

  constructor(id: number, caller: Task | null) {
    this.id = id;
    this.caller = caller;
  }
}

/** A promise that `then` or its like made of a task's own, of a named one, or of such a one. */
export class Derived {
  readonly from: { readonly id: number };
  /** Its number, or 0 while nobody awaited it. */
  id = 0;

  constructor(from: { readonly id: number }) {
    this.from = from;
  }
}

const Returned = function (this: unknown, value: object): object {
  return value;
} as unknown as new (value: object) => object;

/**
 * promise → its number (it was awaited), its task (it is the task's own), what it derives from, or 0. Each promise gets one as it is made: to put
 * a stamp on a new object and to read one that is there is cheap, to ask for one that is not is a call into the engine.
 */
export class Stamp extends Returned {
  #value: number | Task | Derived = 0;

  static get(target: object): number | Task | Derived {
    try {
      return (target as Stamp).#value;
    } catch {
      // Made before the recorder watched, or by an await of its own.
      return 0;
    }
  }
  static has(target: object): boolean {
    return #value in target;
  }
  /** @returns false when the promise takes no stamp: it stays unknown */
  static set(target: object, value: number | Task | Derived): boolean {
    try {
      (target as Stamp).#value = value;
      return true;
    } catch {
      return stampLate(target, value);
    }
  }
}

function stampLate(target: object, value: number | Task | Derived): boolean {
  try {
    new Stamp(target);
    return Stamp.set(target, value);
  } catch {
    // An engine that refuses private fields on frozen objects.
    return false;
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
