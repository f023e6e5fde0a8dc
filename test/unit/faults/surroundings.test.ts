/** What happens around a run: processes that are killed, many runs, two at once, a tiny ring. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Launcher } from '../../../src/sandbox/launcher.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import { toJson } from '../../../src/formats/json.ts';
import { checkTrace } from '../../../src/trace/check.ts';
import { schemaProblems } from '../fixtures/schema.ts';
import { Bench, onLinux, pause, processes, until } from './bench.ts';

describe('faults around a run', function () {
  this.timeout(300_000);
  const bench = new Bench('around');
  const { cacheFolder, folder, workspace } = bench;
  const launcher = (): Launcher => bench.launcher();
  const { request, run } = bench;
  const { TMPDIR } = process.env;
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  });
  after(() => {
    bench.dispose();
  });

  const WAITS = `async function first() { await null; console.log('first'); } await first(); setInterval(() => undefined, 1000);`;

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    onLinux(`${signal} to the supervisor: the run has crashed, what came before is kept`, async () => {
      const trace = new TraceBuilder();
      let said = '';
      const handle = launcher().run(request('killed.mjs', WAITS), (events) => {
        for (const event of events) {
          trace.push(event);
          if (event.type === 'output') said += event.text;
        }
      });
      const first = (): string | undefined =>
        toJson(trace).tasks.find((task) => trace.functions[task.function - 1]?.name === 'first')?.outcome;
      // Records follow the output at a pace of their own.
      await until('output and records', () => said === 'first\n' && first() === 'fulfilled');
      const [supervisor] = processes(cacheFolder);
      assert.ok(supervisor !== undefined);
      process.kill(supervisor, signal);
      const end = await handle.done;
      assert.equal(end.outcome, 'crashed');
      assert.match(end.error?.message ?? '', /^The run crashed: .+/);
      assert.equal(first(), 'fulfilled');
      await until('the process to be gone', () => processes(cacheFolder).length === 0);
    });
  }

  onLinux('the host is killed in mid-run: no process is left after two seconds', async () => {
    for (const text of [WAITS, `console.log('first'); for (;;);`]) {
      writeFileSync(path.join(workspace, 'orphan.mjs'), text);
      const host: ChildProcess = spawn(process.execPath, [path.resolve('dist/cli.cjs'), 'run', 'orphan.mjs'], {
        cwd: workspace,
        env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'other') },
      });
      let said = '';
      host.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await until('output', () => said === 'first\n');
      assert.equal(processes(path.join(folder, 'other')).length, 1);
      host.kill('SIGKILL');
      await pause(2000);
      assert.deepEqual(processes(path.join(folder, 'other')), []);
    }
  });

  it('a flood that is stopped: the run is over when its program is, and nothing that was recorded is missing', async () => {
    const order: string[] = [];
    const trace = new TraceBuilder();
    const flood = `console.log('first'); async function one() { await null; } for (;;) await one();`;
    const handle = launcher().run(request('flood.mjs', flood, { watched: true }), (events) => {
      for (const event of events) trace.push(event);
    });
    void handle.over.then(() => order.push('over'));
    await until('many records', () => trace.tasks.count > 10_000);
    handle.stop();
    const end = await handle.done;
    order.push('done');
    assert.equal(end.outcome, 'stopped');
    assert.deepEqual(order, ['over', 'done']);
    assert.equal(trace.lost, 0);
    assert.deepEqual(checkTrace(trace), []);
  });

  onLinux('many runs in a row leave no processes, descriptors, memory or files behind', async () => {
    // What others put into the system's folder meanwhile is not counted.
    const temporaryFolder = path.join(folder, 'temporary');
    mkdirSync(temporaryFolder);
    process.env['TMPDIR'] = temporaryFolder;
    assert.equal(os.tmpdir(), temporaryFolder);
    const own = launcher();
    const asked = request('often.mjs', `async function one() { await null; } await one(); console.log('ran');`);
    const open = (): number => readdirSync('/proc/self/fd').length;
    const temporary = (): number => readdirSync(temporaryFolder).length;
    for (let i = 0; i < 5; i++) assert.equal((await run(own, asked)).output, 'ran\n');
    globalThis.gc?.();
    const before = {
      open: open(),
      temporary: temporary(),
      cached: readdirSync(cacheFolder, { recursive: true }).length,
    };
    const memory = process.memoryUsage().heapUsed;
    for (let i = 0; i < 100; i++) {
      const next = run(own, asked);
      // Started ahead, as the editor does.
      own.prepare(workspace);
      assert.equal((await next).output, 'ran\n');
    }
    own.dispose();
    await until('the processes to be gone', () => processes(cacheFolder).length === 0);
    globalThis.gc?.();
    // Other tests may run beside: what leaks once a run would be a hundred.
    assert.ok(open() < before.open + 20, `${before.open} descriptors became ${open()}`);
    assert.equal(temporary(), before.temporary);
    assert.equal(readdirSync(cacheFolder, { recursive: true }).length, before.cached);
    assert.ok(process.memoryUsage().heapUsed < memory + 100e6);
  }).timeout(600_000);

  onLinux('a launcher that is closed ends what it started ahead, and starts no more', async () => {
    const own = launcher();
    own.prepare(workspace);
    await until('the process', () => processes(cacheFolder).length === 1);
    own.dispose();
    own.prepare(workspace);
    assert.ok(processes(cacheFolder).length <= 1);
    await until('the process to be gone', () => processes(cacheFolder).length === 0);
  });

  it('two windows at once do not disturb each other', async () => {
    const text = (name: string): string =>
      `async function ${name}() { for (let i = 0; i < 20; i++) await new Promise((r) => setTimeout(r, 2)); console.log('${name}'); } await ${name}();`;
    const [one, two] = await Promise.all([
      run(launcher(), request('one.mjs', text('one'))),
      run(launcher(), request('two.mjs', text('two'))),
    ]);
    for (const [result, name] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      assert.deepEqual([result.end.outcome, result.output], ['completed', `${name}\n`]);
      assert.deepEqual(
        result.trace.functions.map((info) => info.name).filter((found) => found !== '(module)'),
        [name],
      );
    }
  });

  const storm = (rounds: number): string =>
    `async function leaf(i) { await i; return i; } let sum = 0; for (let i = 0; i < ${rounds}; i++) sum += await leaf(i); console.log(sum);`;

  it('more records than memory holds: none is lost', async () => {
    const rounds = 500_000;
    const { end, trace } = await run(launcher(), request('long.mjs', storm(rounds), { timeoutMs: 120_000 }));
    assert.deepEqual([end.outcome, trace.lost, trace.anomalies, trace.notes], ['completed', 0, 0, []]);
    // The module, and each call with its await.
    assert.equal(trace.tasks.count, rounds + 1);
    assert.deepEqual(checkTrace(trace), []);
  });

  it('no room on the disk for records: the program waits, all is kept, and the trace says so', async () => {
    const rounds = 500_000;
    let emptied = false;
    const trace = new TraceBuilder();
    const own = launcher();
    const { done } = own.run(request('full.mjs', storm(rounds), { timeoutMs: 120_000 }), (events) => {
      for (const event of events) trace.push(event);
      // The instrumented text is in the cache by now; nothing else is written but records.
      if (emptied || !events.some(({ type }) => type === 'file')) return;
      rmSync(cacheFolder, { recursive: true, force: true });
      emptied = true;
    });
    assert.equal((await done).outcome, 'completed');
    assert.deepEqual([trace.lost, trace.tasks.count], [0, rounds + 1]);
    assert.match(trace.notes.join(), /^Records could not be put aside on the disk, .*ENOENT/);
  });

  it('records above the limit are counted, drawn as a gap, and lead to no finding', async () => {
    const text = `${storm(2000)} await new Promise((resolve) => setTimeout(resolve, 20)); console.log('late');`;
    const { end, output, trace } = await run(launcher(), request('limit.mjs', text, { maxRecords: 1000 }));
    assert.deepEqual([end.outcome, output], ['completed', `${(2000 * 1999) / 2}\nlate\n`]);
    assert.ok(trace.lost > 5000);
    const [gap, ...others] = trace.gaps;
    assert.ok(gap !== undefined && others.length === 0);
    assert.deepEqual([gap.records, gap.end], [trace.lost, trace.now]);
    assert.ok(gap.start < trace.now - 15, 'what came late is within the gap');
    assert.deepEqual(checkTrace(trace), []);
    const json = toJson(trace);
    assert.deepEqual(schemaProblems(json), []);
    for (const segment of json.segments) assert.ok(segment.end <= gap.start, 'nothing is claimed of the gap');
    assert.deepEqual(
      json.findings.filter(({ rule }) => rule === 'never-settled'),
      [],
    );
    assert.match(trace.notes.join(), /^Recording ended at 1,000 records/);
  });

  it('a ring of 16 records loses nothing', async () => {
    const text = `async function leaf(n) { await null; if (n > 0) await leaf(n - 1); } for (let i = 0; i < 50; i++) await leaf(10); console.log('done');`;
    const small = await run(launcher(), request('ring.mjs', text, { ringRecords: 16 }));
    const large = await run(launcher(), request('ring.mjs', text));
    assert.deepEqual([small.end.outcome, small.output, small.trace.lost], ['completed', 'done\n', 0]);
    const shape = (trace: TraceBuilder) => {
      const { segments, tasks } = toJson(trace);
      return {
        tasks: tasks.map((task) => [task.id, task.function, task.parent, task.outcome]),
        segments: segments
          .filter(({ state }) => state !== 'ready')
          .map((segment) => [segment.task, segment.state, segment.site]),
      };
    };
    assert.deepEqual(shape(small.trace), shape(large.trace));
  });
});
