/**
 * Names that a text hands over, as far as that can be told without a tree: a function may stand before the call that it is
 * handed to. Of all of them, those that may be functions; too many do no harm.
 */
import { TAKERS, type Taker } from './takers.ts';

const CALLS = new RegExp(
  `\\b(${[...TAKERS.keys(), '\\w+Observer', 'FinalizationRegistry'].join('|')})\\s*\\(|\\.on[a-z]+\\s*=(?!=)`,
  'g',
);
/** One argument, or what is assigned, that is a name or a member; types and parentheses may stand around it. */
const NAME =
  /[\s(]*((?:[\w$\u0080-\uFFFF]+[?!]?\.)*)(#?[\w$\u0080-\uFFFF]+)[\s)!]*(?=[,;)\n]|$|\bas\b|\bsatisfies\b|\.bind\b)/y;
/** What is passed over to the next argument: not a function, whose text may be long. */
const OTHER = /(?:"[^"\n]*"|'[^'\n]*'|`[^`]*`|\([^(){}]*\)|[^,(){}=>"'`]|=(?!>))*/y;
/** Methods of these are not the program's. */
const BUILTINS = /^(?:Array|Buffer|JSON|Math|Number|Object|Promise|String|console|process)\./;

export class HandedNames {
  /** Of variables and functions, and of private methods with their `#`. */
  readonly names = new Set<string>();
  /** Methods by name: where they are handed over as those of `this`, offsets; -1 as those of something else. */
  readonly methods = new Map<string, number[]>();

  constructor(text: string) {
    for (const { 0: call, 1: callee = '', index } of text.matchAll(CALLS)) {
      const which = TAKERS.get(callee)?.which ?? 'any';
      let at = index + call.length;
      let isFirst = true;
      for (;;) {
        NAME.lastIndex = OTHER.lastIndex = at;
        const found = NAME.exec(text);
        OTHER.test(text);
        at = OTHER.lastIndex + 1;
        const isLast = text[at - 1] !== ',';
        if (found !== null && isTaken(which, isFirst, isLast)) this.#add(found[1] ?? '', found[2] ?? '', index);
        isFirst = false;
        if (isLast) break;
      }
    }
  }

  #add(path: string, name: string, at: number): void {
    if (path === '' || name.startsWith('#')) this.names.add(name);
    else if (!BUILTINS.test(path)) {
      const places = this.methods.get(name) ?? [];
      places.push(path === 'this.' ? at : -1);
      this.methods.set(name, places);
    }
  }
}

function isTaken(which: Taker['which'], isFirst: boolean, isLast: boolean): boolean {
  if (which === 'last') return isLast && !isFirst;
  return which === 'last or only' ? isLast : true;
}

/** How many functions a text seems to hold that are properties of this name, up to two. */
export function countMethods(text: string, name: string): number {
  const escaped = name.replace(/\$/g, '\\$&');
  const method = `(?<![.#\\w$]|function\\s+)${escaped}\\s*\\([^()]*\\)\\s*(?::[^{};=]*)?\\{`;
  const property = `(?<![#\\w$])${escaped}\\s*(?::[^:=;(]*)?[:=]\\s*(?:function\\b|\\([^()]*\\)\\s*(?::[^=]*)?=>|[\\w$]+\\s*=>)`;
  let count = 0;
  for (const { length } of text.matchAll(new RegExp(`${method}|${property}`, 'g'))) {
    count += Math.sign(length);
    if (count === 2) break;
  }
  return count;
}
