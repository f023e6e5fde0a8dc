/** Durations and times as people read them: three significant digits, always with a unit. */
import type { Milliseconds } from '../../trace/units.ts';
import { said, t } from '../l10n.ts';

/** Three significant digits, without a trailing zero after the point. */
function digits(value: number): string {
  const places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const text = value.toFixed(places);
  return places === 0 ? text : text.replace(/\.?0+$/, '');
}

export function formatDuration(ms: Milliseconds): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms <= 0) return '0 ms';
  if (ms < 0.0009995) return `${digits(ms * 1e6)} ns`;
  if (ms < 0.9995) return `${digits(ms * 1e3)} µs`;
  if (ms < 999.5) return `${digits(ms)} ms`;
  if (ms < 59_995) return `${digits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  return t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** A point in time: to the microsecond below a second, else to the millisecond. */
export function formatTime(ms: Milliseconds): string {
  return ms < 1000 ? `${ms.toFixed(3)} ms` : `${(ms / 1000).toFixed(3)} s`;
}

/** Made once: `toLocaleString` makes a formatter with each call, which a frame cannot afford. */
const numbers = new Intl.NumberFormat('en-US');

/** A whole number with commas. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** @param one @param many messages with a place for the number */
export function formatCount(count: number, one: string, many: string): string {
  return said(count === 1 ? one : many, formatNumber(count));
}
