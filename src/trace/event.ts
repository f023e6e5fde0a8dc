/**
 * A trace as it is made: a sequence of events. The supervisor sends it, the host and the webview build the same tables
 * from it, and a trace file stores it. Order matters only where one event names an id that another defines.
 */
import type { Column, FileId, FunctionId, LabelId, Line, Milliseconds, SiteId, TaskId } from './units.ts';

export type FunctionKind = 'async' | 'async-generator' | 'generator' | 'module';
export type SiteKind = 'await' | 'for-await' | 'await-using' | 'yield' | 'yield-star';
export type WaitKind =
  | 'timer'
  | 'immediate'
  | 'fs'
  | 'net'
  | 'dns'
  | 'crypto'
  | 'zlib'
  | 'child-process'
  | 'worker'
  | 'stream'
  | 'event'
  | 'task'
  | 'promise'
  | 'value';
export type RunOutcome = 'completed' | 'threw' | 'exited' | 'timedOut' | 'stopped' | 'outOfMemory' | 'crashed';

export interface SourceRange {
  readonly line: Line;
  readonly column: Column;
  readonly endLine: Line;
  readonly endColumn: Column;
}
export interface FileInfo {
  readonly id: FileId;
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
}
export interface FunctionInfo extends SourceRange {
  readonly id: FunctionId;
  readonly file: FileId;
  readonly name: string;
  readonly kind: FunctionKind;
}
export interface SiteInfo extends SourceRange {
  readonly id: SiteId;
  readonly function: FunctionId;
  readonly kind: SiteKind;
  /** The source of the awaited operand, on one line, cut at 80 characters. */
  readonly text: string;
}
/**
 * How an operation uses the thread pool: from its start to its end it is in the queue or on a thread; or only in parts of
 * its life (a zlib stream, while it is written to), which no hook tells.
 */
export type PoolUse = 'whole' | 'parts';
/** What an operation, a turn's trigger or a synchronous call is called, and where it was started. Interned. */
export interface LabelInfo {
  readonly id: LabelId;
  /**
   * `sync` and `require` label synchronous calls; `tick`, `microtask` and `main` label turns that no operation woke;
   * `value` is the preview of one; `tick`, `microtask` and `reaction` also what is drained in a turn. Callbacks with probes
   * are of these kinds, too, or `listener`, or `callback` when it is not certain how they are called.
   */
  readonly kind: WaitKind | 'sync' | 'tick' | 'microtask' | 'reaction' | 'main' | 'listener' | 'callback';
  readonly text: string;
  readonly file?: string;
  readonly line?: Line;
  readonly column?: Column;
  /** Name of the function that runs when it is done, where it has one. */
  readonly callback?: string;
  /** Where that function stands, when it has probes; file, line and column are where it is handed over. */
  readonly own?: SourcePlace;
  readonly pool?: PoolUse;
}
export interface RunError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly file?: string;
  readonly line?: Line;
  readonly column?: Column;
}

/** A call that the sandbox refused; the place in the program is there when it is known. */
export interface Refusal {
  readonly time: Milliseconds;
  readonly what: string;
  readonly allow: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A function that the CPU profile found running, or what it called: a package's or Node's own function has no lines here. */
export interface ProfileFrame extends SourcePlace {
  /** '' when it has none. */
  readonly name: string;
  /** What it was in, of code that is not the program's own; the place is then its caller's. */
  readonly within?: string;
  /** Ticks of the profile by line of the file; none where V8 knew the function only. */
  readonly lines: readonly ProfileLine[];
}
export interface ProfileLine {
  readonly line: Line;
  readonly column: Column;
  readonly ticks: number;
}
export interface SourcePlace {
  /** '' for no code of the program: garbage collection, and ForeignCode of profile.ts. */
  readonly file: string;
  readonly line: Line;
  readonly column: Column;
}

export type TraceEvent =
  | {
      readonly type: 'start';
      readonly entry: string;
      /** ISO 8601 */
      readonly startedAt: string;
      readonly node: string;
      readonly platform: string;
      readonly blockingThresholdMs: Milliseconds;
      /** The profiler's signals interrupt the loop's rests: of each, the records of kind Loop hold the last part only. */
      readonly restsInterrupted?: boolean;
      /** Whether values were previewed; absent of a plain run, and in traces of before there were previews. */
      readonly valuePreviews?: boolean;
    }
  | {
      readonly type: 'file';
      readonly file: FileInfo;
      readonly functions: readonly FunctionInfo[];
      readonly sites: readonly SiteInfo[];
    }
  | { readonly type: 'labels'; readonly labels: readonly LabelInfo[] }
  /** Whole records, see record.ts. */
  | { readonly type: 'records'; readonly bytes: Uint8Array }
  | {
      readonly type: 'output';
      readonly time: Milliseconds;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      /** The bytes as printed, in base64, where they are no UTF-8 text of their own. */
      readonly base64?: string;
      readonly task: TaskId;
    }
  /** What ran in a stretch of time, by samples. `spans` holds start (ms), duration (ms) and place in `frames`, one after the other. */
  | { readonly type: 'profile'; readonly frames: readonly ProfileFrame[]; readonly spans: readonly number[] }
  | { readonly type: 'notInstrumented'; readonly path: string; readonly reason: string }
  /** One sentence on what recording had to do otherwise. */
  | { readonly type: 'note'; readonly text: string }
  /** The sandbox refused something. `allow` is the name to give to `--allow`, or '' when nothing grants it. */
  | ({ readonly type: 'refused' } & Refusal)
  | {
      readonly type: 'end';
      readonly time: Milliseconds;
      readonly outcome: RunOutcome;
      readonly exitCode: number;
      readonly error?: RunError;
      /** When the run was stopped, the thread had been held since about this time; absent when it was free. */
      readonly heldSince?: Milliseconds;
    };
