/** Where in source a thing of the trace stands. */
import type { FunctionInfo, Refusal, SiteInfo } from '../../trace/event.ts';
import { State, type Trace } from '../../trace/tables.ts';
import type { Lanes } from './lanes.ts';
import type { Target } from './selection.ts';

export interface Place {
  /** A trace path: relative to the workspace, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function functionOf(trace: Trace, task: number): FunctionInfo | undefined {
  return trace.functions[trace.tasks.function.get(task) - 1];
}

/** The site that a segment is at: suspended or ready there, or resumed from it. */
export function siteOf(trace: Trace, segment: number): SiteInfo | undefined {
  return trace.sites[trace.segments.site.get(segment) - 1];
}

function placeIn(
  trace: Trace,
  info: FunctionInfo | undefined,
  at: { line: number; column: number } | undefined,
): Place | null {
  const file = info === undefined ? undefined : trace.files[info.file - 1];
  return file === undefined || at === undefined ? null : { file: file.path, line: at.line, column: at.column };
}

export function taskPlace(trace: Trace, task: number): Place | null {
  const info = functionOf(trace, task);
  return placeIn(trace, info, info);
}

/** Where a target stands; a running segment stands where it resumed, or at its function when it has just begun. */
export function placeOf(trace: Trace, target: Target, lanes?: Lanes): Place | null {
  switch (target.kind) {
    case 'task':
      return taskPlace(trace, target.task);
    case 'segment': {
      const info = functionOf(trace, trace.segments.task.get(target.segment));
      const site = siteOf(trace, target.segment);
      // A site belongs to a function of its own file.
      const own = site === undefined ? info : (trace.functions[site.function - 1] ?? info);
      return placeIn(trace, own, site ?? info);
    }
    case 'blocking': {
      const block = trace.blocking[target.index];
      return block === undefined || block.file === ''
        ? null
        : { file: block.file, line: block.line, column: block.column };
    }
    case 'refusal':
      return refusalPlace(trace.refused[target.index]);
    case 'turn':
      return operationPlace(trace, trace.turns.operation.get(target.turn));
    case 'operation':
      return operationPlace(trace, target.operation);
    case 'group': {
      const group = lanes?.groups[lanes.group[lanes.laneOfKey.get(target.key) ?? -1] ?? -1];
      return group === undefined || group.function === 0 ? null : taskPlace(trace, group.tasks[0] ?? 0);
    }
  }
}

export function refusalPlace(refusal: Refusal | undefined): Place | null {
  if (refusal?.file === undefined || refusal.line === undefined) return null;
  return { file: refusal.file, line: refusal.line, column: refusal.column ?? 1 };
}

function operationPlace(trace: Trace, operation: number): Place | null {
  const label = operation < 0 ? undefined : trace.labels[trace.operations.label.get(operation)];
  return label?.file === undefined || label.line === undefined
    ? null
    : { file: label.file, line: label.line, column: label.column ?? 1 };
}

/** What a bar says of itself: the code that suspends, e.g. `await fetch(url)`. */
export function siteText(site: SiteInfo): string {
  const keyword = {
    await: 'await',
    'for-await': 'for await',
    'await-using': 'await using',
    yield: 'yield',
    'yield-star': 'yield*',
  };
  return `${keyword[site.kind]} ${site.text}`.trimEnd();
}

export function stateIsWaiting(state: number): boolean {
  return state !== State.Running;
}
