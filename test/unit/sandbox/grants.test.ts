/** What is granted works, and nothing beside it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const CLI = path.resolve('dist/cli.cjs');

describe('grants', function () {
  this.timeout(60_000);
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'awaitscope-grants-')));
  const workspace = path.join(folder, 'ws');
  before(() => {
    for (const made of [path.join(workspace, 'out'), path.join(folder, 'beside')]) mkdirSync(made, { recursive: true });
    writeFileSync(path.join(workspace, 'package.json'), '{}');
    symlinkSync(path.join(folder, 'beside'), path.join(workspace, 'out', 'link'));
    symlinkSync(path.join(folder, 'beside', 'not-yet'), path.join(workspace, 'out', 'dangling'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Not spawnSync: servers of the tests must be able to answer. */
  function run(text: string, allow: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    writeFileSync(path.join(workspace, 'main.cjs'), text);
    const flags = allow === '' ? [] : ['--allow', allow];
    const child = spawn(process.execPath, [CLI, 'run', '--quiet', ...flags, 'main.cjs'], {
      cwd: workspace,
      env: { ...process.env, ...env },
    });
    return new Promise((resolve) => {
      let printed = '';
      child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      child.on('close', () => {
        resolve(printed.trim());
      });
    });
  }

  it('net:HOST:0 lets listen at a port that the system chooses, and at no other', async () => {
    const listen = (port: number): string =>
      `const server = require('net').createServer();
      server.on('error', (error) => console.log(error.code));
      server.listen(${port}, '127.0.0.1', () => { console.log('listening'); server.close(); });`;
    assert.equal(await run(listen(0), 'net:127.0.0.1:0'), 'listening');
    assert.match(await run(listen(45_671), 'net:127.0.0.1:0'), /ERR_ACCESS_DENIED/);
  });

  it('addons lets load native addons', async () => {
    // No addon: the system says so once it was asked.
    writeFileSync(path.join(workspace, 'none.node'), 'text');
    const load = `try { require('./none.node'); } catch (error) { console.log(error.code); }`;
    assert.equal(await run(load, 'addons'), 'ERR_DLOPEN_FAILED');
    assert.equal(await run(load, ''), 'ERR_ACCESS_DENIED');
  });

  it('child-process: what programs print to the output that they inherit is printed', async () => {
    const program = `const cp = require('child_process');
      const print = (text) => [process.execPath, ['-e', 'process.stdout.write(Buffer.from(' + JSON.stringify(text) + '))']];
      cp.spawnSync(...print('sync '), { stdio: 'inherit' });
      cp.execFileSync(...print('file '), { stdio: ['ignore', 1, 2] });
      cp.spawnSync(process.execPath, ['-e', 'console.error("error")'], { stdio: ['ignore', 'ignore', 'inherit'] });
      const child = cp.spawn(...print('streams '), { stdio: [process.stdin, process.stdout, process.stderr] });
      child.on('close', (code) => console.log('closed', code, child.stdout, process.stdin.fd));`;
    // In which order is not known: it comes by other ways than the program's own.
    const printed = (await run(program, 'child-process,fs.read')).split(/\s+/).sort();
    assert.deepEqual(printed, ['0', '0', 'closed', 'error', 'file', 'null', 'streams', 'sync']);
  });

  it('child-process and net: a server and a socket go to another process, which serves', async () => {
    const program = `const net = require('net');
      if (process.argv[2] === 'child') process.on('message', (text, handle) => {
        if (text === 'server') { handle.on('connection', (socket) => { socket.end('by the child'); handle.close(); }); process.send('ready'); }
        else { handle.end('socket ' + text); process.disconnect(); }
      });
      else {
        const child = require('child_process').fork(__filename, ['child']);
        const ask = (port, then) => net.connect(port, '127.0.0.1').on('data', (data) => console.log(String(data))).on('close', then);
        const server = net.createServer().listen(0, '127.0.0.1', () => {
          const { port } = server.address();
          child.send('server', server, () => server.close());
          child.on('message', () => ask(port, () => {
            const other = net.createServer((socket) => { child.send('handed on', socket); other.close(); });
            other.listen(0, '127.0.0.1', () => ask(other.address().port, () => console.log('done')));
          }));
        });
        child.on('exit', (code) => console.log('exit', code));
      }`;
    const printed = (await run(program, 'child-process,net')).split('\n').sort();
    assert.deepEqual(printed, ['by the child', 'done', 'exit 0', 'socket handed on']);
  });

  it('child-process: what programs print soon after the run has ended is printed', async () => {
    const last = `process.send('here'); process.on('disconnect', () => setTimeout(() => { console.log('last'); console.error('words'); }, 400))`;
    const program = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(last)}],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }).on('message', () => { console.log('left'); process.exit(); });`;
    const printed = (await run(program, 'child-process')).split(/\s+/).sort();
    assert.deepEqual(printed, ['last', 'left', 'words']);
  });

  it('child-process: a run ends before programs that outlive it', async () => {
    const flag = path.join(workspace, 'out', 'outlived');
    const wait = `setInterval(() => require('fs').existsSync(process.argv[1]) && process.exit(), 20)`;
    const program = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(wait)}, ${JSON.stringify(flag)}],
      { detached: true, stdio: 'inherit' }).unref(); console.log('left');`;
    try {
      // It would wait for as long as the test.
      assert.equal(await run(program, 'child-process'), 'left');
    } finally {
      writeFileSync(flag, '');
    }
  });

  const WRITE = `const fs = require('fs');
    for (const file of ['out/a.txt', 'b.txt', 'out/link/c.txt', 'out/dangling', 'out/../d.txt', '../beside/e.txt']) {
      try { fs.writeFileSync(file, 'x'); console.log(file); } catch (error) { console.log(error.code); }
    }`;

  it('fs.write makes no link where Node makes them for the whole system only: that is refused with permission and resource', async () => {
    const program = `const fs = require('fs');
      const tell = ({ code, permission, resource }) => console.log(code, permission, require('path').basename(resource));
      try { fs.symlinkSync('a.txt', 'out/made'); } catch (error) { tell(error); }
      fs.symlink('a.txt', 'out/made', tell);
      fs.promises.symlink('a.txt', 'out/made').catch(tell);`;
    assert.equal(await run(program, 'fs.write'), Array(3).fill('ERR_ACCESS_DENIED FileSystemWrite made').join('\n'));
  });

  it('fs.write:FOLDER lets write there, and not through a link that leads out', async () => {
    const refused = 'ERR_ACCESS_DENIED';
    assert.equal(
      await run(WRITE, 'fs.write:out'),
      ['out/a.txt', refused, refused, refused, refused, refused].join('\n'),
    );
    assert.ok(!existsSync(path.join(folder, 'beside', 'not-yet')));
    assert.ok(!existsSync(path.join(folder, 'beside', 'c.txt')));
    assert.equal(
      await run(WRITE, 'fs.write'),
      ['out/a.txt', 'b.txt', refused, refused, 'out/../d.txt', refused].join('\n'),
    );
  });

  it('fs.read:FILE lets read that file, and its folder no more', async () => {
    for (const name of ['one.txt', 'two.txt']) writeFileSync(path.join(folder, 'beside', name), name);
    const text = `const fs = require('fs');
      for (const name of ['one.txt', 'two.txt']) {
        try { console.log(fs.readFileSync(${JSON.stringify(path.join(folder, 'beside'))} + '/' + name, 'utf8')); }
        catch (error) { console.log(error.code); }
      }`;
    assert.equal(await run(text, `fs.read:${path.join(folder, 'beside', 'one.txt')}`), 'one.txt\nERR_ACCESS_DENIED');
    assert.equal(await run(text, `fs.read:${path.join(folder, 'beside')}`), 'one.txt\ntwo.txt');
    assert.equal(await run(text, 'fs.read'), 'one.txt\ntwo.txt');
  });

  it('env:NAME shows that variable', async () => {
    const env = { AWAITSCOPE_TEST_A: 'a', AWAITSCOPE_TEST_B: 'b' };
    const text = 'console.log(process.env.AWAITSCOPE_TEST_A, process.env.AWAITSCOPE_TEST_B)';
    assert.equal(await run(text, '', env), 'undefined undefined');
    assert.equal(await run(text, 'env:AWAITSCOPE_TEST_A', env), 'a undefined');
    assert.equal(await run(text, 'env', env), 'a b');
  });

  it('net:HOST:PORT lets connect there and nowhere else', async () => {
    const servers = [net.createServer(), net.createServer()];
    for (const server of servers) {
      server.on('connection', (socket) => socket.on('error', () => undefined).end('hello'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    const [granted, other] = servers.map((server) => (server.address() as net.AddressInfo).port);
    const text = `const net = require('net'), http = require('http');
      const via = (act) => new Promise((resolve) => {
        try { act().on('connect', () => resolve('connected')).on('error', (error) => resolve(error.code)); }
        catch (error) { resolve(error.code); }
      }).then(console.log);
      void (async () => {
        await via(() => net.connect(${granted}, '127.0.0.1'));
        await via(() => net.connect({ port: ${granted}, host: 'localhost', autoSelectFamily: true }));
        await via(() => new net.Socket().connect({ port: '${granted}', host: '127.0.0.1' }));
        await via(() => net.connect(${other}, '127.0.0.1'));
        await via(() => net.connect(${granted}, '127.0.0.2'));
        let asked = 0;
        await via(() => net.connect({ get port() { return asked++ ? ${other} : ${granted}; }, host: '127.0.0.1' }));
        await via(() => net.connect({ port: ${granted}, host: 'localhost', lookup: (name, options, done) => done(null, '127.0.0.2', 4) }));
        await via(() => net.connect('/tmp/none'));
        await via(() => net.createServer().listen(0));
        process.exit();
      })();`;
    const refused = 'ERR_ACCESS_DENIED';
    const printed = await run(text, `net:127.0.0.1:${granted}`);
    for (const server of servers) server.close();
    assert.deepEqual(printed.split('\n'), [
      ...['connected', 'connected', 'connected'],
      ...[refused, refused],
      // The second value is never asked for.
      'connected',
      ...[refused, refused, refused],
    ]);
  });

  it('fs.write makes no link lead out, neither by moving it nor by copying, and follows none', async () => {
    const text = `const fs = require('fs');
      const tell = (act) => { try { act(); console.log('done'); } catch (error) { console.log(error.code); } };
      fs.mkdirSync('moved/here', { recursive: true });
      tell(() => fs.renameSync('out/link', 'moved/link'));
      tell(() => fs.renameSync('out/dangling', 'moved/dangling'));
      tell(() => fs.renameSync('out', 'moved/out'));
      tell(() => fs.linkSync('out/link', 'moved/hard'));
      tell(() => fs.cpSync('out', 'copied', { recursive: true, dereference: true }));
      tell(() => fs.cpSync('out', 'copied', { recursive: true, verbatimSymlinks: true }));
      tell(() => fs.cpSync('moved', 'out', { recursive: true }));
      tell(() => fs.mkdtempSync('out/link/'));
      tell(() => fs.rmSync('out/link/', { recursive: true }));
      tell(() => fs.rmSync('out/link/.', { recursive: true }));
      tell(() => fs.renameSync('moved', 'elsewhere'));
      tell(() => fs.cpSync('elsewhere', 'moved', { recursive: true }));
      tell(() => fs.rmSync('moved', { recursive: true }));
      tell(() => fs.rmSync('elsewhere', { recursive: true }));`;
    writeFileSync(path.join(folder, 'beside', 'kept.txt'), 'kept');
    const printed = await run(text, 'fs.write');
    assert.deepEqual(printed.split('\n'), [
      ...Array<string>(10).fill('ERR_ACCESS_DENIED'),
      ...Array<string>(4).fill('done'),
    ]);
    assert.ok(existsSync(path.join(folder, 'beside', 'kept.txt')));
    assert.ok(!existsSync(path.join(workspace, 'copied')));
  });

  it('fs.write lets a compile cache be in the workspace, and not where a link leads', async () => {
    const text = `const { enableCompileCache, constants } = require('module');
      const { ENABLED, ALREADY_ENABLED } = constants.compileCacheStatus;
      const tell = (...asked) => console.log([ENABLED, ALREADY_ENABLED].includes(enableCompileCache(...asked).status));
      tell('out/link/cache');
      process.env.TMPDIR = __dirname + '/out/link';
      process.env.NODE_COMPILE_CACHE = __dirname + '/out/link/named';
      tell();
      tell('out/cache');
      console.log(JSON.stringify(require('fs').readFileSync(0, 'utf8')));`;
    assert.deepEqual((await run(text, 'fs.write')).split('\n'), ['false', 'false', 'true', '""']);
    assert.deepEqual(
      ['cache', 'named', 'node-compile-cache'].filter((name) => existsSync(path.join(folder, 'beside', name))),
      [],
    );
  });

  it('net:HOST:PORT holds also below the functions of net', async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const text = `const dns = require('dns'), net = require('net'), tls = require('tls');
      const { lookup } = dns; const wrong = (name, options, done) => setImmediate(done, null, options.all ? [{ address: '127.0.0.2', family: 4 }] : '127.0.0.2', 4);
      const tell = (act) => new Promise((resolve, reject) => { act().on('connect', resolve).on('listening', resolve).on('error', reject); })
        .then(() => console.log('done'), (error) => console.log(error.code));
      const handle = (pipe) => new tls.TLSSocket(null, { pipe })._handle._parent;
      void (async () => {
        await tell(() => net.connect(${port}, 'localhost'));
        dns.lookup = wrong; await tell(() => net.connect(${port}, 'localhost')); dns.lookup = lookup;
        await tell(() => { const other = net.createServer(); other._listen2('127.0.0.1', 0, 4, 1); return other; });
        const listening = handle(false); console.log(listening.bind('127.0.0.1', 0), listening.listen(1) < 0);
        console.log(handle(true).bind('pipe') < 0);
        try { dns.setServers(['127.0.0.1']); } catch (error) { console.log(error.code); }
        process.exit();
      })();`;
    const printed = await run(text, `net:localhost:${port}`);
    server.close();
    assert.deepEqual(printed.split('\n'), ['done', 'EACCES', 'EACCES', '0 true', 'true', 'ERR_ACCESS_DENIED']);
  });

  it('names are refused in the way of the function that was asked', async () => {
    const text = `const dns = require('dns');
      const told = (what) => (error) => console.log(what, error.code);
      dns.lookup('example.org', told('callback'));
      dns.resolve4('example.org', told('callback'));
      dns.promises.lookup('example.org').catch(told('rejection'));
      require('dns/promises').reverse('192.0.2.1').catch(told('rejection'));
      try { dns.setServers(['192.0.2.1']); } catch (error) { told('throw')(error); }
      try { new dns.promises.Resolver(); } catch (error) { told('throw')(error); }
      console.log('behind');`;
    const ways = ['throw', 'throw', 'behind', 'callback', 'callback', 'rejection', 'rejection'];
    assert.deepEqual(
      (await run(text, '')).split('\n'),
      ways.map((way) => (way === 'behind' ? way : `${way} ERR_ACCESS_DENIED`)),
    );
  });

  it('net:HOST lets serve on that host', async () => {
    const text = `const http = require('http');
      const server = http.createServer((_, answer) => answer.end('served'));
      server.listen(0, '127.0.0.1', () => http.get({ port: server.address().port, host: '127.0.0.1' }, (answer) => {
        answer.on('data', (chunk) => console.log(String(chunk))).on('end', () => process.exit());
      }));`;
    assert.equal(await run(text, 'net:localhost'), 'served');
    assert.match(await run(text, 'net:example.org'), /restricted: listening to 127/);
    assert.match(await run(text, ''), /listening to 127\.0\.0\.1:0 .*--allow net:127\.0\.0\.1:0/s);
  });
});
