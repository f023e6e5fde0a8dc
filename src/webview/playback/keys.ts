/** Keys of playback, as in film editors: they work wherever no text is typed. */
import type { PlaybackAction } from '../../protocol/panel.ts';
import { word } from '../l10n.ts';

const KEYS: Readonly<Record<string, PlaybackAction>> = {
  p: 'toggle',
  ',': 'previous',
  '.': 'next',
  '<': 'first',
  '>': 'last',
  k: 'play',
  j: 'backwards',
  '}': 'faster',
  '{': 'slower',
};

/** Keys to explain, with what they do. */
export const PLAYBACK_KEYS: readonly (readonly [key: string, meaning: string])[] = [
  ['P', word('Open or close playback')],
  [', .', word('Previous and next recorded step')],
  ['< >', word('First and last recorded step')],
  ['K, J', word('Play or pause, forwards and backwards')],
  ['{ }', word('Slower and faster')],
];

export function actionOf(event: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>): PlaybackAction | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}

/** Is text typed there? */
export function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=range]), textarea, select, vscode-textfield') !== null
  );
}
