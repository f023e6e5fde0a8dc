/** Whether a text is an ES module by its syntax. https://nodejs.org/api/packages.html#syntax-detection */
import { isTooDeep, parseSource } from './parse.ts';
import { handlers } from './handlers.ts';
import { Origin } from './origin.ts';
import { Walk } from './walk.ts';

/** @returns true when it has import or export declarations, `import.meta`, or awaits at its top level */
export function hasModuleSyntax(path: string, text: string): boolean {
  if (!/\b(?:import|export|await)\b/.test(text)) return false;
  const parsed = parseSource(path, text);
  if (!parsed.ok) return false;
  const { body } = parsed.value.ast;
  if (body.some((node) => /^(?:Import|Export)/.test(node.type))) return true;
  if (/\bimport\b[^]*\bmeta\b/.test(text) && asksForMeta(body)) return true;
  if (!/\bawait\b/.test(text)) return false;
  const origin = new Origin(text, parsed.value.ast, null);
  const walk = new Walk({ text, source: text, origin, isModule: true }, handlers);
  try {
    walk.run(parsed.value.ast);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
  }
  return walk.topLevel !== null;
}

/** The words alone may stand in a text or a comment. */
function asksForMeta(body: readonly unknown[]): boolean {
  const left: unknown[] = [...body];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const { meta, type } = value as { type?: unknown; meta?: { name?: unknown } };
    if (type === 'MetaProperty' && meta?.name === 'import') return true;
    for (const [key, child] of Object.entries(value)) if (key !== 'parent') left.push(child);
  }
  return false;
}
