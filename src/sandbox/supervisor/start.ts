/**
 * Starts the supervisor from compiled code where a run of this workspace has left some. The parser and its kin are large: to
 * compile them takes longer than all the rest of a start. The code lies in the workspace's own cache, so that nothing of one
 * workspace runs for another. https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const MAIN = path.join(__dirname, 'supervisor-main.cjs');
const KEY_BYTES = 64;

interface Main {
  readonly whenReady: (then: () => void) => void;
}

/** Which text it is the code of. V8 itself checks version and flags, and of the text only the length. */
function keyOf(file: string): Buffer {
  const { mtimeMs, size } = statSync(file);
  return Buffer.from(`${mtimeMs} ${size}`.padEnd(KEY_BYTES).slice(0, KEY_BYTES), 'latin1');
}

function readCode(file: string, key: Buffer): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.subarray(0, KEY_BYTES).equals(key) ? bytes.subarray(KEY_BYTES) : undefined;
  } catch {
    return undefined;
  }
}

function writeCode(file: string, key: Buffer, code: Buffer): void {
  try {
    // Another supervisor of the workspace may read or write just now.
    const whole = `${file}.${process.pid}`;
    writeFileSync(whole, Buffer.concat([key, code]));
    renameSync(whole, file);
  } catch {
    // A full disk, or a folder that is gone: the next start compiles again.
  }
}

const folder = process.argv[2] ?? '';
const file = path.join(folder, `supervisor-${process.version}-${process.versions.v8}-${process.arch}.code`);
const key = keyOf(MAIN);
const cachedData = readCode(file, key);
const text = `(function (exports, require, __filename, __dirname, module) {${readFileSync(MAIN, 'utf8')}\n})`;
const script = new Script(text, { filename: MAIN, ...(cachedData === undefined ? {} : { cachedData }) });
const module: { exports: Partial<Main> } = { exports: {} };
const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
run(module.exports, createRequire(MAIN), MAIN, __dirname, module);
if (cachedData === undefined || script.cachedDataRejected === true) {
  // By then it has compiled what it needs each time. A run sets flags of V8, with which the code would not be accepted again.
  module.exports.whenReady?.(() => {
    writeCode(file, key, script.createCachedData());
  });
}
