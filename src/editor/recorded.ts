/**
 * What a run recorded of a place in a text that may have been edited since. An unchanged place is found by its position;
 * after an edit the n-th of equals stands for the n-th, as long as there are as many of them. No guess is made beyond that.
 */
import type { FunctionInfo, SiteInfo } from '../trace/event.ts';
import type { Trace } from '../trace/tables.ts';
import type { FileId } from '../trace/units.ts';

interface Outline {
  readonly functions: readonly FunctionInfo[];
  readonly sites: readonly SiteInfo[];
}

function match<T extends { readonly line: number; readonly column: number }>(
  wanted: T,
  now: readonly T[],
  then: readonly T[],
  edited: boolean,
): T | undefined {
  if (!edited) return then.find((one) => one.line === wanted.line && one.column === wanted.column);
  return now.length === then.length ? then[now.indexOf(wanted)] : undefined;
}

function fileId(trace: Trace, path: string): FileId | undefined {
  return trace.files.find((file) => file.path === path)?.id;
}

/** @param edited whether the text may differ from the one that ran */
export function recordedFunction(
  trace: Trace,
  path: string,
  wanted: FunctionInfo,
  { functions }: Outline,
  edited: boolean,
): FunctionInfo | undefined {
  const file = fileId(trace, path);
  const alike = (one: FunctionInfo): boolean => one.name === wanted.name && one.kind === wanted.kind;
  const then = trace.functions.filter((one) => one.file === file && alike(one));
  return match(wanted, functions.filter(alike), then, edited);
}

/** @param edited whether the text may differ from the one that ran */
export function recordedSite(
  trace: Trace,
  path: string,
  wanted: SiteInfo,
  { functions, sites }: Outline,
  edited: boolean,
): SiteInfo | undefined {
  const file = fileId(trace, path);
  const name = functions[wanted.function - 1]?.name;
  const alike = (one: SiteInfo): boolean => one.kind === wanted.kind && one.text === wanted.text;
  const now = sites.filter((one) => alike(one) && functions[one.function - 1]?.name === name);
  const then = trace.sites.filter((one) => {
    const of = trace.functions[one.function - 1];
    return alike(one) && of?.file === file && of?.name === name;
  });
  return match(wanted, now, then, edited);
}
