/** Where a run tells what happens. */
import type { RunEnd } from '../../protocol/run.ts';

/** The way to the host. */
export interface Wire {
  write(kind: number, body: Uint8Array): void;
  /** Has the host much to read still? Then `whenRead` tells when to go on. */
  readonly isFull: boolean;
  whenRead(goOn: () => void): void;
}

export interface RunPort extends Wire {
  /** The program has ended. It goes before all that waits to be sent. */
  over(): void;
  done(end: RunEnd): void;
  failed(message: string): void;
}
