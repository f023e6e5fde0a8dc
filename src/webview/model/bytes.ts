/** Events as they arrive over the webview's channel: typed arrays may come in other clothes. */
import type { TraceEvent } from '../../trace/event.ts';

/** @returns null for what holds no bytes */
export function toBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return Uint8Array.from(value as number[]);
  if (typeof value !== 'object' || value === null) return null;
  // Node's Buffer as JSON, or an object with the indices as its keys.
  if ('data' in value && Array.isArray(value.data)) return Uint8Array.from(value.data as number[]);
  return Uint8Array.from(Object.values(value) as number[]);
}

export function reviveEvent(event: TraceEvent): TraceEvent | null {
  if (event.type !== 'records') return event;
  const bytes = toBytes(event.bytes);
  return bytes === null ? null : { type: 'records', bytes };
}
