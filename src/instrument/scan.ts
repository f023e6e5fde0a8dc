/** Finds tokens that the tree does not tell of. Offsets start outside of strings, comments and templates. */

const TRIVIA = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*/y;

/** The offset of the first character from `offset` on that is no blank and in no comment. */
export function skipTrivia(text: string, offset: number): number {
  TRIVIA.lastIndex = offset;
  TRIVIA.test(text);
  return TRIVIA.lastIndex;
}

/** The end of the first `token` from `offset` on that is in no comment. */
export function endOfToken(text: string, offset: number, token: string): number {
  for (let at = skipTrivia(text, offset); at < text.length; at = skipTrivia(text, at + 1))
    if (text.startsWith(token, at)) return at + token.length;
  throw new Error(`no ${token} where the grammar has one`);
}

/** The end of the last of the closing parentheses from `offset` on. */
export function endOfParentheses(text: string, offset: number): number {
  let end = offset;
  for (let at = skipTrivia(text, offset); text[at] === ')'; at = skipTrivia(text, end)) end = at + 1;
  return end;
}

/**
 * Would a call that ends at `offset` take what follows for its continuation? Where a statement ended there by a line break
 * alone, it must not. https://tc39.es/ecma262/#sec-automatic-semicolon-insertion
 */
export function continuesAfter(text: string, offset: number): boolean {
  const next = text[skipTrivia(text, offset)];
  return next !== undefined && '([`/+-'.includes(next);
}
