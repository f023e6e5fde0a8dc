import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunHandle } from '../../../src/sandbox/launcher.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import { checkTrace } from '../../../src/trace/check.ts';
import { Bench, onLinux, pause, processes, until } from './bench.ts';

describe('the start of a supervisor', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench('awaitscope-start');
  });
  afterEach(() => {
    bench.dispose();
  });

  /** The file with compiled code. */
  function code(): string {
    const [file] = readdirSync(bench.cacheFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.code'),
    );
    assert.ok(file !== undefined, 'no compiled code was kept');
    return path.join(bench.cacheFolder, file);
  }
  async function runs(): Promise<string> {
    const { output } = await bench.run(bench.launcher(), bench.request('hello.mjs', 'console.log(await 1);'));
    return output;
  }

  it('keeps compiled code for the next one, which takes it as it is', async () => {
    assert.equal(await runs(), '1\n');
    const kept = readFileSync(code());
    assert.equal(await runs(), '1\n');
    assert.ok(readFileSync(code()).equals(kept), 'it was compiled again');
  });
  for (const [what, spoil] of [
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['of another build', (bytes: Buffer) => Buffer.concat([Buffer.alloc(64, 'x'), bytes.subarray(64)])],
  ] as const)
    it(`compiles again what is ${what}`, async () => {
      await runs();
      const spoiled = spoil(readFileSync(code()));
      writeFileSync(code(), spoiled);
      assert.equal(await runs(), '1\n');
      assert.ok(!readFileSync(code()).equals(spoiled));
    });
  onLinux('lets it go before what an older run has left to send', async () => {
    const launcher = bench.launcher();
    let heard = 0;
    let isSlow = true;
    const flood = launcher.run(bench.request('flood.mjs', 'for (;;) await null;', { watched: true }), (events) => {
      heard += events.length;
      // Read slowly: so there is much left.
      for (const end = performance.now() + 5; isSlow && performance.now() < end;);
    });
    await until('records', () => heard > 20);
    flood.stop();
    await flood.over;
    const [older] = processes(bench.cacheFolder);
    assert.ok(older !== undefined, 'it has sent all');
    isSlow = false;
    launcher.prepare(bench.workspace);
    assert.equal(os.getPriority(older), os.constants.priority.PRIORITY_BELOW_NORMAL);
    await flood.done;
  });

  it('leaves V8’s flags as they are, so that compiled code of Node’s own modules is taken', async () => {
    const tag = execFileSync(process.execPath, ['-p', 'v8.cachedDataVersionTag()'], { encoding: 'utf8' }).trim();
    // While the profile begins, one flag differs.
    const text = `import v8 from 'node:v8';
      while (v8.cachedDataVersionTag() !== ${tag}) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log('as they were');`;
    const { output } = await bench.run(bench.launcher(), bench.request('flags.mjs', text, { timeoutMs: 10_000 }));
    assert.equal(output, 'as they were\n');
  });

  describe('while an older run has much left to send', () => {
    const ROUNDS = 300_000;
    const STORM = `async function leaf(i) { await i; } for (let i = 0; i < ${ROUNDS}; i++) await leaf(i);`;

    /** A run of which most is left as its program ends. */
    class Storm {
      readonly trace = new TraceBuilder();
      readonly handle: RunHandle;
      /** Messages of it that have come. */
      heard = 0;

      constructor(launcher: ReturnType<Bench['launcher']>) {
        this.handle = launcher.run(bench.request('storm.mjs', STORM, { watched: true }), (events) => {
          this.heard += events.length;
          for (const event of events) this.trace.push(event);
        });
      }

      async checkWhole(): Promise<void> {
        assert.equal((await this.handle.done).outcome, 'completed');
        const { anomalies, lost, tasks } = this.trace;
        assert.deepEqual([lost, anomalies, tasks.count], [0, 0, ROUNDS + 1]);
        assert.deepEqual(checkTrace(this.trace), []);
      }
    }

    onLinux('that is not read until the one ahead is ready, and arrives whole then', async () => {
      const launcher = bench.launcher();
      const storm = new Storm(launcher);
      await until('the storm', () => storm.heard > 0);
      const older = processes(bench.cacheFolder);
      launcher.prepare(bench.workspace);
      const [ahead = 0] = processes(bench.cacheFolder).filter((id) => !older.includes(id));
      process.kill(ahead, 'SIGSTOP');
      await storm.handle.over;
      // One that was asked to stop is killed when it says nothing: not while nobody listens.
      storm.handle.stop();
      const { heard } = storm;
      await pause(1500);
      assert.equal(storm.heard, heard);
      process.kill(ahead, 'SIGCONT');
      await storm.checkWhole();
      assert.ok(storm.heard > heard + 10, 'most was left');
    });

    it('that is not read until the next program has begun, and arrives whole then', async () => {
      const launcher = bench.launcher();
      const storm = new Storm(launcher);
      await storm.handle.over;
      const next = bench.request('next.mjs', `console.log('begun'); setInterval(() => {}, 1000);`);
      let heard = -1;
      const handle = launcher.run(next, (events) => {
        if (heard === -1 && events.some(({ type }) => type === 'records' || type === 'output')) heard = storm.heard;
      });
      const before = storm.heard;
      await until('its first records or output, whichever comes sooner', () => heard !== -1);
      assert.equal(heard, before);
      await until('more of the older one, beside it', () => storm.heard > heard);
      handle.stop();
      await handle.done;
      await storm.checkWhole();
      assert.ok(storm.heard > heard + 10, 'most was left');
    });
  });
});
