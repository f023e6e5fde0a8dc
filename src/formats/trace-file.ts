/**
 * The trace file, `.asynctrace`: a first line `awaitscope 1`, then one gzip stream of frames. A frame is a byte 0 (JSON
 * event) or 1 (records), a uint32 length, and the payload.
 */
import { constants, createGunzip, createGzip, gunzipSync, gzipSync } from 'node:zlib';
import type { TraceEvent } from '../trace/event.ts';
import { isJsonEvent } from '../trace/valid.ts';

export const TRACE_FILE_VERSION = 1;
const MAGIC = 'awaitscope ';
/** As long as a thread is busy with so much, others may have to wait for a processor. */
const PIECE_BYTES = 1024 * 1024;
const HEAD = Buffer.from(`${MAGIC}${TRACE_FILE_VERSION}\n`);
/** Of a frame: its kind and length. */
const HEAD_BYTES = 5;
/** A file that unpacks to more is refused rather than let take the memory. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** A part of it: half as many bytes of records make some 3 ms of work. */
const UNPACKED_AT_ONCE = 256 * 1024;
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
    const head = Buffer.alloc(HEAD_BYTES);
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
  const packed = bodyOf(file);
  let body: Buffer;
  try {
    body = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    throw damaged(error);
  }
  const reader = new FrameReader();
  const events = reader.read(body);
  return { events, truncated: reader.isTruncated };
}

/**
 * The same in parts, unpacked on a thread of its own.
 * @param take gets the events of a part; the next one is read when what it returns is fulfilled
 * @returns whether the file was cut off
 * @throws TraceFileError as `decodeTrace`; `take` has had what came before the damage
 */
export async function readTrace(
  file: Uint8Array,
  take: (events: readonly TraceEvent[]) => Promise<void>,
): Promise<{ truncated: boolean }> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: UNPACKED_AT_ONCE });
  const chunks = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const reader = new FrameReader();
  let bytes = 0;
  try {
    gunzip.end(bodyOf(file));
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw damaged(error);
      });
      if (next.done === true) return { truncated: reader.isTruncated };
      bytes += next.value.length;
      if (bytes > MAX_UNPACKED_BYTES) throw damaged(new Error('it unpacks to more than 1 GB'));
      const events = reader.read(next.value);
      if (events.length > 0) await take(events);
    }
  } finally {
    gunzip.destroy();
  }
}

/** What stands behind the first line. @throws TraceFileError when that is not as it must be */
function bodyOf(file: Uint8Array): Buffer {
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
  return bytes.subarray(newline + 1);
}

function damaged(error: unknown): TraceFileError {
  return new TraceFileError(
    `This trace file is damaged and cannot be read (${error instanceof Error ? error.message : 'unknown'}).`,
  );
}

/** Bytes → events, wherever the bytes are cut. */
class FrameReader {
  /** Since the last whole frame. */
  #parts: Buffer[] = [];
  #length = 0;
  /** Of these, before there is anything to read. */
  #wanted = HEAD_BYTES;
  #last: TraceEvent | undefined;

  /** So far. */
  get isTruncated(): boolean {
    return this.#length > 0 || this.#last?.type !== 'end';
  }

  /** @returns the events that are whole now */
  read(chunk: Buffer): TraceEvent[] {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return [];
    const body = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    const events: TraceEvent[] = [];
    let at = 0;
    for (;;) {
      const from = at + HEAD_BYTES;
      this.#wanted = HEAD_BYTES;
      if (from > body.length) break;
      const until = from + body.readUInt32LE(at + 1);
      this.#wanted = until - at;
      if (until > body.length) break;
      const payload = body.subarray(from, until);
      events.push(body[at] === 1 ? { type: 'records', bytes: new Uint8Array(payload) } : parseEvent(payload));
      at = until;
    }
    this.#parts = at === body.length ? [] : [body.subarray(at)];
    this.#length = body.length - at;
    this.#last = events.at(-1) ?? this.#last;
    return events;
  }
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
