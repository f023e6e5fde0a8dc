/** Reads a trace file in a browser; the page was written by the same version of Awaitscope as its trace. */
import type { TraceEvent } from '../../trace/event.ts';

export async function readTraceFile(file: Uint8Array<ArrayBuffer>): Promise<TraceEvent[]> {
  const packed = file.subarray(file.indexOf(10) + 1);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const body = new Uint8Array(await new Response(stream).arrayBuffer());
  const view = new DataView(body.buffer);
  const events: TraceEvent[] = [];
  for (let at = 0; at + 5 <= body.length;) {
    const length = view.getUint32(at + 1, true);
    const payload = body.subarray(at + 5, at + 5 + length);
    // Records are copied to where their numbers can be read in place.
    if (body[at] === 1) events.push({ type: 'records', bytes: payload.slice() });
    else events.push(JSON.parse(new TextDecoder().decode(payload)) as TraceEvent);
    at += 5 + length;
  }
  return events;
}
