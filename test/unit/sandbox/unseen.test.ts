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

/** Native handles, which lead to their classes. */
const HANDLES = `
const [childProcess, dgram, dns, fs, net, tls, util] = [
  'child_process', 'dgram', 'dns', 'fs', 'net', 'tls', 'util'].map((name) => require(name));
const show = (name, handle) => {
  const { constructor } = handle;
  const whole = [0, 1, null].map((depth) => util.inspect(handle, { depth, showHidden: depth === 0 }));
  // Numbers differ from run to run.
  console.log(name, ...whole.map((text) => text.replace(/\\d+|[\\da-f]{2}(?: [\\da-f]{2})+/g, 'N')));
  console.log(constructor.name, constructor.length, String(constructor), Object.getOwnPropertyNames(constructor).sort().join());
  console.log(handle instanceof constructor, constructor.prototype === Object.getPrototypeOf(handle), handle.hasOwnProperty('constructor'));
};
const symbol = (object, text) => object[Object.getOwnPropertySymbols(object).find((key) => String(key).includes(text))];
const tlsHandle = new tls.TLSSocket()._handle;
show('TLS', tlsHandle);
show('below TLS', tlsHandle._parent);
show('resolver', new dns.Resolver()._handle);
show('no process', new childProcess.ChildProcess()._handle);
const open = async () => {
  const file = await fs.promises.open(__filename);
  show('file', symbol(file, 'kHandle'));
  await file.close();
};
const meet = (where) => new Promise((resolve) => {
  const server = net.createServer((socket) => { show('accepted', socket._handle); socket.end(); });
  server.listen(...where, () => {
    show('server', server._handle);
    const address = server.address();
    const socket = net.connect(address.port === undefined ? { path: address } : address, () => show('socket', socket._handle));
    socket.resume().on('close', () => server.close(resolve));
  });
});
const datagrams = () => new Promise((resolve) => {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => { show('UDP', symbol(socket, 'state').handle); socket.close(resolve); });
});
open()
  .then(() => meet([0, '127.0.0.1']))
  .then(() => process.platform !== 'win32' && meet([__dirname + '/pipe']))
  .then(datagrams);
`;

describe('guards', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'unseen-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function bothWays(text: string, flags: string[] = []): [plain: string, guarded: string] {
    writeFileSync(path.join(folder, 'main.cjs'), text);
    const run = (args: string[]): string => {
      const { stderr, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      return stdout + stderr;
    };
    return [run(['main.cjs']), run([path.resolve('dist/cli.cjs'), 'run', '--quiet', ...flags, 'main.cjs'])];
  }

  it('are not seen', () => {
    const [plain, guarded] = bothWays(LOOKS);
    assert.equal(guarded, plain);
  });

  it('are not seen in native handles', () => {
    const [plain, guarded] = bothWays(HANDLES, ['--allow', 'net']);
    assert.equal(guarded, plain);
    assert.match(plain, /^UDP UDP \{/m);
  });

  it('do not hand out the classes of native handles', () => {
    const [, guarded] = bothWays(
      `const { constructor: TCP } = new (require('tls').TLSSocket)()._handle._parent;
      for (const make of [() => new TCP(0), () => TCP(0), () => Reflect.construct(TCP, [0]), () => new (class extends TCP {})(0)])
        try { console.log(make()); } catch ({ code }) { console.log(code); }`,
      ['--allow', 'net'],
    );
    assert.equal(guarded, 'ERR_ACCESS_DENIED\n'.repeat(4));
  });
});
