/** `awaitscope export`: a saved trace in another form. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  buildTrace,
  checkSize,
  decodeTrace,
  jsonChunks,
  toChrome,
  toHtml,
  jsonText,
  otlpText,
  toSvg,
  toText,
  TraceFileError,
  type Trace,
} from '../formats/index.ts';
import { UsageError, type ExportCommand } from './args.ts';
import { writeChunks } from './write.ts';

function convert(trace: Trace, format: ExportCommand['format'], file: Uint8Array): Iterable<string> {
  switch (format) {
    case 'json':
      return jsonText(trace);
    case 'chrome':
      return jsonChunks(toChrome(trace));
    case 'html':
      return [page(trace, file)];
    case 'svg':
      return [toSvg(trace)];
    case 'otlp':
      return otlpText(trace);
    case 'text':
      return [toText(trace)];
  }
}

/** The parts lie beside this program: `dist` and `media` of the extension. */
function page(trace: Trace, file: Uint8Array): string {
  const read = (...names: string[]): string => readFileSync(path.join(__dirname, '..', ...names), 'utf8');
  return toHtml({
    title: trace.entry,
    script: read('dist', 'page.js'),
    style: `${read('media', 'page.css')}\n${read('media', 'webview.css')}`,
    icons: read('dist', 'codicons', 'codicon.css'),
    iconFont: readFileSync(path.join(__dirname, 'codicons', 'codicon.ttf')),
    trace: file,
  });
}

function read(file: string): Buffer {
  try {
    checkSize(statSync(file).size);
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(error instanceof TraceFileError ? `${file}: ${error.message}` : `${file} cannot be read.`);
  }
}

/** @returns the exit code. @throws UsageError */
export function exportTrace(command: ExportCommand): number {
  const bytes = read(command.file);
  try {
    const { events, truncated } = decodeTrace(bytes);
    if (truncated) process.stderr.write(`awaitscope: ${command.file} is cut off; what it holds is shown.\n`);
    const text = convert(buildTrace(events), command.format, bytes);
    if (command.out !== undefined) writeChunks(command.out, text);
    else for (const chunk of text) process.stdout.write(chunk);
    return 0;
  } catch (error) {
    if (error instanceof TraceFileError) throw new UsageError(`${command.file}: ${error.message}`);
    throw error;
  }
}
