/** Messages between the host (editor or command line) and the supervisor. Host → supervisor: one JSON text a line. */
import type { TraceEvent } from '../trace/event.ts';
import { isJsonEvent, isRunEnd } from '../trace/valid.ts';
import type { RunEnd, RunRequest } from './run.ts';

export type ToSupervisor =
  | { readonly type: 'hello'; readonly key: string; readonly cacheFolder: string; readonly wallsFolder: string }
  | { readonly type: 'run'; readonly request: RunRequest }
  | { readonly type: 'stop' };

/** `records` events travel as frames of their own. */
export type FromSupervisor =
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly event: Exclude<TraceEvent, { type: 'records' }> }
  /** The run could not begin, and no program ran: one sentence. */
  | { readonly type: 'failed'; readonly message: string }
  /** The program has ended; what was recorded of it may still be on its way. */
  | { readonly type: 'over' }
  | { readonly type: 'done'; readonly end: RunEnd };

const TYPES: readonly string[] = ['ready', 'event', 'failed', 'over', 'done'] satisfies FromSupervisor['type'][];

/** Is it a message that a supervisor may send? Checks the shape as far as the host relies on it. */
export function isFromSupervisor(value: unknown): value is FromSupervisor {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const { type } = value;
  if (typeof type !== 'string' || !TYPES.includes(type)) return false;
  if (type === 'event') return 'event' in value && isJsonEvent(value.event);
  if (type === 'failed') return 'message' in value && typeof value.message === 'string';
  if (type === 'done') return 'end' in value && isRunEnd(value.end);
  return true;
}
