/**
 * Sleep and gather: three independent waits, first one after the other, then together.
 *
 * On the timeline: in `oneAfterTheOther` three children stand in a staircase, 300 ms in all. In `gathered` they lie
 * under each other, 150 ms in all: as long as the longest. Put the cursor on the second await of the first function and
 * its bar lights up: nothing that it awaits comes from the first, so half of the time is waited for no reason.
 */

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function fetchPart(name: string, ms: number): Promise<string> {
  await sleep(ms);
  return name;
}

async function oneAfterTheOther(): Promise<string[]> {
  const user = await fetchPart('user', 100);
  const posts = await fetchPart('posts', 150); // does not need `user`
  const news = await fetchPart('news', 50); // does not need either
  return [user, posts, news];
}

async function gathered(): Promise<string[]> {
  return await Promise.all([fetchPart('user', 100), fetchPart('posts', 150), fetchPart('news', 50)]);
}

/** Here the order is needed: each step uses the one before, so the staircase stays. */
async function dependent(): Promise<string> {
  const user = await fetchPart('user', 30);
  const posts = await fetchPart(`posts of ${user}`, 30);
  return await fetchPart(`news about ${posts}`, 30);
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<void> {
  const start = performance.now();
  const result = await work();
  console.log(`${name}: about ${Math.round((performance.now() - start) / 50) * 50} ms`, result);
}

await timed('one after the other', oneAfterTheOther);
await timed('gathered', gathered);
await timed('dependent', dependent);
