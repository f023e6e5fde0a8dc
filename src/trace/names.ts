/** What tasks are called, and where their functions stand. */
import type { Trace } from './tables.ts';

export interface Lines {
  readonly file?: string;
  readonly line?: number;
}

/** The name of a task's function, the same for all of its calls. */
export function taskName(trace: Trace, task: number): string {
  return trace.functions[trace.tasks.function.get(task) - 1]?.name ?? '(unknown)';
}

/** Tells calls of one function apart: `user #7` is the seventh; plain `user` where there was only one. */
export function taskTitle(trace: Trace, task: number): string {
  const name = taskName(trace, task);
  return trace.tasks.calls.get(trace.tasks.function.get(task)) > 1 ? `${name} #${trace.tasks.nth.get(task)}` : name;
}

/** Where the thread is, as far as is known: at the await that `task` went on from, or at what woke `turn`. Rows, or -1. */
export function threadPlace(trace: Trace, task: number, turn: number): { file: string; line: number; column: number } {
  if (task >= 0) {
    const site = trace.sites[trace.segments.site.get(trace.tasks.last.get(task)) - 1];
    const info = trace.functions[trace.tasks.function.get(task) - 1];
    const at = site ?? info;
    const file = info === undefined ? undefined : trace.files[info.file - 1];
    if (at !== undefined && file !== undefined) return { file: file.path, line: at.line, column: at.column };
  }
  const operation = turn >= 0 ? trace.turns.operation.get(turn) : -1;
  const label = operation >= 0 ? trace.labels[trace.operations.label.get(operation)] : undefined;
  return { file: label?.file ?? trace.entry, line: label?.line ?? 1, column: label?.column ?? 1 };
}

/** Where a task's function stands. */
export function taskLines(trace: Trace, task: number): Lines {
  const info = trace.functions[trace.tasks.function.get(task) - 1];
  const file = info === undefined ? undefined : trace.files[info.file - 1]?.path;
  return info === undefined || file === undefined ? {} : { file, line: info.line };
}
