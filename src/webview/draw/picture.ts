/** What is shown, as a file: the same frame through another pen. */
import type { PictureFormat } from '../../protocol/panel.ts';
import { CanvasPen } from './canvas-pen.ts';
import { drawFrame } from './frame.ts';
import { SvgPen } from './svg-pen.ts';
import type { View } from './view.ts';

/** Pixels of a PNG for each of the screen's. */
const SHARP = 2;

/** @returns the text of an SVG, or a PNG in base64 */
export function drawPicture(shown: View, format: PictureFormat): string {
  // The pointer is no part of the picture.
  const view: View = { ...shown, hover: null };
  const { geometry, theme } = view;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) return '';
  if (format === 'svg') {
    const ruler = new CanvasPen(context, 1, theme.family, theme.size);
    const pen = new SvgPen((text, weight) => ruler.measure(text, weight));
    drawFrame(pen, view);
    const { entry, startedAt } = view.trace;
    const title = `${entry}, recorded ${startedAt}`;
    return pen.finish(geometry.width, geometry.height, theme.plate.colour, theme.family, theme.size, title);
  }
  canvas.width = geometry.width * SHARP;
  canvas.height = geometry.height * SHARP;
  const pen = new CanvasPen(context, SHARP, theme.family, theme.size);
  pen.begin(geometry.width, geometry.height);
  context.fillStyle = theme.plate.colour;
  context.fillRect(0, 0, geometry.width, geometry.height);
  drawFrame(pen, view);
  const url = canvas.toDataURL('image/png');
  return url.slice(url.indexOf(',') + 1);
}
