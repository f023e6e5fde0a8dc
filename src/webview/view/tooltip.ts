/** The tooltip beside the pointer: plain elements, text only. */
import type { Description } from '../model/describe.ts';
import { stateName } from '../model/meanings.ts';

const GAP = 14;
/** Facts shown; the details have all. */
const SHOWN = 5;

export class Tooltip {
  readonly #element: HTMLElement;
  #shown: Description | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** @param x @param y pointer, CSS pixels in the page */
  show(description: Description, key: string, x: number, y: number): void {
    const element = this.#element;
    if (element.dataset['key'] !== key || this.#shown === null) {
      this.#shown = description;
      element.dataset['key'] = key;
      element.replaceChildren(...content(description));
    }
    element.hidden = false;
    const { height, width } = element.getBoundingClientRect();
    const left = x + GAP + width > window.innerWidth ? x - GAP - width : x + GAP;
    const top = y + GAP + height > window.innerHeight ? y - GAP - height : y + GAP;
    element.style.left = `${Math.max(4, left)}px`;
    element.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.#element.hidden = true;
    this.#shown = null;
  }
}

function make(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function content({ code, facts, meaning, place, state, title }: Description): HTMLElement[] {
  const head = make('div', 'tooltip-head');
  head.append(make('span', `swatch is-${state}`), make('strong', '', title));
  if (stateName(state) !== '') head.append(make('span', 'state', stateName(state)));
  const parts = [head];
  if (code !== '') parts.push(make('code', 'code', code));
  const list = make('dl', '');
  for (const { label, value } of facts.slice(0, SHOWN)) list.append(make('dt', '', label), make('dd', '', value));
  parts.push(list);
  if (meaning !== '') parts.push(make('div', 'meaning', meaning));
  if (place !== null) parts.push(make('div', 'place', `${place.file}:${place.line}`));
  return parts;
}
