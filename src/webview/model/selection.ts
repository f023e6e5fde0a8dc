/** What is selected or under the pointer. */
export type Target =
  | { readonly kind: 'segment'; readonly segment: number }
  | { readonly kind: 'task'; readonly task: number }
  | { readonly kind: 'turn'; readonly turn: number }
  /** Index in the trace's list of blocking calls. */
  | { readonly kind: 'blocking'; readonly index: number }
  | { readonly kind: 'operation'; readonly operation: number }
  /** Many tasks, or operations, in one lane. */
  | { readonly kind: 'group'; readonly key: string };

export function sameTarget(a: Target | null, b: Target | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
}
