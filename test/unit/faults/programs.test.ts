/** Programs that go wrong: each run ends, says how, keeps what came before, and leaves no process. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunOutcome } from '../../../src/trace/event.ts';
import { runInstrumented } from '../fixtures/run-program.ts';

/** In each the task `first` ends before the fault, and says so. */
const FIRST = `async function first() { await null; console.log('first'); }\n`;

interface Fault {
  readonly text: string;
  readonly flags?: readonly string[];
  readonly outcome: RunOutcome;
  readonly code: number;
}

const TIME = ['--timeout', '2'];
const MEMORY = ['--max-memory', '200', '--timeout', '30'];
const stuck = (text: string): Fault => ({ text, flags: TIME, outcome: 'timedOut', code: 124 });
const full = (text: string): Fault => ({ text, flags: MEMORY, outcome: 'outOfMemory', code: 137 });
const exits = (text: string, code = 3): Fault => ({ text, outcome: 'exited', code });

const FAULTS: Record<string, Fault> = {
  'an endless loop': stuck('await first(); for (;;);'),
  'endless microtasks': stuck('await first(); const spin = () => queueMicrotask(spin); spin();'),
  'endless ticks': stuck('await first(); const spin = () => process.nextTick(spin); spin();'),
  'a storm of timers': stuck(
    'await first(); const more = () => { setTimeout(more); setTimeout(more, 1); if (n++ > 5000) n -= 5000; }; let n = 0; setInterval(() => undefined, 1); setTimeout(() => setInterval(() => first(), 1));',
  ),
  'a wait for ever': stuck('await first(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'),
  'an endless exit handler': stuck(`await first(); process.on('exit', () => { for (;;); }); process.exit(3);`),
  'a heap that is full': full('await first(); const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length));'),
  'buffers that are full': full(
    'await first(); const kept = []; for (;;) { kept.push(Buffer.alloc(1 << 20, 1)); await null; }',
  ),
  'an exit at the top': exits('await first(); process.exit(3);'),
  'an exit in a microtask': exits('await first(); queueMicrotask(() => process.exit(3)); await null; await null;'),
  'an exit in a tick': exits('await first(); process.nextTick(() => process.exit(3));'),
  'an exit in a timer': exits(
    'await first(); setTimeout(() => process.exit(3), 2); await new Promise(() => undefined);',
  ),
  'an exit while others wait': exits(
    'await first(); void (async () => { await new Promise((r) => setTimeout(r, 1000)); })(); setImmediate(() => process.exit(3));',
  ),
  'an exit in an exit handler': exits(`await first(); process.on('exit', () => process.exit(3)); process.exit(1);`),
  'an exit in a rejection handler': exits(
    `await first(); process.on('unhandledRejection', () => process.exit(3)); void Promise.reject(new Error('x'));`,
  ),
  'a stack that overflows': {
    text: 'await first(); const down = () => 1 + down(); down();',
    outcome: 'threw',
    code: 1,
  },
  'a stack that overflows, caught': {
    text: `await first(); const down = () => 1 + down(); try { down(); } catch (error) { console.log(error instanceof RangeError); }`,
    outcome: 'completed',
    code: 0,
  },
  'a thrown null': { text: 'await first(); setTimeout(() => { throw null; });', outcome: 'threw', code: 1 },
  'a thrown proxy that is revoked': {
    text: 'await first(); const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); setTimeout(() => { throw proxy; });',
    outcome: 'threw',
    code: 1,
  },
  'a thrown object whose text throws': {
    text: `await first(); setTimeout(() => { throw { toString() { throw 1; }, get stack() { throw 2; }, get message() { throw 3; } }; });`,
    outcome: 'threw',
    code: 1,
  },
};

