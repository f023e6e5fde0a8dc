/** The canvas of the timeline and that of its overview: their sizes in pixels of the screen, and what is drawn on them. */
import { CanvasPen } from '../draw/canvas-pen.ts';
import { drawFrame } from '../draw/frame.ts';
import { drawOverview, OVERVIEW_HEIGHT } from '../draw/overview.ts';
import type { View } from '../draw/view.ts';
import type { CssPixels } from '../model/scale.ts';

export class Canvases {
  readonly #canvas: HTMLCanvasElement;
  readonly #overview: HTMLCanvasElement;
  #pens: [CanvasPen, CanvasPen] | null = null;

  constructor(canvas: HTMLCanvasElement, overview: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#overview = overview;
  }

  /** Blank after it, as a canvas is. */
  resize(width: CssPixels, height: CssPixels): void {
    const ratio = window.devicePixelRatio || 1;
    this.#canvas.width = this.#overview.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#overview.height = Math.round(OVERVIEW_HEIGHT * ratio);
    this.renew();
  }

  /** Sizes or fonts are others now. */
  renew(): void {
    this.#pens = null;
  }

  draw(view: View): void {
    const context = this.#canvas.getContext('2d');
    const overview = this.#overview.getContext('2d');
    if (context === null || overview === null) return;
    const { family, size } = view.theme;
    const ratio = window.devicePixelRatio || 1;
    this.#pens ??= [new CanvasPen(context, ratio, family, size), new CanvasPen(overview, ratio, family, size)];
    const [pen, overviewPen] = this.#pens;
    pen.begin(view.geometry.width, view.geometry.height);
    drawFrame(pen, view);
    overviewPen.begin(view.geometry.width, OVERVIEW_HEIGHT);
    drawOverview(overviewPen, view);
  }
}
