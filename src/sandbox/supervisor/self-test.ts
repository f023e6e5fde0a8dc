/**
 * Before the first run on a Node that was not seen yet: does it refuse what it must? Each refusal is tried in a worker
 * under the real policy. What was found is kept by Node's version and by the texts of policy and recorder.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { CONTROL_WORDS, Control, RING_WORDS, type FromWorker, type WorkerSetup } from '../../trace/channel.ts';
import { workerFlags } from '../policy.ts';
import { closeFileHandle, openFileHandle } from './file-handle.ts';

const TIMEOUT_MS = 20_000;
const RING_RECORDS = 1024;
const PASSED = 'passed';

/**
 * @param runtime folder of recorder.cjs and self-test.cjs
 * @param folder where the result is kept
 * @returns '' when everything is refused; else one sentence for the user
 */
export async function selfTest(runtime: string, folder: string): Promise<string> {
  const kept = path.join(folder, `wall-${fingerprint(runtime)}`);
  try {
    if (readFileSync(kept, 'utf8') === PASSED) return '';
  } catch {
    // Not tested yet.
  }
  const open = await tryAll(runtime, await openFileHandle(runtime));
  if (open.length > 0) {
    return (
      `Node ${process.version} (${process.execPath}) does not refuse what a run may not do: ${open.join(', ')}. ` +
      'Nothing was run; choose another Node, 22.15 or later, with the setting awaitscope.nodePath.'
    );
  }
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(kept, PASSED);
  } catch {
    // It will be tested again.
  }
  return '';
}

function fingerprint(runtime: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([process.versions, process.execPath, workerFlags('', '', [])]));
  for (const file of ['recorder.cjs', 'self-test.cjs']) hash.update(readFileSync(path.join(runtime, file)));
  return hash.digest('hex').slice(0, 32);
}

/** @returns what was not refused, in words */
function tryAll(runtime: string, handle: FileHandle): Promise<string[]> {
  const entry = path.join(runtime, 'self-test.cjs');
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4);
  const { port1, port2 } = new MessageChannel();
  const setup: WorkerSetup<MessagePort> = {
    ring: new SharedArrayBuffer(RING_RECORDS * RING_WORDS * 4),
    control,
    previews: null,
    port: port2,
    handle,
    workspace: runtime,
    allow: [],
    entry,
    instrument: false,
    outside: 'none',
    mainFrame: null,
  };
  return new Promise((resolve) => {
    let printed = '';
    let wall = '';
    let worker: Worker;
    try {
      worker = new Worker(entry, {
        env: {},
        execArgv: workerFlags(path.join(runtime, 'recorder.cjs'), runtime, []),
        workerData: setup,
        transferList: [port2, handle],
        stdout: true,
        stderr: true,
        trackUnmanagedFds: false,
      });
    } catch (error) {
      port1.close();
      resolve([error instanceof Error ? error.message : String(error)]);
      return;
    }
    const receive = (message: FromWorker): void => {
      if (message[0] === 'output' && message[2] === 1) printed += message[3];
      else if (message[0] === 'wall') wall = message[1];
      else if (message[0] === 'handle') closeFileHandle(message[1]);
      else if (message[0] === 'load' || message[0] === 'resolve') {
        const words = new Int32Array(control);
        port1.postMessage({ kind: 'default' });
        Atomics.store(words, Control.Reply, 0);
        Atomics.notify(words, Control.Reply);
      }
    };
    port1.on('message', receive);
    const timer = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
    let failure = '';
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      // After the worker's exit nothing arrives by event.
      for (let left = receiveMessageOnPort(port1); left !== undefined; left = receiveMessageOnPort(port1)) {
        receive(left.message as FromWorker);
      }
      port1.close();
      if (wall !== '') resolve([wall]);
      else resolve(results(printed) ?? [failure === '' ? 'the test did not end' : failure]);
    });
  });
}

function results(printed: string): string[] | null {
  try {
    const value: unknown = JSON.parse(printed);
    return Array.isArray(value) ? value.map(String) : null;
  } catch {
    return null;
  }
}
