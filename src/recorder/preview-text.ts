/** The text of a preview as it is put together: bounded, and without anything that a terminal or a page would obey. */
import { stringCharCodeAt, stringSlice } from './intrinsics.ts';

/** Characters of a preview, the sign that it was cut included. */
export const MOST_CHARACTERS = 100;

const CUT = '…';
const HEX = '0123456789abcdef';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

let text = '';
let full = false;

export function beginText(): void {
  text = '';
  full = false;
}

export function takeText(): string {
  const taken = text;
  text = '';
  return taken;
}

export function isFull(): boolean {
  return full;
}

/** Adds a piece that is harmless, or as much of it as there is room for. */
export function put(piece: string): void {
  if (full) return;
  const room = MOST_CHARACTERS - 1 - text.length;
  if (piece.length <= room) {
    text += piece;
    return;
  }
  // No half of a pair is left behind.
  const end = room > 0 && isHigh(stringCharCodeAt(piece, room - 1)) ? room - 1 : room;
  text += stringSlice(piece, 0, end) + CUT;
  full = true;
}

export function putQuoted(value: string, most: number): void {
  put('"');
  putCharacters(value, most, true);
  put('"');
}

export function putEscaped(value: string, most: number): void {
  putCharacters(value, most, false);
}

/** A key of a property, in quotes where it is no name. */
export function putKey(key: string, most: number): void {
  let plain = key.length > 0;
  for (let i = 0; i < key.length && i < most && plain; i++) {
    const code = stringCharCodeAt(key, i);
    plain = isWord(code) && (i > 0 || code > 0x39 || code === 0x24);
  }
  if (plain) putEscaped(key, most);
  else putQuoted(key, most);
}

function putCharacters(value: string, most: number, quoted: boolean): void {
  let end = value.length < most ? value.length : most;
  if (end < value.length && end > 0 && isHigh(stringCharCodeAt(value, end - 1))) end--;
  let from = 0;
  for (let i = 0; i < end && !full; i++) {
    const code = stringCharCodeAt(value, i);
    if (isHigh(code) && i + 1 < end && isLow(stringCharCodeAt(value, i + 1))) i++;
    else if (isObeyed(code) || code === BACKSLASH || (quoted && code === QUOTE)) {
      put(stringSlice(value, from, i));
      put(escaped(code));
      from = i + 1;
    }
  }
  put(stringSlice(value, from, end));
  if (end < value.length) put(CUT);
}

function escaped(code: number): string {
  switch (code) {
    case QUOTE:
      return '\\"';
    case BACKSLASH:
      return '\\\\';
    case 0x0a:
      return '\\n';
    case 0x0d:
      return '\\r';
    case 0x09:
      return '\\t';
    default:
      return `\\u${digit(code >> 12)}${digit(code >> 8)}${digit(code >> 4)}${digit(code)}`;
  }
}

function digit(code: number): string {
  const value = code & 15;
  return stringSlice(HEX, value, value + 1);
}

export function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

export function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Controls, what turns the text around, and halves of pairs. */
function isObeyed(code: number): boolean {
  if (code < 0x20) return true;
  if (code < 0x7f) return false;
  return (
    code <= 0x9f ||
    code === 0x61c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff
  );
}

/** Letters and digits of ASCII, `$` and `_`. */
function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x24 ||
    code === 0x5f
  );
}
