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
  if (!(error instanceof Error)) return { name: 'Uncaught', message: textOf(error, 'a value') };
  const { stack, name, message } = known(error);
  const isFound = name === 'SyntaxError' && syntaxError !== null && message.startsWith(syntaxError.message);
  if (isFound) return { ...syntaxError, ...(stack === undefined ? {} : { stack }) };
  const place = stack === undefined ? null : firstPlace(stack, workspace);
  return { name, message, ...(stack === undefined ? {} : { stack }), ...place };
}

/** The program may have set anything. */
function known(error: { readonly [key in keyof Error]: unknown }): RunError {
  const { name, message, stack } = error;
  return {
    name: name === undefined ? 'Error' : textOf(name, 'Error'),
    message: message === undefined ? '' : textOf(message, ''),
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}

function textOf(value: unknown, otherwise: string): string {
  try {
    return String(value);
  } catch {
    return otherwise;
  }
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
