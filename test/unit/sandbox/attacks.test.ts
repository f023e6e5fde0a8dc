/** Programs that turn on the recorder: the trace stays true, the program behaves as it does without, nothing falls. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { JsonTrace } from '../../../src/trace/json.ts';

const CLI = path.resolve('dist/cli.cjs');

/** What runs after each attack: three kinds of waits, a task that fails, one that never ends. */
const PROGRAM = `
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function timer() { await wait(2); return 'timer'; }
async function file() { await fs.promises.readFile(__filename); return 'file'; }
async function fails() { await null; throw null; }
async function never() { await new Promise(() => undefined); }
async function main() {
  print(await timer());
  print(await file());
  try { await fails(); } catch (error) { print(String(error)); }
  void never();
  await null;
  print('end');
}
main();
`;
const START = `const fs = require('fs'); const print = (text) => fs.writeSync(1, text + '\\n');\n`;

/** Each leaves the program itself able to run. */
const ATTACKS: Record<string, string> = {
  'then is replaced': `const { then } = Promise.prototype; Promise.prototype.then = function (...args) { return then.apply(this, args); };`,
  'then throws for others': `const { then } = Promise.prototype; Promise.prototype.then = function (...a) { if (new Error().stack.includes('recorder')) throw 1; return then.apply(this, a); };`,
  'clocks lie': `performance.now = () => 0; Date.now = () => -1; process.hrtime = () => [0, 0]; process.hrtime.bigint = () => 0n;
    Object.getPrototypeOf(performance).now = () => NaN;`,
  // Node's own hooks call pop: a program that breaks it dies without the recorder too.
  'arrays are poisoned': `for (const name of Object.getOwnPropertyNames(Array.prototype)) {
      if (name !== 'constructor' && name !== 'pop' && name !== 'length') Array.prototype[name] = () => { throw new Error('poison'); };
    }`,
  'maps are replaced': `Map.prototype.get = Map.prototype.set = Map.prototype.delete = WeakMap.prototype.get = WeakMap.prototype.set = () => undefined;`,
  'JSON, Reflect and Atomics are broken': `JSON.stringify = JSON.parse = () => { throw 1; };
    for (const name of Object.keys(Object.getOwnPropertyDescriptors(Reflect))) try { Reflect[name] = () => { throw 1; }; } catch {}
    for (const name of Object.getOwnPropertyNames(Atomics)) try { Atomics[name] = () => 1; } catch {}`,
  'call and apply are broken': `Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 1; };`,
  'Object.prototype has setters': `for (const name of ['task', 'id', 'site', 'time', 'kind', 'fd', 'own', 'caller', 'loop',
      'file', 'line', 'column', 'callback', 'pool', 'text', 'promise'])
      Object.defineProperty(Object.prototype, name, { set() { throw 1; }, get() { return 7; }, configurable: true });`,
  'species and constructor lie': `Object.defineProperty(Promise, Symbol.species, { get() { throw 1; } });
    Object.defineProperty(Array, Symbol.species, { get() { throw 1; } });`,
  'intrinsics are frozen': `for (const name of Object.getOwnPropertyNames(globalThis)) {
      const value = globalThis[name];
      if (typeof value === 'function') { Object.freeze(value); if (value.prototype && name !== 'Error') Object.freeze(value.prototype); }
    }`,
  'messages are forged': `const w = require('worker_threads');
    w.parentPort?.postMessage(['wall', 'forged']); w.parentPort?.postMessage(['output', 1, 1, 'forged', 0]);
    const { port1 } = new MessageChannel(); port1.postMessage(['refused', 1, 'forged', '']); port1.close();
    w.MessagePort.prototype.postMessage = () => { throw 1; };`,
  'strings are replaced': `for (const name of ['indexOf', 'slice', 'startsWith', 'charCodeAt', 'lastIndexOf', 'toLowerCase']) String.prototype[name] = () => { throw 1; };`,
  'every error has a hostile stack': `Error.prepareStackTrace = () => { throw 1; }; Error.stackTraceLimit = 0; Error.captureStackTrace = () => { throw 1; };`,
  'handles are enumerated': `for (const list of ['_getActiveHandles', '_getActiveRequests']) try { for (const handle of process[list]()) handle.close(); } catch {}
    const ah = require('async_hooks'); const found = [ah.executionAsyncResource()];
    const hook = ah.createHook({ init(id, type, trigger, resource) { found.push(resource); } }).enable(); hook.disable();
    for (const one of found) { try { one.postMessage({ type: 'stdioPayload', stream: 'none', chunks: [1] }); } catch {} try { one.close(); } catch {} }`,
  'shared buffers are sought and overwritten': `const been = new Set(); const seek = (at, depth) => {
      if (at === null || (typeof at !== 'object' && typeof at !== 'function') || been.has(at) || depth > 6) return;
      been.add(at);
      if (at instanceof SharedArrayBuffer) new Int32Array(at).fill(-1);
      for (const key of Reflect.ownKeys(at)) { const own = Reflect.getOwnPropertyDescriptor(at, key); if ('value' in own) seek(own.value, depth + 1); }
      seek(Object.getPrototypeOf(at), depth + 1);
    };
    for (const root of [globalThis, process, require, module, require('worker_threads'), require('async_hooks'), new Error()]) seek(root, 0);`,
  'globals are gone': `for (const name of ['Map', 'WeakMap', 'Atomics', 'Int32Array', 'SharedArrayBuffer', 'Reflect', 'URL', 'Number', 'Symbol', 'Error']) try { delete globalThis[name]; } catch {}`,
};

