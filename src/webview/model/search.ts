/** Finds segments by words (function, file, text of the await) and by `state:`, `outcome:`, `min:` and the like. */
import { segmentEnd } from '../../trace/queries.ts';
import { Outcome, STATE_NAMES, State, type Trace } from '../../trace/tables.ts';
import { siteText } from './places.ts';

const OUTCOMES = ['pending', 'fulfilled', 'rejected'] as const;
const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, min: 60_000 };

interface Word {
  /** Where it is looked for; '' for everywhere. */
  readonly field: '' | 'function' | 'file' | 'await';
  readonly text: string;
}
export interface Search {
  readonly words: readonly Word[];
  /** Of STATE_NAMES, or -1. */
  readonly state: number;
  /** Of Outcome, or -1. */
  readonly outcome: number;
  /** Least duration, ms. */
  readonly min: number;
}

/** What conditions begin with. One that says nothing yet asks for nothing. */
const FIELDS: readonly string[] = ['state', 'outcome', 'min', 'function', 'file', 'await'];

/** @returns null when there is nothing to look for */
export function parseSearch(text: string): Search | null {
  const words: Word[] = [];
  let [state, outcome, min] = [-1, -1, 0];
  for (const [token = ''] of text.toLowerCase().matchAll(/\w+:"[^"]*"|"[^"]*"|\S+/g)) {
    const [, key = '', value = ''] = /^(\w+):(.*)$/.exec(token.replaceAll('"', '')) ?? [];
    const known = value === '' ? -1 : STATE_NAMES.findIndex((name) => name.startsWith(value));
    const ending = value === '' ? -1 : OUTCOMES.findIndex((name) => name.startsWith(value));
    const [, digits = '', unit = 'ms'] = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|min)?$/.exec(value) ?? [];
    if (value === '' && FIELDS.includes(key)) continue;
    if (key === 'state' && known >= 0) state = known;
    else if (key === 'outcome' && ending >= 0) outcome = ending;
    else if (key === 'min' && digits !== '') min = Number(digits) * (UNITS[unit] ?? 1);
    else if ((key === 'function' || key === 'file' || key === 'await') && value !== '')
      words.push({ field: key, text: value });
    else words.push({ field: '', text: token.replaceAll('"', '') });
  }
  return words.length === 0 && state < 0 && outcome < 0 && min === 0 ? null : { words, state, outcome, min };
}

export class Matcher {
  readonly #trace: Trace;
  readonly #search: Search;
  /** For each word, whether the functions and the sites match, by id. */
  #functions: readonly Uint8Array[] = [];
  #sites: readonly Uint8Array[] = [];
  #known = -1;
  /** 1 for tasks of which a segment matches, as far as they were looked at. */
  #tasks = new Uint8Array(0);
  #looked = 0;

  constructor(trace: Trace, search: Search) {
    this.#trace = trace;
    this.#search = search;
  }

  segment(row: number): boolean {
    this.#learn();
    const { min, outcome, state, words } = this.#search;
    const { segments, tasks } = this.#trace;
    const own = segments.state.get(row);
    if (state >= 0 && own !== state) return false;
    if (outcome >= 0 && (own !== State.Suspended || this.#outcome(row) !== outcome)) return false;
    if (min > 0 && segmentEnd(this.#trace, row) - segments.start.get(row) < min) return false;
    const info = tasks.function.get(segments.task.get(row));
    const site = segments.site.get(row);
    for (let i = 0; i < words.length; i++) {
      if (this.#functions[i]?.[info] !== 1 && (site === 0 || this.#sites[i]?.[site] !== 1)) return false;
    }
    return true;
  }

  /** Does a segment of the task match, or has the task the outcome? */
  task(row: number): boolean {
    this.#look();
    return this.#tasks[row] === 1;
  }

  /** The nearest match after (or before) a segment row, around the end; -1 for none. */
  next(from: number, by: 1 | -1): number {
    const { count } = this.#trace.segments;
    for (let step = 1; step <= count; step++) {
      const row = (((from + by * step) % count) + count) % count;
      if (this.segment(row)) return row;
    }
    return -1;
  }

  /** How many match, and which of them a segment is, counted from 1; 0 for none of them. */
  count(segment: number): { total: number; at: number } {
    let [total, at] = [0, 0];
    for (let row = 0; row < this.#trace.segments.count; row++) {
      if (!this.segment(row)) continue;
      total++;
      if (row === segment) at = total;
    }
    return { total, at };
  }

  #outcome(row: number): number {
    return this.#trace.segments.next.get(row) < 0 ? Outcome.Pending : this.#trace.segments.outcome.get(row);
  }

  #look(): void {
    const { segments, tasks } = this.#trace;
    if (this.#tasks.length < tasks.count) {
      const grown = new Uint8Array(tasks.count * 2);
      grown.set(this.#tasks);
      this.#tasks = grown;
    }
    const { outcome, words, min, state } = this.#search;
    const byTask = outcome >= 0 && words.length === 0 && min === 0 && state < 0;
    if (byTask) {
      for (let task = 0; task < tasks.count; task++) {
        if (tasks.outcome.get(task) === outcome) this.#tasks[task] = 1;
      }
    }
    for (; this.#looked < segments.count; this.#looked++) {
      if (this.segment(this.#looked)) this.#tasks[segments.task.get(this.#looked)] = 1;
    }
  }

  /** Names become known while the program loads its files. */
  #learn(): void {
    const { files, functions, sites } = this.#trace;
    if (this.#known === functions.length) return;
    this.#known = functions.length;
    const { words } = this.#search;
    this.#functions = words.map(({ field, text }) => {
      const matches = new Uint8Array(functions.length + 1);
      for (const { file, id, name } of functions) {
        const inName = field !== 'file' && field !== 'await' && name.toLowerCase().includes(text);
        const inFile = field !== 'function' && field !== 'await' && files[file - 1]?.path.toLowerCase().includes(text);
        matches[id] = inName || inFile === true ? 1 : 0;
      }
      return matches;
    });
    this.#sites = words.map(({ field, text }) => {
      const matches = new Uint8Array(sites.length + 1);
      if (field !== '' && field !== 'await') return matches;
      for (const site of sites) matches[site.id] = siteText(site).toLowerCase().includes(text) ? 1 : 0;
      return matches;
    });
  }
}

export function matcherOf(trace: Trace, text: string): Matcher | null {
  const search = parseSearch(text);
  return search === null ? null : new Matcher(trace, search);
}
