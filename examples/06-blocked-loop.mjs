/**
 * A blocked event loop. Five clients ask for a pause of 30 ms, over and over. After a while somebody sorts on the
 * thread that serves them all.
 *
 * On the timeline: each client's bar is suspended for 30 ms. Where `report` runs, five bars turn ready together: their
 * timers are due, and nobody can call them. The finding `blocking-call` names the line and each await that it delayed.
 * `politeReport` does the same work in slices and lets the loop turn between them.
 */
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';

const waits = [];

async function client() {
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    await sleep(30);
    waits.push(performance.now() - start);
  }
}

function slice(size) {
  let checksum = 0;
  for (let i = 0; i < size; i++) checksum = (checksum * 31 + i) % 1_000_003;
  return checksum;
}

function holdFor(ms) {
  const end = performance.now() + ms;
  let checksum = 0;
  while (performance.now() < end) checksum += slice(1000);
  return checksum;
}

async function report() {
  await sleep(70);
  holdFor(120); // one piece: every timer due in these 120 ms is late
}

async function politeReport() {
  await sleep(70);
  for (let i = 0; i < 24; i++) {
    holdFor(5); // 5 ms at a time
    await breathe(); // and the loop turns
  }
}

for (const work of [report, politeReport]) {
  waits.length = 0;
  await Promise.all([client(), client(), client(), client(), client(), work()]);
  console.log(`${work.name}: the longest pause of 30 ms took ${Math.max(...waits).toFixed(0)} ms`);
}
