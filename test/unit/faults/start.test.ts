import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Bench, onLinux, pause, processes } from './bench.ts';

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
    const flood = launcher.run(bench.request('flood.mjs', 'for (;;) await null;', { watched: true }), () => undefined);
    await pause(2000);
    flood.stop();
    await flood.over;
    const [older = 0] = processes(bench.cacheFolder);
    launcher.prepare(bench.workspace);
    assert.equal(os.getPriority(older), os.constants.priority.PRIORITY_BELOW_NORMAL);
    await flood.done;
  });
});
