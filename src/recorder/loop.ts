/** What libuv itself tells of its loop and its thread pool. The getters are captured: the program may replace them. */
import { RecordKind } from '../trace/record.ts';
import { getOwnPropertyDescriptor } from './intrinsics.ts';
import { record, recordAt } from './ring.ts';

const { nodeTiming } = performance as unknown as { readonly nodeTiming: object };

function getterOf(name: string): (() => unknown) | null {
  return getOwnPropertyDescriptor(nodeTiming, name)?.get ?? null;
}

/** https://nodejs.org/api/perf_hooks.html#performancenodetimingidletime */
const idleTime = getterOf('idleTime') as (() => number) | null;
const metrics = getterOf('uvMetricsInfo') as (() => { readonly loopCount: number }) | null;

const MICROSECONDS_PER_MS = 1000;
let iteration = -1;
let firstIteration = 0;
/** Idle time that was recorded, in microseconds. */
let idle = 0;

/** Says in which iteration the turn that was opened at `time` is, and how long the loop rested before, where either is news. */
export function recordLoop(time: number): void {
  if (idleTime === null || metrics === null) return;
  const { loopCount } = metrics();
  if (iteration < 0) {
    iteration = firstIteration = loopCount;
    idle = idleTime() * MICROSECONDS_PER_MS;
    return;
  }
  const rested = (idleTime() * MICROSECONDS_PER_MS - idle) | 0;
  if (loopCount === iteration && rested === 0) return;
  recordAt(time, RecordKind.Loop, 0, loopCount - firstIteration, rested);
  iteration = loopCount;
  idle += rested;
}

const DEFAULT_THREADS = 4;
const MOST_THREADS = 1024;

/**
 * The size of the pool as libuv reads it. Files may go another way on Linux, when a variable asks for it: then nothing
 * is said. https://docs.libuv.org/en/v1.x/threadpool.html
 */
function poolThreads(): number {
  const { UV_THREADPOOL_SIZE: size, UV_USE_IO_URING: ring } = process.env;
  if (ring !== undefined && ring !== '0') return 0;
  if (size === undefined) return DEFAULT_THREADS;
  const wanted = Number.parseInt(size, 10);
  return Number.isNaN(wanted) || wanted < 1 ? 1 : Math.min(wanted, MOST_THREADS);
}

const threads = poolThreads();

export function recordPool(): void {
  if (threads > 0) record(RecordKind.ThreadPool, 0, threads, 0);
}
