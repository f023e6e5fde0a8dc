/** Text of the program inside HTML, SVG and XML: it becomes text there, never markup. */

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** For readers of XML, too: what it may not hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex -- these, and halves of pairs, are what XML forbids
  return escapeMarkup(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd'));
}
