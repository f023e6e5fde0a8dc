/** Where a run tells what happens. */
import type { RunEnd } from '../../protocol/run.ts';
import type { TraceEvent } from '../../trace/event.ts';

export interface RunPort {
  /** Sends. @returns false when the host has much to read still: then `whenRead` tells when to go on */
  event(event: TraceEvent): boolean;
  whenRead(goOn: () => void): void;
  /** The program has ended. */
  over(): void;
  done(end: RunEnd): void;
  failed(message: string): void;
}
