/** A pen that writes down what it is asked to draw, rounded to hundredths of a pixel. Text is 6 pixels a letter wide. */
import type { Paint, Pen, Rects } from '../../../src/webview/draw/pen.ts';

export type Call = readonly [name: string, ...rest: readonly unknown[]];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function name(paint: Paint): string {
  return `${paint.colour}@${round(paint.alpha)}${paint.hatch === true ? ' hatch' : ''}`;
}

function list(rects: Rects): number[][] {
  return Array.from({ length: rects.count }, (_, i) => [...rects.data.subarray(i * 4, i * 4 + 4)].map(round));
}

export class RecordingPen implements Pen {
  readonly calls: Call[] = [];

  rects(paint: Paint, rects: Rects, radius: number): void {
    if (rects.count > 0) this.calls.push(['rects', name(paint), radius, list(rects)]);
  }

  outlines(paint: Paint, rects: Rects, radius: number): void {
    if (rects.count > 0) this.calls.push(['outlines', name(paint), radius, list(rects)]);
  }

  text(paint: Paint, text: string, x: number, y: number, weight = 'normal'): void {
    if (text !== '') this.calls.push(['text', name(paint), text, round(x), round(y), weight]);
  }

  path(paint: Paint, points: readonly number[], width: number): void {
    this.calls.push(['path', name(paint), width, points.map(round)]);
  }

  measure(text: string): number {
    return text.length * 6;
  }

  clip(x: number, y: number, width: number, height: number): void {
    this.calls.push(['clip', round(x), round(y), round(width), round(height)]);
  }

  unclip(): void {
    this.calls.push(['unclip']);
  }
}
