/** Source text → instrumented text, with its functions, its sites, and the way back to original positions. Pure. */
import type { FunctionInfo, SiteInfo } from '../trace/event.ts';
import { blankTypes, needsTranspiler, transpile } from './erase.ts';
import { handlers } from './handlers.ts';
import { blankImports } from './imports.ts';
import { Origin } from './origin.ts';
import { isTooDeep, isTypeScript, parseSource, parseTranspiled, TOO_DEEP, type Parsed } from './parse.ts';
import { FENCE_CLOSE, FENCE_OPEN, ID_WIDTH, PREFIX, TASK, idText } from './probe-names.ts';
import { KEEP_REQUIRE } from './requires.ts';
import type { InstrumentInput, InstrumentResult, Instrumented } from './types.ts';
import { enter, probe, Walk } from './walk.ts';

export type { InstrumentInput, InstrumentResult, Instrumented, ModuleKind, SourceError } from './types.ts';
export { hasModuleSyntax } from './module-syntax.ts';
export { predictNeeds, type Need } from './needs.ts';

/** The parser's words for what is legal in scripts that are not strict; Node runs them. */
const SLOPPY = /^(?:Octal|Decimals with leading zeros|Escape sequence '\\|The variable declaration of a 'for\.\.\.in')/;

/** For Node the file does not begin by `#!` then. */
const MARK_BEFORE_HASHBANG = { message: 'a byte order mark stands before #!', line: 1, column: 1 };

/**
 * Instruments one file. The program that the code makes up behaves as the original: probes pass values by identity.
 * @returns the code, or the first syntax error
 */
export function instrument(input: InstrumentInput): InstrumentResult {
  try {
    return instrumentShallow(input);
  } catch (error) {
    if (isTooDeep(error)) return { ok: false, error: TOO_DEEP };
    throw error;
  }
}

/** @throws RangeError where the text is nested too deeply */
function instrumentShallow(input: InstrumentInput): InstrumentResult {
  if (input.text.startsWith('\uFEFF#!')) return { ok: false, error: MARK_BEFORE_HASHBANG };
  // A byte order mark is no part of the program; positions are counted without it, as Node does.
  const text = input.text.startsWith('\uFEFF') ? input.text.slice(1) : input.text;
  const parsed = parseSource(input.path, text, input.moduleKind === 'module' ? 'module' : 'script');
  if (!parsed.ok) {
    if (input.moduleKind === 'module' || isTypeScript(input.path) || !SLOPPY.test(parsed.error.message)) return parsed;
    const notInstrumented = `the parser refuses what only scripts may hold: ${parsed.error.message}`;
    return { ok: true, value: { ...bare({ code: text, mappings: null }), notInstrumented } };
  }
  if (text.includes(PREFIX) || text.includes(FENCE_OPEN) || text.includes(FENCE_CLOSE)) {
    return {
      ok: true,
      value: {
        ...bare(erase(input, text, parsed.value)),
        notInstrumented: `its text holds ${PREFIX} or a fence of the recorder`,
      },
    };
  }
  if (input.probes === false) return { ok: true, value: bare(erase(input, text, parsed.value)) };
  return { ok: true, value: insert(input, text, parsed.value) };
}

function bare({ code, mappings }: Erased): Instrumented {
  return { code, mappings: mappings ?? '', functions: [], sites: [], callbacks: [], ids: [] };
}

/** Functions and sites of a text, with local ids; null when it cannot be parsed. */
export function outline(path: string, text: string): { functions: FunctionInfo[]; sites: SiteInfo[] } | null {
  const parsed = parseSource(path, text);
  try {
    return parsed.ok ? outlineOf(text, parsed.value, true) : null;
  } catch (error) {
    if (isTooDeep(error)) return null;
    throw error;
  }
}

function outlineOf(text: string, { ast }: Parsed, isModule: boolean): { functions: FunctionInfo[]; sites: SiteInfo[] } {
  const walk = new Walk({ text, source: text, origin: new Origin(text, ast, null), isModule }, handlers);
  walk.run(ast);
  return { functions: walk.functions, sites: walk.sites };
}

/** The same with ids counted on: local id + base. Columns do not move. */
export function rebase(value: Instrumented, functionBase: number, siteBase: number, callbackBase = 0): Instrumented {
  const bases = { function: functionBase, site: siteBase, callback: callbackBase };
  let code = '';
  let from = 0;
  for (const { offset, kind } of value.ids) {
    const id = Number.parseInt(value.code.slice(offset, offset + ID_WIDTH), 16);
    code += value.code.slice(from, offset) + idText(id + bases[kind]);
    from = offset + ID_WIDTH;
  }
  return {
    ...value,
    code: code + value.code.slice(from),
    functions: value.functions.map((info) => ({ ...info, id: info.id + functionBase })),
    sites: value.sites.map((info) => ({ ...info, id: info.id + siteBase, function: info.function + functionBase })),
    ids: value.ids,
  };
}

/** The file as JavaScript, before any probe. */
interface Erased {
  readonly code: string;
  /** Of the transpiler; null when every position is the original one. */
  readonly mappings: string | null;
}

function erase(input: InstrumentInput, text: string, parsed: Parsed): Erased {
  const transpiles = needsTranspiler(input, text, parsed);
  const blanked = transpiles || parsed.source === null ? null : blankTypes(parsed.source);
  if (transpiles || (parsed.source !== null && blanked === null)) return transpile(input, text);
  if (blanked === null) return { code: text, mappings: null };
  const keepsImports = input.compilerOptions?.verbatimModuleSyntax === true;
  return { code: keepsImports ? blanked : blankImports(parsed.ast, blanked), mappings: null };
}

function insert(input: InstrumentInput, text: string, parsed: Parsed): Instrumented {
  const { code, mappings } = erase(input, text, parsed);
  const isModule = input.moduleKind === 'module';
  // What the transpiler wrote is read anew: probes put in before it would come out reprinted, without their fences.
  const ast = mappings === null ? parsed.ast : parseTranspiled(code, isModule);
  const origin = new Origin(text, parsed.ast, mappings === null ? null : { code, mappings });
  const walk = new Walk({ text: code, source: mappings === null ? text : code, origin, isModule }, handlers);
  walk.run(ast);
  if (walk.keepsRequire) walk.edits.first(moduleStart(ast), KEEP_REQUIRE);
  if (walk.topLevel !== null) {
    walk.edits.first(moduleStart(ast), enter('M', walk.topLevel.id));
    // On a line of its own: the last line may be a comment.
    walk.edits.append(`\n;${probe('L')});`);
  }
  const edited = walk.edits.toString();
  // A transpiler's map is vague about where things end, and it renames; the original's own tree is neither.
  const written = mappings === null ? walk : outlineOf(text, parsed, isModule);
  return {
    code: edited,
    mappings: walk.edits.changed ? walk.edits.mappings(input.path, mappings) : (mappings ?? ''),
    functions: asWritten(walk.functions, written.functions).map((info, index) => ({ ...info, id: index + 1 })),
    sites: asWritten(walk.sites, written.sites).map((info, index) => ({
      ...info,
      id: index + 1,
      function: walk.sites[index]?.function ?? 0,
    })),
    callbacks: walk.callbacks.infos(),
    ids: findIds(edited),
  };
}

/** Each of `walked`, or what is written at its place. */
function asWritten<T extends FunctionInfo | SiteInfo>(walked: readonly T[], written: readonly T[]): readonly T[] {
  if (walked === written) return walked;
  const place = ({ kind, line, column }: T): string => `${kind} ${line}:${column}`;
  const known = new Map(written.map((info) => [place(info), info]));
  return walked.map((info) => known.get(place(info)) ?? info);
}

/** Before the first statement that is no directive: pragmas stay the first comments of the file. */
function moduleStart(ast: Parsed['ast']): number {
  const first = ast.body.find((statement) => !('directive' in statement) || statement.directive === undefined);
  return first?.range[0] ?? 0;
}

const ID = new RegExp(
  `\\${PREFIX}(?:(?:[EJPM]|J1)\\((0x[0-9a-f]{6})\\)|Z\\((0x[0-9a-f]{6})\\)|[A-Z]\\d?\\(\\${TASK}, ?(0x[0-9a-f]{6}))`,
  'g',
);

/** Ids by where they stand; the transpiler may have moved them. */
function findIds(code: string): Instrumented['ids'] {
  const ids: { offset: number; kind: 'function' | 'site' | 'callback' }[] = [];
  for (const match of code.matchAll(ID)) {
    const [, ofFunction, ofCallback, ofSite] = match;
    const id = ofFunction ?? ofCallback ?? ofSite ?? '';
    const kind = ofFunction !== undefined ? 'function' : ofCallback !== undefined ? 'callback' : 'site';
    ids.push({ offset: match.index + match[0].lastIndexOf(id), kind });
  }
  return ids;
}
