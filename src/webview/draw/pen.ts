/** What the timeline is drawn with: a narrow set of marks, each a batch in one paint, so that tests can record them. */
import type { CssPixels } from '../model/scale.ts';

export interface Paint {
  /** Any CSS colour. */
  readonly colour: string;
  /** 0 to 1 */
  readonly alpha: number;
  /** Diagonal stripes instead of a plain fill. */
  readonly hatch?: boolean;
}

export type Weight = 'normal' | 'bold' | 'small';

export interface Pen {
  rects(paint: Paint, rects: Rects, radius: CssPixels): void;
  /** Outlines of a pixel's width, within the rectangles. */
  outlines(paint: Paint, rects: Rects, radius: CssPixels): void;
  /** `y` is the middle of the line of text. */
  text(paint: Paint, text: string, x: CssPixels, y: CssPixels, weight?: Weight): void;
  /** A line through points x, y, x, y… */
  path(paint: Paint, points: readonly number[], width: CssPixels, dash?: boolean): void;
  measure(text: string, weight?: Weight): CssPixels;
  clip(x: CssPixels, y: CssPixels, width: CssPixels, height: CssPixels): void;
  unclip(): void;
}

/** Room for two rectangles: so small an array lies in the engine's own heap, and making it costs next to nothing. */
const FIRST_ROOM = 8;

/** A batch of rectangles: x, y, width, height one after the other. */
export class Rects {
  count = 0;
  data = new Float64Array(FIRST_ROOM);

  add(x: CssPixels, y: CssPixels, width: CssPixels, height: CssPixels): void {
    const at = this.count * 4;
    if (at + 4 > this.data.length) {
      const grown = new Float64Array(this.data.length * 4);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[at] = x;
    this.data[at + 1] = y;
    this.data[at + 2] = width;
    this.data[at + 3] = height;
    this.count++;
  }

  /** Like `add`, but makes the last rectangle longer when the new one only continues it. */
  extend(x: CssPixels, y: CssPixels, width: CssPixels, height: CssPixels): void {
    const last = (this.count - 1) * 4;
    const { data } = this;
    if (last >= 0 && data[last + 1] === y && data[last + 3] === height) {
      const end = (data[last] ?? 0) + (data[last + 2] ?? 0);
      if (end >= x && (data[last] ?? 0) <= x) {
        data[last + 2] = Math.max(end, x + width) - (data[last] ?? 0);
        return;
      }
    }
    this.add(x, y, width, height);
  }

  /** Keeps its room: what is drawn in each frame is collected where the last frame's was. */
  clear(): this {
    this.count = 0;
    return this;
  }

  static of(x: CssPixels, y: CssPixels, width: CssPixels, height: CssPixels): Rects {
    const rects = new Rects();
    rects.add(x, y, width, height);
    return rects;
  }
}

/** The longest beginning of a text that fits, with an ellipsis; '' when not even two letters do. */
export function elide(pen: Pen, text: string, width: CssPixels, weight: Weight = 'normal'): string {
  if (text === '' || width < 12) return '';
  if (pen.measure(text, weight) <= width) return text;
  let low = 0;
  let high = text.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (pen.measure(`${text.slice(0, middle)}…`, weight) <= width) low = middle;
    else high = middle;
  }
  return low < 2 ? '' : `${text.slice(0, low).trimEnd()}…`;
}
