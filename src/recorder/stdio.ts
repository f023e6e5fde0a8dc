/**
 * The program's own stdout and stderr. Node's streams in a worker hold a port that speaks Node's protocol, and lose what
 * was written before an endless loop; these hand each chunk to the supervisor at once.
 */
import { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import {
  Octets,
  apply,
  byteLength,
  defineProperty,
  getPrototypeOf,
  ownKeys,
  stringIndexOf,
  uncurry,
} from './intrinsics.ts';
import { post } from './port.ts';
import { currentTaskId } from './promise-hooks.ts';
import { now } from './ring.ts';

/** Captured: a program may replace what its module exports. */
const Decoder = StringDecoder;
const decode = uncurry<(decoder: StringDecoder, chunk: Uint8Array) => string>(StringDecoder.prototype.write);
/** Characters that a run may print before its output is cut. */
const BUDGET = 64 * 1024 * 1024;
let printed = 0;

/** @param bytes where they are no UTF-8 text of their own */
function output(stream: 1 | 2, text: string, bytes: Uint8Array | null): void {
  if (printed > BUDGET) return;
  printed += text.length + 32;
  if (printed > BUDGET) post(['output', now(), 2, '\n[awaitscope: more output than 64 MB, the rest is cut]\n', 0]);
  else if (bytes === null) post(['output', now(), stream, text, currentTaskId()]);
  else post(['output', now(), stream, text, currentTaskId(), bytes]);
}

function outputBytes(stream: 1 | 2, chunk: Uint8Array, decoder: StringDecoder): void {
  const text = decode(decoder, chunk);
  const isText = byteLength(text) === chunk.length && stringIndexOf(text, '\uFFFD') === -1;
  output(stream, text, isText ? null : new Octets(chunk));
}

function writable(stream: 1 | 2): Writable {
  const decoder = new Decoder('utf8');
  const created = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      if (typeof chunk === 'string') output(stream, chunk, null);
      else outputBytes(stream, chunk as Uint8Array, decoder);
      done();
    },
  });
  defineProperty(created, 'fd', { value: stream, configurable: true, enumerable: true, writable: true });
  // Like Node's own: whoever destroys it is told, and it stays open. https://nodejs.org/api/process.html#a-note-on-process-io
  created._destroy = function (this: Writable & { _undestroy(): void }, error, done) {
    done(error);
    this._undestroy();
  };
  return created;
}

/**
 * Node's own side of the worker goes on talking to the stream that it made (a warning may have been written to it), by
 * methods under symbols of its own: they reach that stream still.
 */
function keepNodesMethods(created: object, original: object): void {
  for (let level: object | null = original; level !== null; level = getPrototypeOf(level)) {
    for (const key of ownKeys(level)) {
      if (typeof key !== 'symbol' || stringIndexOf(String(key), 'Symbol(kStdio') !== 0 || key in created) continue;
      const method: unknown = (original as Record<symbol, unknown>)[key];
      if (typeof method !== 'function') continue;
      const value = (...args: unknown[]): unknown => apply(method as (...args: unknown[]) => unknown, original, args);
      defineProperty(created, key, { value, configurable: true, enumerable: false, writable: true });
    }
  }
}

export function replaceStdio(): void {
  const streams = { stdout: writable(1), stderr: writable(2), stdin: Readable.from([]) };
  defineProperty(streams.stdin, 'fd', { value: 0, configurable: true, enumerable: true, writable: true });
  for (const name of ['stdout', 'stderr', 'stdin'] as const) {
    const value = streams[name];
    keepNodesMethods(value, process[name]);
    defineProperty(process, name, { get: () => value, configurable: true, enumerable: true });
  }
  // The console binds a stream as it first writes to it. Node may have written a warning; the setters let it bind anew.
  const bound = console as unknown as { _stdout: undefined; _stderr: undefined };
  bound._stdout = bound._stderr = undefined;
  // A worker's own listener empties the streams that are replaced. A main thread has none.
  process.removeAllListeners('exit');
}

/** For descriptors 1 and 2 of fs.writeSync and the like. */
export function writeDescriptor(stream: 1 | 2, data: string | Uint8Array): number {
  if (typeof data === 'string') {
    output(stream, data, null);
    return byteLength(data);
  }
  outputBytes(stream, data, new Decoder('utf8'));
  return data.length;
}