interface Told {
  readonly tasks: string[];
  readonly waits: string[];
  readonly stdout: string;
  readonly code: number | null;
}

describe('attacks on the recorder', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attack-'));
  const json = path.join(folder, 'trace.json');
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(attack: string): void {
    // No line more than without the attack.
    writeFileSync(path.join(folder, 'main.cjs'), START + attack.replaceAll('\n', ' ') + PROGRAM);
  }

  function told(): Told {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [CLI, 'run', '--quiet', '--json', json, 'main.cjs'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    assert.doesNotMatch(stderr, /awaitscope|recorder|crashed/i);
    const trace = JSON.parse(readFileSync(json, 'utf8')) as JsonTrace;
    const ownTasks = trace.tasks.filter((task) =>
      ['timer', 'file', 'fails', 'never', 'main'].includes(trace.functions[task.function - 1]?.name ?? ''),
    );
    return {
      tasks: ownTasks.map((task) => `${trace.functions[task.function - 1]?.name} ${task.outcome}`),
      waits: ownTasks.flatMap(({ id }) =>
        trace.segments.filter((segment) => segment.task === id).map(({ state }) => state),
      ),
      stdout,
      code: status,
    };
  }

  it('setters on Object.prototype see nothing of the labels, which keep their lines', () => {
    const entry = path.join(folder, 'setters.cjs');
    writeFileSync(
      entry,
      `for (const name of ['file', 'line', 'column', 'callback', 'pool'])
        Object.defineProperty(Object.prototype, name, { set() { console.log(name); }, get() { return 7; } });
      setTimeout(() => undefined, 5);`,
    );
    const args = [CLI, 'run', '--quiet', '--json', json, entry];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout, '');
    const trace = JSON.parse(readFileSync(json, 'utf8')) as JsonTrace;
    assert.deepEqual(
      trace.operations.map(({ file, line }) => [file, line]),
      [['setters.cjs', 3]],
    );
  });

  it('probes called with rubbish end the program at worst, never the supervisor', () => {
    write(
      `for (const name of 'EJPMOQURVWCHFGKSBYL') try { eval('$awaitscope' + name)({}, -1, null); } catch {}
      try { $awaitscopeE(2 ** 40); } catch {} try { $awaitscopeL(undefined); } catch {}`,
    );
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'run', '--json', json, 'main.cjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.ok(status === 0 || status === 1, stderr);
    assert.equal((JSON.parse(readFileSync(json, 'utf8')) as JsonTrace).format, 'awaitscope');
  });

  it('messages forged on the port of Node’s worker itself end the run at worst; what came before is kept', () => {
    // Node posts the uncaught error there, by a method that anybody can replace.
    write(`const { MessagePort } = require('worker_threads'); const { postMessage } = MessagePort.prototype;
      MessagePort.prototype.postMessage = function (...args) {
        for (const type of ['stdioPayload', 'stdioWantsMoreData', 'errorMessage', 'couldNotSerializeError', 'upAndRunning', 'none'])
          try { postMessage.call(this, { type, stream: 'none', chunks: [{}], error: 7 }); } catch {}
        return postMessage.apply(this, args);
      };
      const { writeSync } = fs;
      fs.writeSync = (to, text) => {
        if (text === 'end\\n') setTimeout(() => { throw new Error('thrown'); }, 50);
        return writeSync(to, text);
      };`);
    const { stderr, stdout } = spawnSync(process.execPath, [CLI, 'run', '--json', json, 'main.cjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(stdout, 'timer\nfile\nnull\nend\n', stderr);
    const { run, tasks } = JSON.parse(readFileSync(json, 'utf8')) as JsonTrace;
    assert.ok(['crashed', 'threw'].includes(run.outcome), run.outcome);
    assert.notEqual(run.exitCode, 0);
    assert.ok(tasks.filter(({ outcome }) => outcome === 'fulfilled').length >= 3);
  });

  let untouched: Told;
  before(() => {
    write('');
    untouched = told();
  });
  for (const [name, attack] of Object.entries(ATTACKS)) {
    it(name, () => {
      write(attack);
      const plain = spawnSync(process.execPath, ['main.cjs'], { cwd: folder, encoding: 'utf8' });
      const seen = told();
      assert.deepEqual([seen.stdout, seen.code], [plain.stdout, plain.status]);
      if (plain.status === 0) assert.deepEqual(seen, untouched);
    });
  }
});
