// Awaits for so many rounds, and prints the least memory that its thread's heap and native parts took once it was warm, in MB.
import { getHeapStatistics } from 'node:v8';

const ROUNDS = Number(process.argv[2] ?? 30);
const STEPS = 2_000;
const leaf = async (x) => {
  await null;
  return x + 1;
};

let sum = 0;
let least = Infinity;
for (let round = 0; round < ROUNDS; round++) {
  for (let i = 0; i < STEPS; i++) sum += await leaf(i);
  const { external_memory: external, malloced_memory: native, used_heap_size: heap } = getHeapStatistics();
  // Just after a collection there is the least.
  if (round >= ROUNDS / 2) least = Math.min(least, heap + native + external);
}
if (sum === 0) throw new Error('nothing was added');
console.log(least / 1e6);
