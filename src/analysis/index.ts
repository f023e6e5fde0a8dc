import type { Trace } from '../trace/tables.ts';
import { inEnglish, type Say } from '../trace/wording.ts';
import { blockingCall } from './blocking-call.ts';
import type { Finding, Rule } from './finding.ts';
import { neverSettled } from './never-settled.ts';
import { poolSaturated } from './pool-saturated.ts';

export { criticalPath, type PathStep } from './critical-path.ts';
export type { Finding, Rule } from './finding.ts';

export const rules: readonly Rule[] = [blockingCall, neverSettled, poolSaturated];

/** All findings, rule by rule. */
export function findings(trace: Trace, say: Say = inEnglish): Finding[] {
  return rules.flatMap((rule) => rule.find(trace, say));
}
