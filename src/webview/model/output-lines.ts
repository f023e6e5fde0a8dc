/** Printed chunks as lines. A line that came in pieces is one, timed at its first. */
import type { OutputChunk } from '../../trace/tables.ts';

export interface OutputLine {
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Row of the task that began it, or -1. */
  readonly task: number;
}

/** ANSI colours and cursor moves; they would show as noise. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;

export function outputLines(chunks: readonly OutputChunk[]): OutputLine[] {
  const lines: OutputLine[] = [];
  /** Of each stream, the place of the line that has not ended. */
  const open = new Map<string, number>();
  for (const { stream, task, text, time } of chunks) {
    const pieces = text.replace(ESCAPES, '').split('\n');
    pieces.forEach((piece, i) => {
      const ended = i < pieces.length - 1;
      const at = open.get(stream) ?? lines.length;
      const begun = lines[at];
      if (begun === undefined && piece === '' && !ended) return;
      const added = piece.replace(/\r$/, '');
      lines[at] = begun === undefined ? { time, stream, text: added, task } : { ...begun, text: begun.text + added };
      if (ended) open.delete(stream);
      else open.set(stream, at);
    });
  }
  return lines;
}
