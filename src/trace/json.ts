/** The JSON form of a trace, version 1. `docs/trace.schema.json` says the same; a test keeps the two together. */
import type { FileInfo, FunctionInfo, PoolUse, RunError, RunOutcome, SiteInfo, WaitKind } from './event.ts';
import type { Phase } from './record.ts';

export type SegmentState = 'running' | 'suspended' | 'ready';
export interface JsonWaitingFor {
  kind: WaitKind;
  label: string;
  task?: number;
  line?: number;
  file?: string;
}
export interface JsonSettledBy {
  label?: string;
  site?: number;
  task?: number;
  turn?: number;
  file?: string;
  line?: number;
}
export interface JsonSegment {
  task: number;
  state: SegmentState;
  start: number;
  end: number;
  site?: number;
  outcome?: 'fulfilled' | 'rejected';
  waitingFor?: JsonWaitingFor;
  settledBy?: JsonSettledBy;
  /** A preview of what the suspension brought: the result, the reason of a rejection, or what `next` sent. */
  value?: string;
  /** A preview of what a `yield` handed out. */
  yielded?: string;
}
export interface JsonTask {
  id: number;
  function: number;
  parent: number | null;
  start: number;
  end: number | null;
  outcome: 'fulfilled' | 'rejected' | 'pending';
  /** A preview of what a generator returned. */
  returned?: string;
  /** A preview of what it ended by. */
  threw?: string;
}
export interface JsonContent {
  kind: string;
  label: string;
  start: number;
  end?: number;
  file?: string;
  line?: number;
  own?: { file: string; line: number; column: number };
  task?: number;
}
export interface JsonTurn {
  id: number;
  start: number;
  end: number;
  phase: Phase;
  /** Of the event loop, counted from the program's start. */
  iteration?: number;
  /** How long the loop rested before this turn, ms. */
  idleBefore?: number;
  /** What ran in it, jobs of Node's own included; absent when nothing did. */
  drained?: { jobs: number; ticks: number; microtasks: number };
  /** What is known by name to have run in it, in order, its callback first. */
  content?: JsonContent[];
  trigger: { kind: string; label: string; file?: string; line?: number; callback?: string };
}
export interface JsonOperation {
  id: number;
  kind: string;
  label: string;
  start: number;
  end: number | null;
  file?: string;
  line?: number;
  pool?: PoolUse;
}
export interface JsonHotLine {
  function: string;
  /** What the function had called meanwhile, of code that is not the program's. */
  within?: string;
  /** '' and 0 for garbage collection, and for "loading modules" and "code of packages" beside the program's own. */
  file: string;
  line: number;
  column: number;
  ms: number;
  /** Which line it was is not known: the place is the function's. */
  wholeFunction?: true;
}
export interface JsonBlocking {
  start: number;
  end: number;
  turn: number | null;
  task: number | null;
  kind: 'sync-api' | 'cpu';
  label: string;
  file: string;
  line: number;
  column: number;
  /** Of computation: the hottest lines, the first one first; absent where no CPU profile tells them. */
  hot?: JsonHotLine[];
  delayed: { task: number; site: number; ms: number; atMost?: true }[];
}
export interface JsonFinding {
  rule: string;
  severity: 'info' | 'warning' | 'error';
  message: string;
  file: string;
  line: number;
  column: number;
  savingMs?: number;
  evidence: unknown;
}
export interface JsonTrace {
  format: 'awaitscope';
  version: 1;
  run: {
    entry: string;
    startedAt: string;
    durationMs: number;
    outcome: RunOutcome;
    exitCode: number;
    error?: RunError;
    node: string;
    platform: string;
    lostRecords: number;
    /** Where they would be; absent when none is lost. */
    gaps?: { start: number; end: number; records: number }[];
    notes?: string[];
    /** Times that lie evenly between read ones, at most `withinMs` apart; absent when each was read. */
    estimatedTimes?: { count: number; withinMs: number };
    idleMs?: number;
    poolThreads?: number;
    /** Whether values were previewed. Those that are not there were not kept. */
    valuePreviews?: boolean;
    notInstrumented: { path: string; reason: string }[];
  };
  files: FileInfo[];
  functions: FunctionInfo[];
  sites: SiteInfo[];
  tasks: JsonTask[];
  segments: JsonSegment[];
  turns: JsonTurn[];
  operations: JsonOperation[];
  blocking: JsonBlocking[];
  findings: JsonFinding[];
  criticalPath: { task: number; start: number; end: number; state: SegmentState }[];
  output: { time: number; stream: 'stdout' | 'stderr'; text: string; task?: number }[];
}
