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

/** Where a task's function stands. */
export function taskLines(trace: Trace, task: number): Lines {
  const info = trace.functions[trace.tasks.function.get(task) - 1];
  const file = info === undefined ? undefined : trace.files[info.file - 1]?.path;
  return info === undefined || file === undefined ? {} : { file, line: info.line };
}
