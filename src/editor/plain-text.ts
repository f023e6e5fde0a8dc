/** Text of a program, or of a trace, in places of the editor that take more than text. */

/** A notification is no place to read more. */
const LONGEST = 1000;
// eslint-disable-next-line no-control-regex -- what a text may not do: break the line, or turn its direction
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]+/g;

/** In a notification, where `[text](command:…)` is a link. */
export function inMessage(text: string): string {
  const plain = text.slice(0, LONGEST).replace(CONTROL, ' ').replaceAll('](', '] (');
  return text.length > LONGEST ? `${plain}…` : plain;
}

/** In one line of Markdown, where also an address alone is a link. */
export function inMarkdown(text: string): string {
  return text.replace(CONTROL, ' ').replace(/[\\`*_{}[\]()#+!<>|&~$:@]/g, '\\$&');
}
