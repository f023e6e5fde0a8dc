/**
 * What Node prints of an error that ends the program. It prints it on the standard error of the process, whatever thread
 * the program is in, with the line as it ran.
 */
import path from 'node:path';
import { withoutFences } from '../instrument/probe-names.ts';
import type { FatalWords, RunEnd } from '../protocol/run.ts';
import { unsettledAwaits } from './unsettled.ts';

/** The line and the mark under it, which Node cuts at a thousand columns. */
const PLACE = /^(\n?)([^\n]+):(\d+)\n([^\n]*)\n(?:([ \t]*)(\^+)|([ \t]{1000,}))\n/;
const END = /\nNode\.js v[^\n]+\n$/;
const COMPILED = /\.(?:[cm]?ts|[jt]sx)$/;

/**
 * @param errors what the process printed
 * @param known what is printed where Node has said nothing, or does not know the place
 * @param recorder what the recorder throws was thrown by what it stands before
 * @returns Node's words, with the line as it was written
 */
export function fatalWords(errors: string, known: FatalWords, recorder: string): string {
  if (!END.test(errors)) return known.place + known.text;
  const match = PLACE.exec(errors);
  if (match === null) return errors;
  const [all, lead = '', file = '', number = '', line = '', indent = '', carets = '', cut] = match;
  const rest = errors.slice(all.length);
  const written = withoutFences(line);
  // What a compiler made of a line is not what was written.
  const isOther = COMPILED.test(file) && known.place !== '' && known.place.split('\n')[1] !== written;
  if (file === recorder || isOther) return known.place + rest.replace(/^\n/, '');
  const before = withoutFences(line.slice(0, indent.length));
  const marked = withoutFences(line.slice(0, indent.length + carets.length)).length - before.length;
  const mark = cut ?? before.replace(/[^\t]/g, ' ') + '^'.repeat(Math.max(1, marked));
  return `${lead}${file}:${number}\n${written}\n${mark}\n${rest}`;
}

/**
 * What Node says at the end of a run whose supervisor printed `errors`.
 * @param words what Node printed of the error that ended the program, where other programs printed as well
 * @param runtime folder of the bundles
 */
export function lastWords(
  errors: string,
  fatal: FatalWords | undefined,
  words: string | null,
  runtime: string,
): string {
  const unsettled = unsettledAwaits(errors);
  if (fatal === undefined) return unsettled;
  const [others, own] = words === null ? ['', errors] : withoutOthers(words);
  return unsettled + others + fatalWords(own, fatal, path.join(runtime, 'recorder.cjs'));
}

/** What others printed between the mark and Node's words, which begin with a place if they have one, and those. */
function withoutOthers(words: string): [others: string, own: string] {
  if (PLACE.test(words)) return ['', words];
  const at = [...words.matchAll(new RegExp(PLACE, 'gm'))].at(-1)?.index ?? 0;
  return [words.slice(0, at), words.slice(at)];
}

/** The end of a run that did not tell of its end. */
export function crashed(reason: string): RunEnd {
  const line = reason.split('\n').find((text) => text.trim() !== '') ?? 'the process that ran it ended';
  return { outcome: 'crashed', exitCode: 134, error: { name: 'Error', message: `The run crashed: ${line}` } };
}
