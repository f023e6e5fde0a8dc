/** The client of the sandbox, used by the editor and the command line. */
import type { RunEnd, RunRequest } from '../protocol/run.ts';
import type { TraceEvent } from '../trace/event.ts';

/** Records in the ring of a run: 4 MB. */
export const RING_RECORDS = 262_144;

export interface LauncherOptions {
  /** Folder that holds `supervisor.cjs` and `recorder.cjs`. */
  readonly runtimeFolder: string;
  /** Folder for the cache of instrumented text; created when missing. */
  readonly cacheFolder: string;
  /** Node to run with; `process.execPath` when left out. */
  readonly nodePath?: string;
  /** `bubblewrap`: runs inside a wall of the operating system as well (Linux). */
  readonly outerWall?: 'none' | 'bubblewrap';
}

export interface RunHandle {
  /** Settles when the program has ended: another run may begin, while what was recorded is still read. Never rejects. */
  readonly over: Promise<void>;
  /** Settles when the run is over and its processes are gone. Rejects with SandboxError when it never started. */
  readonly done: Promise<RunEnd>;
  /** Ends the run at once, also when the program is stuck. The outcome is `stopped`. */
  stop(): void;
}

export interface Launcher {
  /** Starts a supervisor ahead for `workspace`, so that the next run does not wait for it. */
  prepare(workspace: string): void;
  run(request: RunRequest, onEvents: (events: readonly TraceEvent[]) => void): RunHandle;
  dispose(): void;
}
