/** Where Node starts the entry of a main thread. */
import type { WorkerSetup } from '../../trace/channel.ts';

/** This process is a main thread, too: the last frame of the stack that loads this file. */
export const MAIN_FRAME = ((): WorkerSetup['mainFrame'] => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const found = /(node:internal\/main\/\w+):(\d+):(\d+)\)?$/.exec(new Error().stack ?? '');
  Error.stackTraceLimit = stackTraceLimit;
  return found === null ? null : { file: found[1] ?? '', line: Number(found[2]), column: Number(found[3]) };
})();
