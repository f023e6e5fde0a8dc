/** What ended the program, as the trace and the editor show it. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunError } from '../../trace/event.ts';

const FRAME = /(?:\(|at )((?:file:\/\/)?(?:[A-Za-z]:)?[^():]*?):(\d+):(\d+)\)?$/;

/**
 * @param error what the worker's 'error' event brought: an Error that crossed a thread, or any value
 * @param syntaxError the last one found; where `error` is that one, its stack does not tell the place
 */
export function describeError(error: unknown, workspace: string, syntaxError: RunError | null = null): RunError {
  if (!(error instanceof Error)) {
    return { name: 'Uncaught', message: typeof error === 'string' ? error : String(error) };
  }
  const stack = typeof error.stack === 'string' ? error.stack : undefined;
  const isFound = error.name === 'SyntaxError' && syntaxError !== null && error.message.startsWith(syntaxError.message);
  if (isFound) return { ...syntaxError, ...(stack === undefined ? {} : { stack }) };
  const place = stack === undefined ? null : firstPlace(stack, workspace);
  return { name: error.name, message: error.message, ...(stack === undefined ? {} : { stack }), ...place };
}

/** The first frame inside the workspace and outside node_modules. */
function firstPlace(stack: string, workspace: string): Pick<RunError, 'file' | 'line' | 'column'> | null {
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line.trim());
    if (match === null) continue;
    const [, where = '', row, column] = match;
    const file = where.startsWith('file:') ? fileURLToPath(where) : where;
    const relative = path.relative(workspace, file);
    if (!path.isAbsolute(file) || relative.startsWith('..') || relative.includes('node_modules')) continue;
    return { file: relative.split(path.sep).join('/'), line: Number(row), column: Number(column) };
  }
  return null;
}
