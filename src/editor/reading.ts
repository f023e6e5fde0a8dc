/** Reading a packed trace in slices: the extension host answers others in between, however long the trace is. */
import { readTrace } from '../formats/index.ts';
import { TraceBuilder } from '../trace/builder.ts';
import type { TraceEvent } from '../trace/event.ts';

/** Of work at a time. ms */
const SLICE_MS = 8;

export interface Whole {
  readonly trace: TraceBuilder;
  readonly events: TraceEvent[];
  /** The file was cut off; this is what it holds. */
  readonly truncated: boolean;
}

/** @param file a trace file's bytes @throws TraceFileError when it cannot be read */
export async function readInSlices(file: Uint8Array): Promise<Whole> {
  const trace = new TraceBuilder();
  const events: TraceEvent[] = [];
  let began = performance.now();
  const { truncated } = await readTrace(file, async (part) => {
    for (const event of part) {
      trace.push(event);
      events.push(event);
      if (performance.now() - began < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve, 1));
      began = performance.now();
    }
  });
  return { trace, events, truncated };
}
