/**
 * The channel between supervisor and worker, beside the record: what the supervisor hands to the worker in
 * `workerData`, the control block in shared memory, and the messages on their private port.
 */
import type { LabelInfo } from './event.ts';

/** Words of the control block, an Int32Array in shared memory. */
export const Control = {
  /** 1 while the recorder waits for room in the ring; the supervisor stores 0 and notifies. */
  RingFull: 0,
  /** 1 while the recorder waits for a reply on the port. */
  Reply: 1,
  /** 1 when the program called process.exit. */
  Exited: 2,
  /** 1 when the bootstrap is done and user code may have begun. */
  Started: 3,
  /** Records that could not be kept. */
  Lost: 4,
  /** How many words of records were written, and how many of them were read; both wrap around. */
  Written: 5,
  Read: 6,
  /** Counts up while `Ticking` is 1, once in TICK_MS. */
  Tick: 7,
  /** 1 while the ticker runs. */
  Ticking: 8,
  /** The recorder stores 1 to make the ticker go on, and notifies to make it begin. */
  TickWanted: 9,
  /** How many jobs of promises, ticks, and callbacks of `queueMicrotask` have run; they wrap around. */
  Jobs: 10,
  Ticks: 11,
  Microtasks: 12,
  /** So many of those may be named; the supervisor fills it up. */
  Contents: 13,
  /** So many calls of callbacks may be recorded; likewise. */
  Callbacks: 14,
} as const;
export const CONTROL_WORDS = 16;

/** Period of the ticker, and the time within which the recorder may leave times unread. */
export const TICK_MS = 0.2;

/**
 * A record in the ring: four words, kind, task, a and b. A record of kind TIME tells when the next one happened, with task = whole
 * milliseconds since the run began and a = nanoseconds beyond them. The times of records without one were not read.
 */
export const RING_WORDS = 4;
export const TIME_KIND = 255;

/** Bytes in shared memory, one for each site and role: whether a value is wanted there. A power of two. */
export const PREVIEW_SLOTS = 1 << 16;
export const PreviewSlot = {
  Open: 0,
  /** Enough for now: the supervisor opens it again. */
  Closed: 1,
  Retired: 2,
} as const;

/** @typeParam Port Node's MessagePort; this folder knows no platform */
export interface WorkerSetup<Port = unknown> {
  readonly ring: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  /** PREVIEW_SLOTS bytes; null when no value is to be looked at. */
  readonly previews: SharedArrayBuffer | null;
  readonly port: Port;
  /** A FileHandle of Node, which leads to its class; it goes back at once. */
  readonly handle: unknown;
  readonly workspace: string;
  readonly allow: readonly string[];
  /** Absolute path of the entry. */
  readonly entry: string;
  readonly call?: { readonly name: string; readonly args: readonly unknown[] };
  readonly instrument: boolean;
  /** A random folder name that does not exist, to ask the permission model about. */
  readonly outside: string;
  /** Where Node starts the entry of a main thread: the last frame of its stack. */
  readonly mainFrame: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    /** The functions of Node's loader have names of their own in the stack of a main thread. */
    readonly namesLoader: boolean;
  } | null;
}

export interface LabelPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How a function that is no task is handed over; `callback` in other ways, and where that differs or is not certain. */
export type CallbackKind = 'listener' | 'reaction' | 'tick' | 'microtask' | 'timer' | 'immediate' | 'callback';

/** Lines and columns of a file as written, from 1. */
export interface CallbackPlace {
  readonly line: number;
  readonly column: number;
}
/** A function of the program that is handed over to be called later, and has probes. */
export interface CallbackInfo {
  readonly kind: CallbackKind;
  /** What it is handed to: `socket.on "data"`. Its own name, where that is not certain. */
  readonly text: string;
  /** Its own name, or ''. */
  readonly name: string;
  readonly place: CallbackPlace;
  /** Where it is handed over; null where that is not certain, or done at several places. */
  readonly asked: CallbackPlace | null;
}

/**
 * Written to the standard error just before Node prints what ended the program, where other programs may print to the same.
 * It begins with what occurs in no text.
 */
export const WORDS_MARK = '\0awaitscope: what Node says\0';

/** Worker → supervisor. Arrays, not objects: nothing a program can add to a prototype is seen in them. */
export type FromWorker =
  | readonly ['load', path: string, format: string]
  | readonly ['resolve', specifier: string, parent: string]
  /** May `parent`, a file of TypeScript, import JSON without an attribute? */
  | readonly ['json', parent: string]
  | readonly ['output', time: number, stream: 1 | 2, text: string, task: number, bytes?: Uint8Array]
  | readonly ['label', label: LabelInfo]
  /** User code is next: begin to profile now, and reply. */
  | readonly ['profile']
  | readonly ['refused', time: number, what: string, allow: string, place: LabelPlace | null]
  | readonly ['wall', problem: string]
  /** The `handle` of the setup. */
  | readonly ['handle', handle: unknown]
  /** An error that nobody caught, as Node prints it; the thread ends now. */
  | readonly ['fatal', text: string, fromPromise: boolean, isError: boolean]
  /** Time 0 of the trace is at this `performance.timeOrigin + performance.now()`; user code is next. */
  | readonly ['begin', absoluteMs: number];

/** Supervisor → worker, in reply to `load`, `resolve`, `json` and `profile`. */
export type LoadReply =
  | {
      readonly kind: 'source';
      readonly format: 'module' | 'commonjs';
      readonly code: string;
      /** VLQ mappings of the source map; '' when positions are the original ones. */
      readonly mappings: string;
      /** Numbered from `firstCallback` on. */
      readonly callbacks: readonly CallbackInfo[];
      readonly firstCallback: number;
      /** The package.json that says nothing of the kind of a module which is one by its syntax; else ''. */
      readonly silentManifest: string;
    }
  | { readonly kind: 'default' }
  | { readonly kind: 'error'; readonly message: string };
export type JsonReply = { readonly kind: 'json' | 'default' };
export type ResolveReply = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'default' };
