/**
 * The supervisor: a process of its own for one run, started ahead. It reads requests line by line on descriptor 3 and
 * writes frames on descriptor 4. It dies with its parent (the pipe closes), and holds no secret but the frame key.
 */
import type { FileHandle } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { instrument } from '../../instrument/index.ts';
import { FramePayload } from '../../protocol/frame.ts';
import type { FromSupervisor, ToSupervisor } from '../../protocol/supervisor.ts';
import { FrameWriter } from '../frames.ts';
import { InstrumentCache } from './cache.ts';
import { openFileHandle } from './file-handle.ts';
import { Run } from './run.ts';
import { selfTest } from './self-test.ts';
import { startTicker, type Ticker } from './ticker.ts';

const out = new net.Socket({ fd: 4, readable: false, writable: true });
const input = new net.Socket({ fd: 3, readable: true, writable: false });
let writer: FrameWriter | null = null;
let cache: InstrumentCache | null = null;
let handle: Promise<FileHandle> | null = null;
let cacheFolder = '';
let run: Run | null = null;
let ticker: Ticker | null = null;
let isReady = (): void => undefined;
/** @param then is called once requests can be taken, before the first one is; see start.ts */
export function whenReady(then: () => void): void {
  isReady = then;
}
/** '' when this Node refuses what it must; else why nothing may run on it. */
let tested: Promise<string> = Promise.resolve('');

/** Bytes on their way to the host above which a run waits until they are read: what is urgent comes behind them. */
const MAX_UNREAD_BYTES = 256 * 1024;

function sendFrame(kind: number, body: Uint8Array): void {
  if (writer !== null) out.write(writer.frame(kind, body));
}

function send(message: FromSupervisor): void {
  sendFrame(FramePayload.Json, Buffer.from(JSON.stringify(message)));
}

/** Says the last word, then ends: nothing of the run may stay. */
function finish(message: FromSupervisor): void {
  if (writer === null) return;
  out.write(writer.frame(FramePayload.Json, Buffer.from(JSON.stringify(message))), () => {
    process.kill(process.pid, 'SIGKILL');
  });
}

async function begin(own: Run, file: Promise<FileHandle>): Promise<void> {
  const problem = await tested;
  if (problem === '') own.start(path.join(__dirname, 'recorder.cjs'), await file);
  else finish({ type: 'failed', message: problem });
}

function receive(message: ToSupervisor): void {
  switch (message.type) {
    case 'hello':
      writer = new FrameWriter(message.key);
      ({ cacheFolder } = message);
      cache = new InstrumentCache(cacheFolder);
      handle = openFileHandle(__dirname);
      // The parser's first use costs more than a file: pay before the user waits.
      instrument({ path: 'warm.ts', text: 'export async function warm(a: number) { await a; }', moduleKind: 'module' });
      tested = selfTest(__dirname, message.wallsFolder);
      void tested.then(() => {
        send({ type: 'ready' });
        ticker ??= startTicker(__dirname);
        isReady();
      });
      break;
    case 'run':
      if (cache === null || handle === null || run !== null) break;
      ticker ??= startTicker(__dirname);
      run = new Run(message.request, cache, cacheFolder, ticker, {
        write: sendFrame,
        get isFull() {
          return out.writableLength >= MAX_UNREAD_BYTES;
        },
        whenRead: (goOn) => {
          // Less may wait by now than the stream calls much: then it never says that it is drained.
          if (out.writableNeedDrain) out.once('drain', goOn);
          else setImmediate(goOn);
        },
        over: () => {
          send({ type: 'over' });
        },
        done: (end) => {
          finish({ type: 'done', end });
        },
        failed: (why) => {
          finish({ type: 'failed', message: why });
        },
      });
      void begin(run, handle);
      break;
    case 'stop':
      if (run === null) process.exit(0);
      run.stop();
      break;
  }
}

// A handler of our own keeps Node from opening the debugger; where the signal does not exist, nothing is needed.
try {
  process.on('SIGUSR1', () => undefined);
} catch {
  // Windows
}
process.on('uncaughtException', (error) => {
  const message = `The supervisor failed: ${error.message}`;
  if (run?.fail(message) !== true) finish({ type: 'failed', message });
});
out.on('error', () => process.exit(0));
createInterface({ input }).on('line', (line) => {
  receive(JSON.parse(line) as ToSupervisor);
});
input.on('close', () => process.kill(process.pid, 'SIGKILL'));
input.on('error', () => process.kill(process.pid, 'SIGKILL'));
