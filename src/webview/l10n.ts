/**
 * The page's words in the reader's language. Messages stand in the code in English, which is their key; translations come
 * with the document, from the extension's bundle. A test finds them by the calls of `t` and `word`.
 */
const PLACE = /\{(\d)\}/g;

let translations: ReadonlyMap<string, string> = new Map();

export function setTranslations(known: Readonly<Record<string, string>>): void {
  translations = new Map(Object.entries(known));
}

/** @param values take the places of {0}, {1}… */
export function t(message: string, ...values: readonly (string | number)[]): string {
  return said(message, ...values);
}

/** A message that is said later, where it is kept: by `said`. */
export function word(message: string): string {
  return message;
}

/** Says a message that was marked by `word`. */
export function said(message: string, ...values: readonly (string | number)[]): string {
  const text = translations.get(message) ?? message;
  return values.length === 0 ? text : text.replace(PLACE, (_, place: string) => String(values[Number(place)] ?? ''));
}
