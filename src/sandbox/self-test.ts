/**
 * What the self-test runs in a worker under the policy of a run that is granted nothing: each kind of refusal is tried
 * for real. Prints one JSON array of what was not refused, in words. Started by supervisor/self-test.ts.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

type Attempt = readonly [what: string, attempt: () => unknown];

/** One that is not open: to take over one of the supervisor's would end the test. */
const NO_DESCRIPTOR = 999;
const own = path.join(__dirname, `self-test-${process.pid}-${Date.now()}`);
const outside = process.execPath;
const requireBuiltin = createRequire(__filename);
const load = (name: string): Record<string, (...args: unknown[]) => unknown> =>
  requireBuiltin(name) as Record<string, (...args: unknown[]) => unknown>;
const make = (name: string, type: string, ...args: unknown[]): unknown => {
  const Class = load(name)[type] as unknown as new (...args: unknown[]) => unknown;
  return new Class(...args);
};
const methods = process as unknown as Record<string, (...args: unknown[]) => unknown>;

/** What lets these through changes nothing. */
const { atime, mtime } = fs.statSync(__filename);
const change = (descriptor: number): void => {
  try {
    fs.futimesSync(descriptor, atime, mtime);
  } finally {
    fs.closeSync(descriptor);
  }
};
const changeByHandle = async (handle: fs.promises.FileHandle): Promise<void> => {
  try {
    await handle.utimes(atime, mtime);
  } finally {
    await handle.close();
  }
};
const lookUp = (): Promise<void> =>
  new Promise((resolve, reject) => {
    load('node:dns')['lookup']?.('localhost', (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });

const ATTEMPTS: readonly Attempt[] = [
  ['writing files', () => fs.writeFileSync(own, '')],
  ['writing files', () => fs.promises.writeFile(own, '')],
  ['making folders', () => fs.mkdirSync(own)],
  ['removing files', () => fs.rmSync(own, { force: true })],
  ['making links', () => fs.symlinkSync(outside, own)],
  ['reading outside the workspace', () => fs.readFileSync(outside)],
  ['reading outside the workspace', () => fs.openSync(outside, 'r')],
  ['changing files that are open', () => change(fs.openSync(__filename, 'r'))],
  ['changing files that are open', async () => changeByHandle(await fs.promises.open(__filename))],
  ['listing folders outside the workspace', () => fs.readdirSync(path.dirname(outside))],
  ['listing the parent of the workspace', () => fs.readdirSync(path.dirname(__dirname))],
  ['descriptors of the supervisor', () => fs.fstatSync(4)],
  ['descriptors of the supervisor', () => make('node:net', 'Socket', { fd: NO_DESCRIPTOR })],
  ['starting programs', () => load('node:child_process')['spawn']?.(outside, ['--version'])],
  ['starting programs', () => load('node:child_process')['execFileSync']?.(outside, ['--version'])],
  ['starting workers', () => make('node:worker_threads', 'Worker', '0', { eval: true })],
  ['starting workers without flags', () => make('node:worker_threads', 'Worker', '0', { eval: true, execArgv: [] })],
  ['loading native addons', () => methods['dlopen']?.({ exports: {} }, path.join(__dirname, 'none.node'))],
  ['WASI', () => make('node:wasi', 'WASI', { version: 'preview1', preopens: { '/': '/' } })],
  ['the inspector', () => load('node:inspector')['open']?.(0)],
  ['the inspector', () => make('node:inspector', 'Session')],
  ['signals', () => process.kill(process.pid, 0)],
  ['internal bindings', () => methods['binding']?.('fs')],
  ['V8 flags', () => load('node:v8')['setFlagsFromString']?.('--no-opt')],
  ['heap snapshots', () => load('node:v8')['writeHeapSnapshot']?.(own)],
  ['diagnostic reports', () => process.report.getReport()],
  ['databases', () => make('node:sqlite', 'DatabaseSync', ':memory:')],
  ['connections', () => load('node:net')['connect']?.(1, '127.0.0.1')],
  ['listening', () => (make('node:net', 'Server') as { listen(port: number): unknown }).listen(0)],
  ['datagrams', () => load('node:dgram')['createSocket']?.('udp4')],
  ['name lookups', () => lookUp()],
];

/** Refused is also what this Node does not have, or no worker may do. */
const REFUSED = [
  'ERR_ACCESS_DENIED',
  'ERR_UNKNOWN_BUILTIN_MODULE',
  'MODULE_NOT_FOUND',
  'ERR_WORKER_UNSUPPORTED_OPERATION',
];

function isRefusal(error: unknown): boolean {
  const { cause, code } = error as { cause?: { code?: string }; code?: string };
  return REFUSED.includes(code ?? '') || REFUSED.includes(cause?.code ?? '');
}

async function attempt([what, act]: Attempt): Promise<string | null> {
  try {
    await act();
    return what;
  } catch (error) {
    return isRefusal(error) ? null : `${what} (${error instanceof Error ? error.message : String(error)})`;
  }
}

process.on('uncaughtException', () => undefined);
void Promise.all(ATTEMPTS.map(attempt)).then((open) => {
  console.log(JSON.stringify([...new Set(open.filter((what) => what !== null))]));
  process.exit(0);
});
