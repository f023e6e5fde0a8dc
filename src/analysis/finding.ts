import type { JsonFinding } from '../trace/json.ts';
import type { Trace } from '../trace/tables.ts';
import type { Say } from '../trace/wording.ts';

export type Finding = JsonFinding;
/** One rule: reads a trace, gives its findings in order of time. */
export interface Rule {
  readonly name: string;
  find(trace: Trace, say: Say): Finding[];
}
