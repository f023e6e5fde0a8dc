import { sleep } from './helper.ts';

async function one(n: number): Promise<number> {
  await sleep(20);
  return n;
}

async function all(): Promise<number> {
  const [a, b] = await Promise.all([one(1), one(2)]);
  return a + b;
}

console.log('worked', await all());
