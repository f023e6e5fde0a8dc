// 4,000 chunks through two transforms. Prints milliseconds, the median of rounds.
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CHUNKS = 4_000;
const pass = () => new Transform({ transform: (chunk, _, done) => done(null, chunk) });
const rounds = [];
for (let round = 0; round < 7; round++) {
  let seen = 0;
  const start = performance.now();
  const from = Readable.from(Array.from({ length: CHUNKS }, () => Buffer.alloc(64)));
  const to = new Writable({
    write: (_chunk, _encoding, done) => {
      seen++;
      done();
    },
  });
  await pipeline(from, pass(), pass(), to);
  if (seen !== CHUNKS) throw new Error('a chunk was lost');
  if (round >= 2) rounds.push(performance.now() - start);
}
rounds.sort((a, b) => a - b);
console.log(rounds[rounds.length >> 1]);
