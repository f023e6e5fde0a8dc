/** Is it a message that the timeline may send? Checks the shape as far as the host relies on it. */
import type { FromWebview } from '../protocol/panel.ts';

const SIMPLE: readonly string[] = ['ready', 'stop', 'rerun', 'examples'] satisfies FromWebview['type'][];

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

export function isFromWebview(value: unknown): value is FromWebview {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const { type } = value;
  if (typeof type !== 'string') return false;
  if (SIMPLE.includes(type)) return true;
  if (type !== 'reveal') return false;
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
