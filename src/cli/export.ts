/** `awaitscope export`: a saved trace in another form. */
import { readFileSync } from 'node:fs';
import {
  buildTrace,
  decodeTrace,
  jsonChunks,
  toChrome,
  jsonText,
  toText,
  TraceFileError,
  type Trace,
} from '../formats/index.ts';
import { UsageError, type ExportCommand } from './args.ts';
import { writeChunks } from './write.ts';

function convert(trace: Trace, format: ExportCommand['format']): Iterable<string> {
  if (format === 'text') return [toText(trace)];
  return format === 'json' ? jsonText(trace) : jsonChunks(toChrome(trace));
}

/** @returns the exit code. @throws UsageError */
export function exportTrace(command: ExportCommand): number {
  let bytes: Buffer;
  try {
    bytes = readFileSync(command.file);
  } catch {
    throw new UsageError(`${command.file} cannot be read.`);
  }
  try {
    const { events, truncated } = decodeTrace(bytes);
    if (truncated) process.stderr.write(`awaitscope: ${command.file} is cut off; what it holds is shown.\n`);
    const text = convert(buildTrace(events), command.format);
    if (command.out !== undefined) writeChunks(command.out, text);
    else for (const chunk of text) process.stdout.write(chunk);
    return 0;
  } catch (error) {
    if (error instanceof TraceFileError) throw new UsageError(`${command.file}: ${error.message}`);
    throw error;
  }
}
