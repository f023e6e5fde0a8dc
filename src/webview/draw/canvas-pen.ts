/** The pen on a real canvas. One unit is a CSS pixel, whatever the screen's resolution. */
import type { CssPixels } from '../model/scale.ts';
import type { Paint, Pen, Rects, Weight } from './pen.ts';

/** Narrower rectangles are drawn with square corners: round ones cost a path each and do not show. */
const ROUND_FROM: CssPixels = 5;
/** Nor are they round in a batch of more than this: there they would cost most of a frame. */
const ROUND_UP_TO = 400;
const MAX_CACHED_TEXTS = 20_000;

export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #ratio: number;
  readonly #fonts: Record<Weight, string>;
  readonly #widths = new Map<string, CssPixels>();
  readonly #hatches = new Map<string, CanvasPattern | string>();

  /** @param ratio device pixels in a CSS pixel @param size of the font, CSS pixels */
  constructor(context: CanvasRenderingContext2D, ratio: number, family: string, size: number) {
    this.#context = context;
    this.#ratio = ratio;
    this.#fonts = {
      normal: `${size}px ${family}`,
      bold: `600 ${size}px ${family}`,
      small: `${Math.max(9, size - 2)}px ${family}`,
    };
  }

  begin(width: CssPixels, height: CssPixels): void {
    this.#context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    this.#context.clearRect(0, 0, width, height);
    this.#context.textBaseline = 'middle';
  }

  rects(paint: Paint, rects: Rects, radius: CssPixels): void {
    if (rects.count === 0) return;
    const context = this.#context;
    this.#use(paint);
    const { data } = rects;
    const corners = radius > 0 && rects.count <= ROUND_UP_TO;
    let round = false;
    for (let i = 0, at = 0; i < rects.count; i++, at += 4) {
      const width = data[at + 2] ?? 0;
      if (corners && width >= ROUND_FROM) {
        if (!round) context.beginPath();
        round = true;
        context.roundRect(data[at] ?? 0, data[at + 1] ?? 0, width, data[at + 3] ?? 0, radius);
      } else {
        context.fillRect(data[at] ?? 0, data[at + 1] ?? 0, width, data[at + 3] ?? 0);
      }
    }
    if (round) context.fill();
  }

  outlines(paint: Paint, rects: Rects, radius: CssPixels): void {
    if (rects.count === 0) return;
    const context = this.#context;
    this.#use(paint);
    context.strokeStyle = paint.colour;
    context.lineWidth = 1;
    context.beginPath();
    const { data } = rects;
    for (let i = 0, at = 0; i < rects.count; i++, at += 4) {
      const width = Math.max(1, (data[at + 2] ?? 0) - 1);
      const height = Math.max(1, (data[at + 3] ?? 0) - 1);
      context.roundRect(
        (data[at] ?? 0) + 0.5,
        (data[at + 1] ?? 0) + 0.5,
        width,
        height,
        width > radius * 2 ? radius : 0,
      );
    }
    context.stroke();
  }

  text(paint: Paint, text: string, x: CssPixels, y: CssPixels, weight: Weight = 'normal'): void {
    if (text === '') return;
    this.#use(paint);
    this.#context.font = this.#fonts[weight];
    this.#context.fillText(text, x, y);
  }

  path(paint: Paint, points: readonly number[], width: CssPixels, dash = false): void {
    const context = this.#context;
    this.#use(paint);
    context.strokeStyle = paint.colour;
    context.lineWidth = width;
    context.setLineDash(dash ? [3, 3] : []);
    context.beginPath();
    for (let i = 0; i + 1 < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
    context.stroke();
    context.setLineDash([]);
  }

  measure(text: string, weight: Weight = 'normal'): CssPixels {
    const key = `${weight}${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#context.font = this.#fonts[weight];
      ({ width } = this.#context.measureText(text));
      if (this.#widths.size >= MAX_CACHED_TEXTS) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }

  clip(x: CssPixels, y: CssPixels, width: CssPixels, height: CssPixels): void {
    this.#context.save();
    this.#context.beginPath();
    this.#context.rect(x, y, width, height);
    this.#context.clip();
  }

  unclip(): void {
    this.#context.restore();
  }

  #use(paint: Paint): void {
    this.#context.globalAlpha = paint.alpha;
    this.#context.fillStyle = paint.hatch === true ? this.#hatch(paint.colour) : paint.colour;
  }

  /** Diagonal stripes of 2 in 6 pixels. */
  #hatch(colour: string): CanvasPattern | string {
    let hatch = this.#hatches.get(colour);
    if (hatch === undefined) {
      const size = 6;
      const tile = document.createElement('canvas');
      tile.width = tile.height = size * this.#ratio;
      const context = tile.getContext('2d');
      if (context !== null) {
        context.scale(this.#ratio, this.#ratio);
        context.strokeStyle = colour;
        context.lineWidth = 1.8;
        context.beginPath();
        for (const shift of [-size, 0, size]) {
          context.moveTo(shift - 1, size + 1);
          context.lineTo(shift + size + 1, -1);
        }
        context.stroke();
      }
      const pattern = this.#context.createPattern(tile, 'repeat');
      pattern?.setTransform(new DOMMatrix().scale(1 / this.#ratio));
      hatch = pattern ?? colour;
      this.#hatches.set(colour, hatch);
    }
    return hatch;
  }
}
