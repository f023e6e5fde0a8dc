/**
 * The trace file, `.asynctrace`: a first line `awaitscope 1`, then one gzip stream of frames. A frame is a byte 0 (JSON
 * event) or 1 (records), a uint32 length, and the payload.
 */
import { createGzip, gunzipSync, gzipSync, constants } from 'node:zlib';
import type { TraceEvent } from '../trace/event.ts';
import { isJsonEvent } from '../trace/valid.ts';

export const TRACE_FILE_VERSION = 1;
const MAGIC = 'awaitscope ';
/** As long as a thread is busy with so much, others may have to wait for a processor. */
const PIECE_BYTES = 1024 * 1024;
const HEAD = Buffer.from(`${MAGIC}${TRACE_FILE_VERSION}\n`);
/** A file that unpacks to more is refused rather than let take the memory. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** Packed, it takes less. */
const MAX_BYTES = MAX_UNPACKED_BYTES;

/** A file that cannot be read: the message is one sentence for the user. */
export class TraceFileError extends Error {
  override name = 'TraceFileError';
}

/** Called before a file is read at all. @throws TraceFileError when it is too large to be opened */
export function checkSize(bytes: number): void {
  if (bytes <= MAX_BYTES) return;
  const gigabytes = (bytes / 1e9).toFixed(1);
  throw new TraceFileError(
    `This trace file is too large to be opened (${gigabytes} GB of at most 1 GB). Record less: shorten the run, or set awaitscope.maxRecords.`,
  );
}

export function encodeTrace(events: readonly TraceEvent[]): Uint8Array {
  return Buffer.concat([HEAD, gzipSync(Buffer.concat([...frames(events)]))]);
}

/**
 * The same on a thread of its own, and quicker at the cost of size.
 * @param rest waited for after each `PIECE_BYTES`
 */
export async function packTrace(
  events: readonly TraceEvent[],
  rest: () => Promise<void> = () => Promise.resolve(),
): Promise<Uint8Array> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const packed: Buffer[] = [HEAD];
  const end = new Promise<void>((resolve, reject) => {
    gzip.on('data', (chunk: Buffer) => packed.push(chunk));
    gzip.on('end', resolve);
    gzip.on('error', reject);
  });
  let bytes = 0;
  for (const part of frames(events)) {
    bytes += part.length;
    if (!gzip.write(part)) await Promise.race([new Promise((resolve) => gzip.once('drain', resolve)), end]);
    if (bytes < PIECE_BYTES) continue;
    bytes = 0;
    await rest();
  }
  gzip.end();
  await end;
  return Buffer.concat(packed);
}

function* frames(events: readonly TraceEvent[]): Iterable<Uint8Array> {
  for (const event of events) {
    const body = event.type === 'records' ? event.bytes : Buffer.from(JSON.stringify(event));
    const head = Buffer.alloc(5);
    head[0] = event.type === 'records' ? 1 : 0;
    head.writeUInt32LE(body.length, 1);
    yield head;
    yield body;
  }
}

/**
 * @returns the events; `truncated` when the file was cut off, then with what is there
 * @throws TraceFileError when it is no trace, is newer, or is damaged beyond use
 */
export function decodeTrace(file: Uint8Array): { events: TraceEvent[]; truncated: boolean } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const newline = bytes.subarray(0, 64).indexOf(10);
  const first = newline === -1 ? '' : bytes.subarray(0, newline).toString('latin1');
  if (!first.startsWith(MAGIC)) throw new TraceFileError('This is not an Awaitscope trace file.');
  const version = Number(first.slice(MAGIC.length));
  if (!Number.isInteger(version) || version < 1) throw new TraceFileError('This trace file does not say its version.');
  if (version > TRACE_FILE_VERSION) {
    throw new TraceFileError(
      `This trace file has version ${version}; this Awaitscope reads version ${TRACE_FILE_VERSION}. Update Awaitscope to open it.`,
    );
  }
  let body: Buffer;
  try {
    body = gunzipSync(bytes.subarray(newline + 1), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: MAX_UNPACKED_BYTES,
    });
  } catch (error) {
    throw new TraceFileError(
      `This trace file is damaged and cannot be read (${error instanceof Error ? error.message : 'unknown'}).`,
    );
  }
  const events: TraceEvent[] = [];
  let at = 0;
  while (at + 5 <= body.length) {
    const kind = body[at] ?? 0;
    const length = body.readUInt32LE(at + 1);
    const from = at + 5;
    if (from + length > body.length) break;
    const payload = body.subarray(from, from + length);
    if (kind === 1) events.push({ type: 'records', bytes: new Uint8Array(payload) });
    else events.push(parseEvent(payload));
    at = from + length;
  }
  const truncated = at < body.length || events[events.length - 1]?.type !== 'end';
  return { events, truncated };
}

function parseEvent(payload: Buffer): TraceEvent {
  try {
    const event: unknown = JSON.parse(payload.toString('utf8'));
    if (isJsonEvent(event)) return event;
  } catch {
    // Said below, with the rest.
  }
  throw new TraceFileError('This trace file is damaged: it holds something that is no event.');
}
