// `node hooks-alone.cjs FILE`: what Awaitscope's means cost when nothing is done with them. The program runs in a worker with Node's
// permissions, V8's three promise hooks and the asynchronous hooks without promises; each of them is an empty function.
const { isMainThread, Worker } = require('node:worker_threads');

if (isMainThread) {
  const execArgv = ['--permission', '--allow-fs-read=*', '--require', process.argv[1]];
  if (process.allowedNodeEnvironmentFlags.has('--allow-net')) execArgv.push('--allow-net');
  new Worker(process.argv[2], { execArgv, argv: process.argv.slice(3) });
} else {
  const nothing = { init() {}, before() {}, settled() {}, after() {}, destroy() {} };
  const { init, before, settled, after, destroy } = nothing;
  require('node:v8').promiseHooks.createHook({ init, before, settled });
  require('node:async_hooks').createHook({ init, before, after, destroy, trackPromises: false }).enable();
}
