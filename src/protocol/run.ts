/** What a run is asked to be, and how it ended. Sent to the supervisor; shown by the editor and the command line. */
import type { RunError, RunOutcome } from '../trace/event.ts';

/** Names for `--allow`; `net` may carry `:host[:port]`, `env` and `fs.write` a name or folder. */
export type Permission = 'net' | 'fs.write' | 'fs.read' | 'child-process' | 'addons' | 'env';

export interface RunRequest {
  /** Absolute path of the file to run. */
  readonly entry: string;
  /** Absolute path of the folder that the run may read. */
  readonly workspace: string;
  readonly args: readonly string[];
  /** Unsaved editor text by absolute path; it is what runs. */
  readonly overlays: readonly { readonly path: string; readonly text: string }[];
  readonly allow: readonly string[];
  /** Glob patterns relative to the workspace; what is instrumented. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly timeoutMs: number;
  readonly maxMemoryMb: number;
  readonly blockingThresholdMs: number;
  /** Ring size in records, a power of two. Tests use 16. */
  readonly ringRecords: number;
  /** Records kept; later ones are counted only. */
  readonly maxRecords: number;
  /** false: no previews of awaited results, of reasons, and of what generators hand over. */
  readonly valuePreviews?: boolean;
  /** Run this exported function with these arguments after the module has loaded. */
  readonly call?: { readonly name: string; readonly args: readonly unknown[] };
  /** An editor reads along, which has other work: of more than it can show, part is sent while the program runs. */
  readonly watched?: boolean;
  /** false: run the program plain in the same sandbox (benchmarks, comparisons). */
  readonly instrument: boolean;
}

export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly exitCode: number;
  readonly error?: RunError;
  /** What ended the program, which Node prints itself. From the supervisor only; the host finds Node's words. */
  readonly fatal?: FatalWords;
  /** The output holds the error as Node prints it. */
  readonly printed?: boolean;
}

/** What Node prints of an error that nobody caught, as far as that is known without Node. */
export interface FatalWords {
  /** The line with a mark under the place; '' where the place is not known. */
  readonly place: string;
  readonly text: string;
}
