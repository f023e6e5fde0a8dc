/**
 * The record: what the supervisor makes of the ring's content, and what a trace file stores.
 * 24 bytes, little-endian: float64 time (ms since the run started), then int32 kind, task, a, b.
 * The recorder imports this file, so it holds constants and nothing that runs.
 */
export const RECORD_BYTES = 24;
export const RECORD_WORDS = RECORD_BYTES / 4;

/** `task`, `a` and `b` mean, by kind: */
export const RecordKind = {
  /** task = new task, a = function, b = parent task or 0. */
  TaskStart: 1,
  /** task ended. a = TaskOutcomeCode, b = 0. A second one, after Unknown, only tells the outcome. */
  TaskEnd: 2,
  /** task stops running. a = site, b = promise id, or AwaitedValue, or 0 when nothing is awaited (yield). */
  Suspend: 3,
  /** task runs again. a = site it was suspended at. */
  Resume: 4,
  /** promise settled. task = settler or 0 (then the current turn did it), a = promise id. */
  Settled: 5,
  /** an uninterrupted stretch of JavaScript begins. task = 1 when the operation ends here, a = PhaseCode, b = operation that woke it or 0. */
  TurnStart: 6,
  TurnEnd: 7,
  /** asynchronous work starts. task = starter or 0, a = operation id, b = label id. */
  OperationStart: 8,
  /** a = operation id. task = 1 when it was a synchronous call, so that nothing was in flight. */
  OperationEnd: 9,
  /** the timer `a` (operation id) is due `b` ms after `time`. */
  OperationDue: 10,
  /** a synchronous API returned. time = its end, task = caller or 0, a = label id, b = duration in microseconds. */
  SyncCall: 11,
  /** the last await of `task` ended by a rejection. a = 1 when the task ends by the same reason: nothing of it ran since. */
  AwaitFailed: 12,
  /** promise `a` waits for operation `b`. */
  PromiseOperation: 13,
  /** between the record before this one and `time`, `a` records could not be kept. */
  Lost: 14,
  /** the recorder had to wait `b` microseconds for room in the ring, until `time`. */
  RecorderWaited: 15,
  /** promise `a` waits for promise `b`: it was made of it by a combinator, or by `then` and its like. */
  PromiseFollows: 16,
  /**
   * the times of the `a` records before this one were not read but lie evenly between those around, which are at most
   * `b` microseconds apart.
   */
  Estimated: 17,
  /** promise `a` is the result of COMBINATORS[task] over `b` promises; PromiseFollows records of those may follow. */
  Combined: 18,
  /** promise `a` came from what label `b` names: a function of Node that returns promises. */
  PromiseNamed: 19,
  /** the turn that is under way is about what label `b` names: this request, of those that come through a connection. */
  TurnNamed: 20,
  /** libuv's thread pool has `a` threads; not recorded where that is not known. */
  ThreadPool: 21,
  /**
   * the turn that is under way: it is in iteration `a` of the loop, which was idle for `b` microseconds before it, or for
   * longer where rests were interrupted.
   */
  Loop: 22,
  /** a value of `task` is previewed by label `a`; `b` is its ValueRole. */
  ValueKept: 23,
  /**
   * so far, `a` jobs of promises, `b` ticks and `task` callbacks of `queueMicrotask` have run: those since the last such
   * record in the turn that is under way. The numbers wrap around.
   */
  Drained: 24,
  /**
   * what label `a` names begins to run, in the turn that is under way. `b` = 0 for what a hook tells of; a number of its own
   * for a callback with probes, and then `task` called it, or 0.
   */
  ContentStart: 25,
  /** the callback of number `a` is about to return; `a` = 0: what a hook told of last has returned. Not recorded of each. */
  ContentEnd: 26,
  /** promise `a` is the own promise of `task`, which has been found out just now; `b` = 1: what `task`, an async generator, settles next. */
  OwnPromise: 27,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/** `b` of a Suspend record when the operand was no promise: it could go on at once. */
export const AWAITED_VALUE = -1;

export const COMBINATORS = ['all', 'allSettled', 'race', 'any'] as const;

/** What a value was to its task. The last two bits say whose turn it is to be kept, see recorder/values.ts. */
export const ValueRole = {
  /** what the suspension that ended just now brought: the result of an await, what `next` sent, what `yield*` came to. */
  Came: 0,
  /** what the suspension that began just now handed out. */
  Yielded: 1,
  /** what it ends with. */
  Returned: 2,
  /** the reason of the await that ended just now. */
  Failed: 3,
  /** what it ends by: nothing of the task can catch it. */
  Threw: 6,
} as const;

export const TaskOutcomeCode = { Unknown: 0, Fulfilled: 1, Rejected: 2 } as const;

/** Phases of the event loop, https://nodejs.org/learn/asynchronous-work/event-loop-timers-and-nexttick */
export const PHASES = ['main', 'timers', 'pending', 'poll', 'check', 'close'] as const;
export type Phase = (typeof PHASES)[number];
export const PhaseCode = { Main: 0, Timers: 1, Pending: 2, Poll: 3, Check: 4, Close: 5 } as const;
