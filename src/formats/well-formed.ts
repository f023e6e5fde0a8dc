/** @returns the text with U+FFFD for each half of a pair of UTF-16, which readers of Unicode refuse */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
