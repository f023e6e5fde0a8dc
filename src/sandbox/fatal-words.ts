/**
 * What Node prints of an error that ends the program. It prints it on the standard error of the process, whatever thread
 * the program is in, with the line as it ran.
 */
import path from 'node:path';
import { FENCE_OPEN, withoutFences } from '../instrument/probe-names.ts';
import type { FatalWords, RunEnd } from '../protocol/run.ts';
import { unsettledAwaits } from './unsettled.ts';

/** The line and the mark under it, which Node cuts at a thousand columns. */
const PLACE = /^(\n?)([^\n]+):(\d+)\n([^\n]*)\n(?:([ \t]*)(\^+)|([ \t]{1000,}))\n/;
const OVERFLOWN = /(Exception in PromiseRejectCallback:\n)([^\n]+:\d+\n[^\n]*\n[^\n]*\n)(\n[^\n]*\n\n)/g;
const BEFORE = new RegExp(`^(?:${OVERFLOWN.source})+`);
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
  const [all, , file = '', , line = ''] = match;
  const rest = errors.slice(all.length);
  // What a compiler made of a line is not what was written.
  const isOther = COMPILED.test(file) && known.place !== '' && known.place.split('\n')[1] !== withoutFences(line);
  if (file === recorder || isOther) return known.place + rest.replace(/^\n/, '');
  return asWritten(match) + rest;
}

/** @param match of `PLACE` */
function asWritten([
  ,
  lead = '',
  file = '',
  number = '',
  line = '',
  indent = '',
  carets = '',
  cut,
]: RegExpExecArray): string {
  const before = withoutFences(line.slice(0, indent.length));
  const marked = withoutFences(line.slice(0, indent.length + carets.length)).length - before.length;
  const mark = cut ?? before.replace(/[^\t]/g, ' ') + '^'.repeat(Math.max(1, marked));
  return `${lead}${file}:${number}\n${withoutFences(line)}\n${mark}\n`;
}

/**
 * Where the stack overflows as a promise is rejected, V8 says so beside the program, with the line as it ran. With hooks
 * it does at many depths: what it says again is left out.
 */
function rejectionsAsWritten(words: string): string {
  const said = new Set<string>();
  return words.replace(OVERFLOWN, (all, head: string, place: string, error: string) => {
    const match = all.includes(FENCE_OPEN) ? PLACE.exec(place) : null;
    if (match === null) return all;
    const text = head + asWritten(match) + error;
    if (said.has(text)) return '';
    said.add(text);
    return text;
  });
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
  const clean = rejectionsAsWritten(words ?? errors);
  const before = BEFORE.exec(clean)?.[0] ?? '';
  const told = clean.slice(before.length);
  const [others, own] = words === null ? ['', told] : withoutOthers(told);
  return unsettled + before + others + fatalWords(own, fatal, path.join(runtime, 'recorder.cjs'));
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
