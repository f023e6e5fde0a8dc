/** Printed chunks as lines. A line that came in pieces is one, timed at its first. */
import type { OutputChunk } from '../../trace/tables.ts';

export interface OutputLine {
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** ANSI colours and cursor moves; they would show as noise. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;

export function outputLines(chunks: readonly OutputChunk[]): OutputLine[] {
  const lines: OutputLine[] = [];
  const open = new Map<string, { time: number; text: string; at: number }>();
  for (const { stream, text, time } of chunks) {
    const pieces = text.replace(ESCAPES, '').split('\n');
    pieces.forEach((piece, i) => {
      const ended = i < pieces.length - 1;
      const begun = open.get(stream);
      if (begun === undefined && piece === '' && !ended) return;
      const at = begun?.at ?? lines.length;
      const line = { time: begun?.time ?? time, stream, text: ((begun?.text ?? '') + piece).replace(/\r$/, '') };
      lines[at] = line;
      if (ended) open.delete(stream);
      else open.set(stream, { time: line.time, text: line.text, at });
    });
  }
  return lines;
}
