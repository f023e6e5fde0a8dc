/**
 * Callbacks that are no tasks, by the probes that instrument/ puts into them: listeners, reactions, and the callbacks of timers
 * and ticks. Only some calls are recorded. The supervisor grants a few at a time; without a grant a probe is one read. What
 * runs without a pause gets no more than a part: a long stretch of work must stay one to be seen as such.
 */
import { Control, type CallbackInfo } from '../trace/channel.ts';
import { RecordKind } from '../trace/record.ts';
import { Words, dictionary } from './intrinsics.ts';
import { callbackLabel } from './labels.ts';
import { currentJob, currentTaskId } from './promise-hooks.ts';
import { record } from './ring.ts';

/** Recorded of one job, tick or turn. */
const MOST_IN_A_JOB = 64;
const MOST_TOKENS = 0x3fffffff;

interface Callback {
  readonly file: string;
  readonly info: CallbackInfo;
  /** 0 before its first call that is recorded. */
  label: number;
}

const callbacks = dictionary<Callback>();
/** The job that was recorded of last, and how many more calls may be. */
let job = -1;
let left = 0;
let lastToken = 0;

/** A file is loaded whose callbacks are numbered from `first` on. */
export function addCallbacks(file: string, infos: readonly CallbackInfo[], first: number): void {
  for (let i = 0; i < infos.length; i++) {
    const info = infos[i];
    if (info !== undefined) callbacks[first + i] = { file, info, label: 0 };
  }
}

/** The probes. A constant of a function is one for the compiler, too, where they become part of the program's functions. */
export function callbackProbes(control: SharedArrayBuffer) {
  /** How many calls are granted. */
  const granted = new Words(control, Control.Callbacks * Words.BYTES_PER_ELEMENT, 1);
  return {
    /** The body of a callback begins. @returns 0 when that is not recorded, else a number for the probe at its end */
    Z(id: number): number {
      return (granted[0] ?? 0) > 0 ? begin(granted, id) : 0;
    },
    /** A callback is about to return, and nothing runs before it has. */
    Z1(token: number, value?: unknown): unknown {
      if (token !== 0) record(RecordKind.ContentEnd, 0, token, 0);
      return value;
    },
  };
}

function begin(granted: Int32Array, id: number): number {
  const callback = callbacks[id];
  if (callback === undefined) return 0;
  const now = currentJob();
  if (now !== job) {
    job = now;
    left = MOST_IN_A_JOB;
  }
  if (left === 0) {
    // Nothing more of this job: until there is a new grant, its probes need not ask.
    granted[0] = 0;
    return 0;
  }
  left--;
  granted[0] = (granted[0] ?? 0) - 1;
  if (callback.label === 0) callback.label = callbackLabel(callback.file, callback.info);
  lastToken = lastToken === MOST_TOKENS ? 1 : lastToken + 1;
  record(RecordKind.ContentStart, currentTaskId(), callback.label, lastToken);
  return lastToken;
}
