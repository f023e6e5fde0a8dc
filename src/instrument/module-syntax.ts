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
  if (/\bimport\s*\.\s*meta\b/.test(text)) return true;
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
