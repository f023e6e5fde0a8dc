// A generator and its caller hand values to and fro. Prints nanoseconds per hand-over, the median of rounds.
function* echo() {
  let value = 0;
  for (;;) value = yield value + 1;
}

const TIMES = 50_000;
const rounds = [];
for (let round = 0; round < 9; round++) {
  const pong = echo();
  pong.next();
  let value = 0;
  const start = performance.now();
  for (let i = 0; i < TIMES; i++) ({ value } = pong.next(value));
  if (round >= 2) rounds.push(((performance.now() - start) * 1e6) / TIMES);
  if (value !== TIMES) throw new Error('a value was lost');
}
rounds.sort((a, b) => a - b);
console.log(rounds[rounds.length >> 1]);
