/** Is it a message that the timeline may send? Checks the shape as far as the host relies on it. */
import type { FromWebview } from '../protocol/panel.ts';

const SIMPLE: readonly string[] = [
  'ready',
  'taken',
  'stop',
  'rerun',
  'unfollow',
  'export',
  'examples',
] satisfies FromWebview['type'][];
/** A picture of a screen takes far less. */
const MAX_PICTURE = 256 * 1024 * 1024;

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function isPlace(value: object): boolean {
  return (
    'file' in value &&
    typeof value.file === 'string' &&
    value.file !== '' &&
    'line' in value &&
    isPosition(value.line) &&
    'column' in value &&
    isPosition(value.column)
  );
}

function isWindow(value: object): boolean {
  if (!('start' in value) || !('end' in value)) return false;
  const { end, start } = value;
  return Number.isFinite(start) && Number.isFinite(end) && Number(start) >= 0 && Number(end) > Number(start);
}

function isPicture(value: object): boolean {
  if (!('format' in value) || !('data' in value)) return false;
  return (
    (value.format === 'svg' || value.format === 'png') &&
    typeof value.data === 'string' &&
    value.data.length <= MAX_PICTURE
  );
}

export function isFromWebview(value: unknown): value is FromWebview {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const { type } = value;
  if (typeof type !== 'string') return false;
  if (SIMPLE.includes(type)) return true;
  if (type === 'reveal' || type === 'follow') return isPlace(value);
  if (type === 'picture') return isPicture(value);
  if (type === 'detail') return isWindow(value);
  return type === 'choose' && 'run' in value && Number.isInteger(value.run);
}
