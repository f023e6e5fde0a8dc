/** Pointer on the overview: drag the window, its edges, or a new window; a click centres it. */
import { overviewScale } from '../draw/overview.ts';
import { clampSpan, type CssPixels, type Span } from '../model/scale.ts';
import type { Timeline } from './timeline.ts';

/** From so near an edge is taken hold of. */
const REACH: CssPixels = 6;

type Part = 'start' | 'end' | 'window' | 'new';

/** Which part of the window is under a point of the strip. Exported for tests. */
export function partAt(span: Span, start: CssPixels, end: CssPixels, x: CssPixels): Part {
  if (Math.abs(x - start) <= REACH) return 'start';
  if (Math.abs(x - end) <= REACH) return 'end';
  return x > start && x < end && span.end > span.start ? 'window' : 'new';
}

/** @returns what stops listening */
export function listenToOverview(canvas: HTMLCanvasElement, timeline: Timeline): () => void {
  const abort = new AbortController();
  const options = { signal: abort.signal, passive: false };
  let held: { part: Part; from: number; span: Span } | null = null;
  const timeAt = (event: PointerEvent): number =>
    overviewScale(timeline.extent, timeline.geometry).time(event.offsetX - timeline.geometry.gutter);
  const partOf = (event: PointerEvent): Part => {
    const scale = overviewScale(timeline.extent, timeline.geometry);
    const { span } = timeline.scale;
    // All of the run is in view: there is no window to move.
    if (timeline.span === null) return 'new';
    return partAt(span, scale.x(span.start), scale.x(span.end), event.offsetX - timeline.geometry.gutter);
  };
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      held = { part: partOf(event), from: timeAt(event), span: timeline.scale.span };
    },
    options,
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      if (held === null) {
        canvas.dataset['part'] = partOf(event);
        return;
      }
      const time = timeAt(event);
      const { from, part, span } = held;
      if (part === 'window') {
        const by = time - from;
        timeline.showSpan(clampSpan({ start: span.start + by, end: span.end + by }, timeline.extent), true);
        return;
      }
      const fixed = part === 'start' ? span.end : part === 'end' ? span.start : from;
      if (time !== fixed) timeline.showSpan({ start: Math.min(fixed, time), end: Math.max(fixed, time) }, true);
    },
    options,
  );
  const release = (event: PointerEvent): void => {
    if (held !== null && held.part === 'new' && timeline.span !== null && timeAt(event) === held.from) {
      const half = (held.span.end - held.span.start) / 2;
      timeline.showSpan(clampSpan({ start: held.from - half, end: held.from + half }, timeline.extent));
    }
    held = null;
  };
  canvas.addEventListener('pointerup', release, options);
  canvas.addEventListener('pointercancel', () => (held = null), options);
  canvas.addEventListener('dblclick', () => timeline.fit(), options);
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      timeline.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.008));
    },
    options,
  );
  return () => {
    abort.abort();
  };
}
