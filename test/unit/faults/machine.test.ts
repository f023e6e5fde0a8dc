/** What the machine does to a run: it sleeps and wakes, its clock is set, its disk is full. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import { checkTrace } from '../../../src/trace/check.ts';
import { Bench, onLinux, pause, processes, until } from './bench.ts';

describe('faults of the machine', function () {
  this.timeout(300_000);
  const bench = new Bench('machine');
  const mounts: string[] = [];
  after(() => {
    for (const folder of mounts) spawnSync('umount', ['--lazy', folder]);
    bench.dispose();
  });

  const TICKS = `async function tick(n) { await new Promise((r) => setTimeout(r, 5)); console.log(n); }
    for (let n = 0; n < 40; n++) await tick(n);`;
  const printed = Array.from({ length: 40 }, (_, n) => `${n}\n`).join('');

  onLinux('asleep and awake: the run goes on where it was, and its times stay in order', async () => {
    const trace = new TraceBuilder();
    const { done } = bench.launcher().run(bench.request('sleep.mjs', TICKS), (events) => {
      for (const event of events) trace.push(event);
    });
    await until('output', () => trace.output.length > 3);
    const [supervisor = 0] = processes(bench.cacheFolder);
    process.kill(supervisor, 'SIGSTOP');
    await pause(1500);
    process.kill(supervisor, 'SIGCONT');
    assert.equal((await done).outcome, 'completed');
    assert.equal(trace.output.map(({ text }) => text).join(''), printed);
    assert.deepEqual([trace.lost, trace.anomalies, checkTrace(trace)], [0, 0, []]);
    for (let i = 1; i < trace.output.length; i++)
      assert.ok((trace.output[i]?.time ?? 0) >= (trace.output[i - 1]?.time ?? 0));
  });

  onLinux('asleep as it is stopped: it is over all the same', async () => {
    let said = '';
    const handle = bench.launcher().run(bench.request('stop.mjs', `${TICKS} setInterval(() => {}, 99);`), (events) => {
      for (const event of events) if (event.type === 'output') said += event.text;
    });
    await until('output', () => said.startsWith('0\n'));
    for (const supervisor of processes(bench.cacheFolder)) process.kill(supervisor, 'SIGSTOP');
    handle.stop();
    assert.equal((await handle.done).outcome, 'stopped');
    await until('the process to be gone', () => processes(bench.cacheFolder).length === 0);
  });

  it('a clock that is set back and forth in mid-run changes no time of the trace', async () => {
    const { now } = Date;
    const jumps = [now() - 3.6e6, now() + 8.64e7, 0];
    let asked = 0;
    Date.now = () => jumps[asked++ % jumps.length] ?? 0;
    try {
      // The program's own clock is set, too.
      const text = `let n = 0; Date.now = () => (n += n % 2 ? -1e9 : 1e9); ${TICKS}`;
      const { end, output, trace } = await bench.run(bench.launcher(), bench.request('clock.mjs', text));
      assert.deepEqual([end.outcome, output, trace.anomalies], ['completed', printed, 0]);
      assert.deepEqual(checkTrace(trace), []);
      assert.ok(trace.now > 200 && trace.now < 60_000, `it took ${trace.now} ms`);
    } finally {
      Date.now = now;
    }
  });

  /** A disk of 1 MB; null where none can be mounted. */
  function smallDisk(): string | null {
    const folder = path.join(bench.folder, 'disk');
    mkdirSync(folder);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder]).status !== 0) return null;
    mounts.push(folder);
    return folder;
  }

  it('a disk that is full as records are put aside: the program waits, all is kept, and the trace says so', async () => {
    const disk = smallDisk();
    const rounds = 500_000;
    const text = `async function leaf(i) { await i; return i; } let sum = 0; for (let i = 0; i < ${rounds}; i++) sum += await leaf(i); console.log(sum);`;
    const { end, output, trace } = await bench.run(
      bench.launcher(disk ?? bench.cacheFolder),
      bench.request('full.mjs', text, { timeoutMs: 120_000 }),
    );
    assert.deepEqual([end.outcome, output], ['completed', `${(rounds * (rounds - 1)) / 2}\n`]);
    assert.deepEqual([trace.lost, trace.tasks.count], [0, rounds + 1]);
    // Without a disk to fill, nothing is full, and nothing is said.
    assert.match(trace.notes.join(), disk === null ? /^$/ : /^Records could not be put aside on the disk, .*ENOSPC/);
  });
});
