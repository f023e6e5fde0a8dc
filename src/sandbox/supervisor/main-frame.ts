/** What stacks of a main thread look like. This process is one, too. */
import type { WorkerSetup } from '../../trace/channel.ts';

const LOADER = 'node:internal/modules/cjs/loader';

/** Where Node starts the entry, and whether its loader's functions have names: the last frames of the stack that loads this file. */
export const MAIN_FRAME = ((): WorkerSetup['mainFrame'] => {
  const { stackTraceLimit } = Error;
  const prepareStackTrace: unknown = Reflect.get(Error, 'prepareStackTrace');
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.stackTraceLimit = 100;
  Error.prepareStackTrace = (_error, frames) => frames;
  Error.captureStackTrace(holder);
  const frames = holder.stack ?? [];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  const main = frames.at(-1);
  const file = main?.getFileName() ?? '';
  if (main === undefined || !file.startsWith('node:internal/main/')) return null;
  return {
    file,
    line: main.getLineNumber() ?? 0,
    column: main.getColumnNumber() ?? 0,
    namesLoader: frames.some(
      (frame) => frame.getFileName() === LOADER && frame.getFunctionName()?.startsWith('Module.') === true,
    ),
  };
})();
