/** The pen that writes SVG. What the program is called and says becomes text in it, never markup. */
import type { CssPixels } from '../model/scale.ts';
import { parseColour, writeColour } from './colour.ts';
import type { Paint, Pen, Rects, Weight } from './pen.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that any reader of XML takes: what it may not hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these, and halves of pairs, are what XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
  );
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  /** Definitions by what they define: patterns and clips are written once. */
  readonly #definitions = new Map<string, { id: string; text: string }>();
  readonly #measure: (text: string, weight: Weight) => CssPixels;

  /** @param measure how wide a text will be; only the reader of the file knows exactly */
  constructor(measure: (text: string, weight: Weight) => CssPixels) {
    this.#measure = measure;
  }

  rects(paint: Paint, rects: Rects, radius: CssPixels): void {
    if (rects.count === 0 || paint.alpha === 0) return;
    const round = radius > 0 ? ` rx="${number(radius)}"` : '';
    this.#parts.push(`<g ${this.#fill(paint)}>${each(rects, 0, round)}</g>`);
  }

  outlines(paint: Paint, rects: Rects, radius: CssPixels): void {
    if (rects.count === 0 || paint.alpha === 0) return;
    const round = radius > 0 ? ` rx="${number(radius)}"` : '';
    this.#parts.push(`<g fill="none" stroke-width="1" ${stroke(paint)}>${each(rects, 0.5, round)}</g>`);
  }

  text(paint: Paint, text: string, x: CssPixels, y: CssPixels, weight: Weight = 'normal'): void {
    if (text === '' || paint.alpha === 0) return;
    const at = `class="${weight}" x="${number(x)}" y="${number(y)}"`;
    this.#parts.push(`<text ${at} ${this.#fill(paint)}>${escapeXml(text)}</text>`);
  }

  path(paint: Paint, points: readonly number[], width: CssPixels, dash = false): void {
    const list = points.map(number).join(' ');
    const dashes = dash ? ' stroke-dasharray="3 3"' : '';
    const line = `fill="none" stroke-width="${number(width)}"${dashes} ${stroke(paint)}`;
    this.#parts.push(`<polyline ${line} points="${list}"/>`);
  }

  measure(text: string, weight: Weight = 'normal'): CssPixels {
    return this.#measure(text, weight);
  }

  clip(x: CssPixels, y: CssPixels, width: CssPixels, height: CssPixels): void {
    const rect = `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"/>`;
    const id = this.#define('clip', rect, (name) => `<clipPath id="${name}">${rect}</clipPath>`);
    this.#parts.push(`<g clip-path="url(#${id})">`);
  }

  unclip(): void {
    this.#parts.push('</g>');
  }

  /** The file. @param family of the font, as in CSS @param size of its normal weight */
  finish(width: CssPixels, height: CssPixels, ground: string, family: string, size: CssPixels, title: string): string {
    const small = Math.max(9, size - 2);
    const style =
      `text{font-family:${family.replace(/[<>&{}]/g, '')};font-size:${number(size)}px;dominant-baseline:central;` +
      `white-space:pre;unicode-bidi:isolate}.bold{font-weight:600}.small{font-size:${number(small)}px}`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" ` +
      `width="${number(width)}" height="${number(height)}" role="img">\n<title>${escapeXml(title)}</title>\n` +
      `<style>${style}</style>\n<defs>${[...this.#definitions.values()].map(({ text }) => text).join('')}</defs>\n` +
      `<rect width="100%" height="100%" fill="${escapeXml(ground)}"/>\n${this.#parts.join('\n')}\n</svg>\n`
    );
  }

  #fill(paint: Paint): string {
    const { alpha, colour } = opaque(paint);
    if (paint.hatch !== true) return `fill="${escapeXml(colour)}"${opacity('fill-opacity', alpha)}`;
    const id = this.#define('hatch', colour, (name) => {
      const line = `<path d="M-1 7 7-1M-7 7 1-1M5 7 13-1" stroke="${escapeXml(colour)}" stroke-width="1.8"/>`;
      return `<pattern id="${name}" width="6" height="6" patternUnits="userSpaceOnUse">${line}</pattern>`;
    });
    return `fill="url(#${id})"${opacity('fill-opacity', alpha)}`;
  }

  #define(kind: string, key: string, write: (id: string) => string): string {
    const known = this.#definitions.get(`${kind} ${key}`);
    if (known !== undefined) return known.id;
    const id = `${kind}${this.#definitions.size}`;
    this.#definitions.set(`${kind} ${key}`, { id, text: write(id) });
    return id;
  }
}

/** Few programs but browsers read colours with an alpha of their own. */
function opaque(paint: Paint): { colour: string; alpha: number } {
  const parsed = parseColour(paint.colour);
  return parsed === null ? paint : { colour: writeColour(parsed), alpha: paint.alpha * parsed.a };
}

function stroke(paint: Paint): string {
  const { alpha, colour } = opaque(paint);
  return `stroke="${escapeXml(colour)}"${opacity('stroke-opacity', alpha)}`;
}

function opacity(name: string, alpha: number): string {
  return alpha === 1 ? '' : ` ${name}="${number(alpha)}"`;
}

function each(rects: Rects, inset: number, round: string): string {
  let text = '';
  const { data } = rects;
  for (let i = 0, at = 0; i < rects.count; i++, at += 4) {
    const [x = 0, y = 0, width = 0, height = 0] = data.subarray(at, at + 4);
    const w = Math.max(inset > 0 ? 1 : 0, width - 2 * inset);
    const h = Math.max(inset > 0 ? 1 : 0, height - 2 * inset);
    text += `<rect x="${number(x + inset)}" y="${number(y + inset)}" width="${number(w)}" height="${number(h)}"${round}/>`;
  }
  return text;
}