describe('faults of programs', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faults-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  let count = 0;

  for (const [name, fault] of Object.entries(FAULTS)) {
    it(name, async () => {
      const file = `fault-${++count}.mjs`;
      writeFileSync(path.join(folder, file), FIRST + fault.text);
      const json = path.join(folder, `${file}.json`);
      const { exitCode, stderr, stdout, trace } = await runInstrumented(folder, file, fault.flags ?? [], json);
      assert.deepEqual(
        [exitCode, trace?.run.outcome, trace?.run.exitCode],
        [fault.code, fault.outcome, fault.code],
        stderr,
      );
      assert.match(stdout, /^first\n/);
      const first = trace?.tasks.find((task) => trace.functions[task.function - 1]?.name === 'first');
      assert.equal(first?.outcome, 'fulfilled');
      assert.doesNotMatch(stderr, /supervisor\.cjs|recorder\.cjs/);
    });
  }

  // There is no such file on Windows.
  (process.platform === 'win32' ? it.skip : it)('a module that is a pipe holds up no limit', async () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe.cjs')]);
    const text = `import { createRequire } from 'node:module';\n${FIRST}await first(); createRequire(import.meta.url)('./pipe.cjs');`;
    writeFileSync(path.join(folder, 'from-pipe.mjs'), text);
    const json = path.join(folder, 'from-pipe.json');
    const { exitCode, stderr, stdout, trace } = await runInstrumented(folder, 'from-pipe.mjs', TIME, json);
    assert.deepEqual([exitCode, trace?.run.outcome, stdout], [124, 'timedOut', 'first\n'], stderr);
    const entry = spawnSync(process.execPath, ['dist/cli.cjs', 'run', path.join(folder, 'pipe.cjs')], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.match(entry.stderr, /pipe\.cjs is not a regular file; name a JavaScript or TypeScript file\./);
    // Nor do settings that are one, themselves or by what they extend.
    for (const [settings, pipe] of [
      [null, 'tsconfig.json'],
      ['{"extends":"./base.json"}', 'base.json'],
    ] as const) {
      const project = mkdtempSync(path.join(folder, 'project-'));
      if (settings !== null) writeFileSync(path.join(project, 'tsconfig.json'), settings);
      execFileSync('mkfifo', [path.join(project, pipe)]);
      writeFileSync(path.join(project, 'ran.ts'), `console.log('ran' as string);`);
      const ran = await runInstrumented(project, 'ran.ts', [], path.join(project, 'ran.json'));
      assert.deepEqual([ran.exitCode, ran.stdout], [0, 'ran\n'], ran.stderr);
    }
  });

  it('a flood of output is cut once, and said to be', async () => {
    const text = `${FIRST}await first(); const line = 'x'.repeat(1 << 20) + '\\n'; for (let i = 0; i < 100; i++) process.stdout.write(line); console.log('last');`;
    writeFileSync(path.join(folder, 'flood.mjs'), text);
    const { exitCode, stderr, stdout } = await runInstrumented(
      folder,
      'flood.mjs',
      [],
      path.join(folder, 'flood.json'),
    );
    assert.equal(exitCode, 0);
    assert.ok(stdout.length > 50e6 && stdout.length < 70e6, String(stdout.length));
    assert.equal(stderr.match(/the rest is cut/g)?.length, 1);
    assert.doesNotMatch(stdout, /last/);
  });

  it('endless awaits end in time, with their summary', async () => {
    writeFileSync(path.join(folder, 'awaits.mjs'), `${FIRST}await first(); for (;;) await null;`);
    // Its trace has millions of segments: no test reads that as JSON.
    const { code, stderr } = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [path.resolve('dist/cli.cjs'), 'run', '--timeout', '1', 'awaits.mjs'], {
        cwd: folder,
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.on('close', (status) => {
        resolve({ code: status, stderr: said });
      });
    });
    assert.equal(code, 124, stderr);
    assert.match(stderr, /timed out \(exit code 124\) .* \d{4,} segments/);
  });

  it('a million promises are all there', async () => {
    const text = `${FIRST}await first(); async function one(i) { await null; return i; } let sum = 0;
      for (let i = 0; i < 100; i++) { const all = []; for (let k = 0; k < 3500; k++) all.push(one(k)); for (const n of await Promise.all(all)) sum += n; } console.log(sum);`;
    writeFileSync(path.join(folder, 'million.mjs'), text);
    // A trace of that size as JSON is not what is tested: the summary counts.
    const { exitCode, stderr, stdout } = await runInstrumented(
      folder,
      'million.mjs',
      ['--trace', 'million.asynctrace'],
      path.join(folder, 'million.json'),
    );
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, `first\n${100 * ((3499 * 3500) / 2)}\n`);
  });
});
