/** What the guards put before Node's functions is not to be seen: a program that looks finds what it finds without them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const LOOKS = `
const [asyncHooks, childProcess, dgram, dns, fs, net, stream, tls, tty, workers] = [
  'async_hooks', 'child_process', 'dgram', 'dns', 'fs', 'net', 'stream', 'tls', 'tty', 'worker_threads'].map((name) => require(name));
const own = (f) => Object.getOwnPropertyNames(f).sort().join();
for (const f of [fs.openSync, fs.readFile, fs.promises.open, fs.realpath.native, net.connect, dns.lookup, process.kill])
  console.log(f.name, f.length, own(f), String(f).slice(0, 40));
for (const C of [net.Socket, dgram.Socket, dns.Resolver, tty.ReadStream, workers.Worker, childProcess.ChildProcess])
  console.log(C.name, C.length, C.prototype.constructor === C, Object.getPrototypeOf(C) === Object.getPrototypeOf(C.prototype).constructor);
console.log(Object.getPrototypeOf(tls.TLSSocket) === net.Socket, Object.getPrototypeOf(net.Socket) === stream.Duplex, net.Stream === net.Socket);
console.log(new net.Socket() instanceof net.Socket, new net.Socket().constructor === net.Socket);
console.log(JSON.stringify(asyncHooks.executionAsyncResource()), asyncHooks.executionAsyncResource() === asyncHooks.executionAsyncResource());
console.log(process.execArgv, process._preload_modules, process.title, process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap'));
`;

describe('guards', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'unseen-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are not seen', () => {
    writeFileSync(path.join(folder, 'main.cjs'), LOOKS);
    const [plain, guarded] = [['main.cjs'], [path.resolve('dist/cli.cjs'), 'run', '--quiet', 'main.cjs']].map(
      (args) => {
        const { stderr, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
        return stdout + stderr;
      },
    );
    assert.equal(guarded, plain);
  });
});
