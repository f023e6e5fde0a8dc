import { TraceBuilder } from '../trace/builder.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Trace } from '../trace/tables.ts';

export { jsonChunks } from './chunks.ts';
export { toChrome } from './chrome.ts';
export { jsonText, toJson } from './json.ts';
export { otlpText } from './otlp.ts';
export { toSvg } from './svg.ts';
export { headline, notices, plain, toText } from './text.ts';
export { toHtml, type HtmlPageParts } from './html.ts';
export { checkSize, decodeTrace, encodeTrace, packTrace, readTrace, TraceFileError } from './trace-file.ts';
export type { Trace, TraceEvent };
export { TraceBuilder };

export function buildTrace(events: readonly TraceEvent[]): TraceBuilder {
  const builder = new TraceBuilder();
  for (const event of events) builder.push(event);
  return builder;
}
