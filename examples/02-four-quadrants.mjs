/**
 * Two questions that are often taken for one. Does the caller go on at once, or wait for the result (asynchronous or
 * synchronous)? And is the thread held meanwhile, or free (blocking or non-blocking)? Together they make four quadrants.
 *
 * On the timeline: look at the lane of `heartbeat`, which wakes every 10 ms. Where the thread is held it is ready and cannot
 * run; elsewhere it goes on, whatever the quadrant is waiting for.
 */
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const own = new URL(import.meta.url);
const derive = promisify(pbkdf2);
const WORK = ['a password', 'some salt', 1_000_000, 32, 'sha256'];

/** 1. Synchronous and blocking: the caller waits, and holds the thread. The heartbeat stops. */
async function synchronousBlocking() {
  const text = readFileSync(own, 'utf8');
  pbkdf2Sync(...WORK);
  return text.length;
}

/** 2. Synchronous and non-blocking: the caller waits, others run. The task is suspended, the heartbeat goes on. */
async function synchronousNonBlocking() {
  const text = await readFile(own, 'utf8');
  await sleep(80);
  return text.length;
}

/** 3. Asynchronous and non-blocking: start it, do something else, collect the result later. */
async function asynchronousNonBlocking() {
  const reading = readFile(own, 'utf8'); // started: from here an operation is in flight
  const sleeping = sleep(80);
  let counted = 0;
  for (let i = 0; i < 1e5; i++) counted += i % 7; // work of our own in the meantime
  await sleeping;
  return (await reading).length; // collected: it was there long ago, so the wait is short
}

/**
 * 4. Asynchronous and blocking: work that does hold a thread, but another one. Node gives such work to a pool of four
 * threads in libuv; a Worker or a child process is the same idea with more freedom. Two derivations are computed side by
 * side here, and the heartbeat goes on.
 */
async function asynchronousBlocking() {
  const first = derive(...WORK);
  const second = derive(...WORK);
  const keys = await Promise.all([first, second]);
  return keys.length;
}

async function heartbeat(signal) {
  let longest = 0;
  let last = performance.now();
  while (!signal.aborted) {
    await sleep(10);
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

for (const quadrant of [synchronousBlocking, synchronousNonBlocking, asynchronousNonBlocking, asynchronousBlocking]) {
  const stop = new AbortController();
  const beating = heartbeat(stop.signal);
  const result = await quadrant();
  stop.abort();
  console.log(`${quadrant.name}: result ${result}, longest gap in the heartbeat ${(await beating).toFixed(0)} ms`);
}
