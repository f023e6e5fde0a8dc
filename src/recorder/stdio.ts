/**
 * The program's own stdout and stderr. Node's streams in a worker hold a port that speaks Node's protocol, and lose what
 * was written before an endless loop; these hand each chunk to the supervisor at once.
 */
import { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { defineProperty, uncurry } from './intrinsics.ts';
import { post } from './port.ts';
import { currentTaskId } from './promise-hooks.ts';
import { now } from './ring.ts';

const decode = uncurry<(decoder: StringDecoder, chunk: Uint8Array) => string>(StringDecoder.prototype.write);
/** Characters that a run may print before its output is cut. */
const BUDGET = 64 * 1024 * 1024;
let printed = 0;

function output(stream: 1 | 2, text: string): void {
  if (printed > BUDGET) return;
  printed += text.length + 32;
  if (printed > BUDGET) post(['output', now(), 2, '\n[awaitscope: more output than 64 MB, the rest is cut]\n', 0]);
  else post(['output', now(), stream, text, currentTaskId()]);
}

function writable(stream: 1 | 2): Writable {
  const decoder = new StringDecoder('utf8');
  const created = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      output(stream, typeof chunk === 'string' ? chunk : decode(decoder, chunk as Uint8Array));
      done();
    },
  });
  defineProperty(created, 'fd', { value: stream, configurable: true, enumerable: true, writable: true });
  // Like Node's own: the program cannot close it.
  created.destroy = function (this: Writable) {
    return this;
  };
  return created;
}

export function replaceStdio(): void {
  const streams = { stdout: writable(1), stderr: writable(2), stdin: Readable.from([]) };
  for (const name of ['stdout', 'stderr', 'stdin'] as const) {
    const value = streams[name];
    defineProperty(process, name, { get: () => value, configurable: true, enumerable: true });
  }
}

/** For descriptors 1 and 2 of fs.writeSync and the like. */
export function writeDescriptor(stream: 1 | 2, text: string): void {
  output(stream, text);
}
