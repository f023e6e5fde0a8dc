/**
 * What V8 says of a top-level await that nothing will settle. Node prints it on the standard error of the process, whatever
 * thread the program is in, with the line as it ran.
 */
import { withoutFences } from '../instrument/probe-names.ts';

const WARNING = /^(Warning: Detected unsettled top-level await at [^\n]*:\d+\n)([^\n]*)\n([ \t]*)(\^+)\n\n\n\n/gm;

/** @returns the warnings within `errors`, with the lines as they were written; '' when there are none */
export function unsettledAwaits(errors: string): string {
  let text = '';
  for (const [, head = '', line = '', indent = '', carets = ''] of errors.matchAll(WARNING)) {
    const before = withoutFences(line.slice(0, indent.length)).replace(/[^\t]/g, ' ');
    text += `${head}${withoutFences(line)}\n${before}${carets}\n\n\n\n`;
  }
  return text;
}

/** What else there is in `errors`. */
export function withoutUnsettled(errors: string): string {
  return errors.replace(WARNING, '');
}
