/** Where the ruler's ticks stand and what they say. */
import type { Milliseconds } from '../../trace/units.ts';
import type { CssPixels, Span } from './scale.ts';

export interface Tick {
  readonly time: Milliseconds;
  readonly label: string;
}
export interface Ticks {
  readonly step: Milliseconds;
  readonly major: readonly Tick[];
  /** Minor ticks between two major ones. */
  readonly subdivisions: number;
}

interface Unit {
  readonly name: string;
  readonly ms: Milliseconds;
}

/** The smallest 1, 2 or 5 times a power of ten that is not below `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 2, 5]) if (value <= factor * power * (1 + 1e-9)) return factor * power;
  return 10 * power;
}

/** Seconds only where a tick is worth writing in them; deep in a long run milliseconds with decimals read better. */
function unitFor(end: Milliseconds, step: Milliseconds): Unit {
  if (end >= 1000 && step >= 10) return { name: 's', ms: 1000 };
  if (end >= 1) return { name: 'ms', ms: 1 };
  return end >= 1e-3 ? { name: 'µs', ms: 1e-3 } : { name: 'ns', ms: 1e-6 };
}

/** @param spacing least distance between two labels */
export function computeTicks(span: Span, width: CssPixels, spacing: CssPixels = 96): Ticks {
  const length = span.end - span.start;
  if (!(length > 0) || !(width > 0)) return { step: 1, major: [], subdivisions: 1 };
  let step = niceStep((length * spacing) / width);
  const unit = unitFor(span.end, step);
  const places = Math.max(0, Math.ceil(-Math.log10(step / unit.ms) - 1e-9));
  // Long labels need more room than the least.
  const longest = (Math.max(span.end, 1e-9) / unit.ms).toFixed(places).length + unit.name.length + 2;
  if (longest * 7 > spacing) step = niceStep((length * longest * 7) / width);
  const major: Tick[] = [];
  const last = Math.floor(span.end / step + 1e-9);
  for (let n = Math.max(0, Math.ceil(span.start / step - 1e-9)); n <= last; n++) {
    const time = n * step;
    major.push({ time, label: `${(time / unit.ms).toFixed(n === 0 ? 0 : places)} ${unit.name}` });
  }
  const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return { step, major, subdivisions: Math.round(lead) === 2 ? 4 : 5 };
}
