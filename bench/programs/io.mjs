// 200 clients with 50 awaits each, of timers and file reads by turns. Prints milliseconds.
import { readFile } from 'node:fs/promises';

const own = new URL(import.meta.url);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function client(n) {
  let bytes = 0;
  for (let i = 0; i < 50; i++) {
    if (i % 2 === 0) await sleep(1);
    else bytes += (await readFile(own)).length;
  }
  return bytes + n;
}

const start = performance.now();
await Promise.all(Array.from({ length: 200 }, (_, n) => client(n)));
console.log(performance.now() - start);
