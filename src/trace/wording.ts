/**
 * Sentences are made where the facts are, in English; who shows them may bring a translation. Files and the command line
 * say them in English.
 */

/** Says a message with its values in the places {0}, {1}… A test finds the messages by the calls of `say`. */
export type Say = (message: string, ...values: readonly (string | number)[]) => string;

export const inEnglish: Say = (message, ...values) =>
  values.length === 0
    ? message
    : message.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
