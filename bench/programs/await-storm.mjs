// Nothing but awaits: the worst case. Prints nanoseconds per step of five awaits, the median of forty rounds, once the code is warm.
const settled = Promise.resolve(1);

async function leaf(x) {
  await settled;
  return x + 1;
}
async function step(i) {
  await null;
  const a = await leaf(i);
  const b = await leaf(a);
  return a + b;
}

const STEPS = 2_000;
const rounds = [];
let sum = 0;
const ROUNDS = Number(process.argv[2] ?? 60);
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now();
  for (let i = 0; i < STEPS; i++) sum += await step(i);
  if (round >= ROUNDS / 3) rounds.push(((performance.now() - start) * 1e6) / STEPS);
}
rounds.sort((a, b) => a - b);
if (sum === 0) throw new Error('nothing was added');
console.log(rounds[rounds.length >> 1]);
